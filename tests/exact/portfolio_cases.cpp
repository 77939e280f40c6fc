#include "exact/cases.h"
#include "exact/closed_form.h"

#include <vector>

namespace faultline::testing {
namespace {

const std::string core = "series/core/12m/return";

const std::string two_assets =
    "assets:\n  A: {drift: 7%, volatility: 25%}\n  B: {drift: 4%, volatility: 35%}\n"
    "dependence:\n  correlation: {B: {A: 0.5}}\n";

struct TwoAssets {
  double wa, wb, mu_a = 0.07, mu_b = 0.04, sa = 0.25, sb = 0.35, rho = 0.5;

  double mean() const { return wa * std::exp(mu_a) + wb * std::exp(mu_b); }
  double sd() const {
    const double ga = std::exp(mu_a), gb = std::exp(mu_b);
    return std::sqrt(wa * wa * ga * ga * std::expm1(sa * sa) + wb * wb * gb * gb * std::expm1(sb * sb) +
                     2 * wa * wb * ga * gb * std::expm1(rho * sa * sb));
  }
  /// P(wa A + wb B <= x): over B, A being lognormal given B.
  double cdf(double x) const {
    return normal_expectation([&](double z) {
      const double b = std::exp(mu_b - 0.5 * sb * sb + sb * z);
      const double a = (x - wb * b) / wa;
      if (a <= 0.0) return 0.0;
      const double m = mu_a - 0.5 * sa * sa + rho * sa * z;
      return Phi((std::log(a) - m) / (sa * std::sqrt(1 - rho * rho)));
    });
  }
  double quantile(double p) const {
    return solve([this](double x) { return cdf(x); }, p, -3.0, 6.0);
  }
};

ExactCase buy_and_hold(const std::string& name, TwoAssets book, const std::string& weights) {
  ExactCase exact{
      name, scenario(two_assets + "portfolios:\n  core: {weights: " + weights + ", liability: full}\n"), {}};
  exact.checks = {{core, Statistic::mean, 0, book.mean()}, {core, Statistic::sd, 0, book.sd()}};
  for (const double p : {0.01, 0.05, 0.5, 0.95})
    exact.checks.push_back({core, Statistic::quantile, p, book.quantile(p)});
  return exact;
}

// Four independent periods, each invested anew.
ExactCase rebalanced() {
  const double dt = 0.25, ga = std::exp(0.07 * dt), gb = std::exp(0.04 * dt);
  const double first = 0.6 * ga + 0.4 * gb;
  const double second = 0.36 * ga * ga * std::exp(0.0625 * dt) + 0.16 * gb * gb * std::exp(0.1225 * dt) +
                        0.48 * ga * gb * std::exp(0.5 * 0.25 * 0.35 * dt);
  return {"RebalancingCompoundsPeriodByPeriod",
          scenario("step: 1q\n" + two_assets +
                   "portfolios:\n  core: {weights: {A: 60%, B: 40%}, rebalance: 1q}\n"),
          {{core, Statistic::mean, 0, std::pow(first, 4)},
           {core, Statistic::sd, 0, std::sqrt(std::pow(second, 4) - std::pow(first, 8))}}};
}

const std::string certain_assets =
    "assets:\n  A: {drift: 20%, volatility: 0}\n  B: {drift: -10%, volatility: 0}\n";

// Without noise the ledger can be kept by hand: value, trade at values before cost, cost, invest the rest.
ExactCase cost() {
  double a = 0.5, b = 0.3, cash = 0.2;
  for (int quarter = 1; quarter <= 4; ++quarter) {
    a *= std::exp(0.05);
    b *= std::exp(-0.025);
    cash *= std::exp(0.01);
    if (quarter == 4) break;
    const double v = a + b + cash;
    const double left = v - 0.01 * (std::abs(0.5 * v - a) + std::abs(0.3 * v - b));
    a = 0.5 * left;
    b = 0.3 * left;
    cash = 0.2 * left;
  }
  return {"CostOfRebalancing",
          scenario("step: 1q\n" + certain_assets +
                   "portfolios:\n  core: {weights: {A: 50%, B: 30%}, cash: 20%, cash_rate: 4%, rebalance: "
                   "1q, cost: 1%}\n"),
          {{core, Statistic::mean, 0, a + b + cash}}};
}

ExactCase cash() {
  return {"CashGrows",
          scenario(certain_assets + "portfolios:\n  core: {weights: {A: 30%}, cash: 70%, cash_rate: 4%}\n"),
          {{core, Statistic::mean, 0, 0.3 * std::exp(0.2) + 0.7 * std::exp(0.04)}}};
}

// `t` of a rate is the midpoint of the step, so that a linear one is integrated exactly.
ExactCase cash_rate_in_time() {
  return {"CashRateIsReadAtTheMidpoint",
          scenario("step: 1q\n" + certain_assets +
                   "portfolios:\n  core: {weights: {A: 30%}, cash: 70%, cash_rate: 12% * t / 1y}\n"),
          {{core, Statistic::mean, 0, 0.3 * std::exp(0.2) + 0.7 * std::exp(0.06)}}};
}

// Everything into B after the date, at the cost of selling A and buying B.
ExactCase switching() {
  const double at_six = std::exp(0.1);
  const double left = at_six - 0.005 * 2 * at_six;
  return {"SwitchTradesOnce",
          scenario("step: 1q\n" + certain_assets +
                   "shocks:\n  news: {kind: scheduled, at: 5m}\n"
                   "portfolios:\n  core: {weights: {A: 100%}, cost: 50bp, switch: [{when: news.done, "
                   "weights: {B: 100%}}]}\n"),
          {{core, Statistic::mean, 0, left * std::exp(-0.05)}}};
}

// Short of an asset that jumps by +60 %: ruined with probability 1 - exp(-1/2), once and for good.
ExactCase ruin() {
  const double p = 1.0 - std::exp(-0.5);
  double mean = 0.0;
  for (int n = 0; n < 40; ++n) mean += poisson(0.5, n) * std::max(0.0, 2.5 - 1.5 * std::pow(1.8, n));
  return {"LimitedLiabilityStopsAtZero",
          scenario("assets:\n  A: {drift: 0%, volatility: 0}\n"
                   "shocks:\n  squeeze: {kind: arrivals, rate: 0.5/y, impact: {A: 80%}}\n"
                   "portfolios:\n  core: {weights: {A: -150%}, cash: 250%}\n"),
          {{core, Statistic::share_below, 0.0, 1.0 - poisson(0.5, 0)},
           {core, Statistic::mean, 0, mean},
           {"shock/squeeze/any", Statistic::mean, 0, p}}};
}

}  // namespace

std::vector<ExactCase> portfolio_cases() {
  return {buy_and_hold("LongPortfolio", {0.6, 0.4}, "{A: 60%, B: 40%}"),
          buy_and_hold("ShortPortfolio", {1.5, -0.5}, "{A: 150%, B: -50%}"),
          rebalanced(),
          cost(),
          cash(),
          cash_rate_in_time(),
          switching(),
          ruin()};
}

}  // namespace faultline::testing
