#include "exact/cases.h"
#include "exact/closed_form.h"

namespace faultline::testing {
namespace {

const std::string A = "series/A/12m/return";

ExactCase gbm() {
  const double mu = 0.08, sigma = 0.25, m = mu - 0.5 * sigma * sigma;
  const auto quantile = [&](double p) { return std::exp(m + sigma * Phi_inverse(p)); };
  const auto lowest = [&](double p) { return std::exp(mu) * Phi(Phi_inverse(p) - sigma) / p; };
  return {"GeometricBrownianMotion",
          scenario("step: 1m\nassets:\n  A: {drift: 8%, volatility: 25%}\n"),
          {{A, Statistic::mean, 0, std::exp(mu)},
           {A, Statistic::sd, 0, std::exp(mu) * std::sqrt(std::expm1(sigma * sigma))},
           {A, Statistic::quantile, 0.05, quantile(0.05)},
           {A, Statistic::quantile, 0.5, quantile(0.5)},
           {A, Statistic::quantile, 0.99, quantile(0.99)},
           {A, Statistic::shortfall, 0.95, -lowest(0.05)},
           {A, Statistic::shortfall, 0.99, -lowest(0.01)},
           {A, Statistic::share_below, 0.9, Phi((std::log(0.9) - m) / sigma)}}};
}

/// Distribution function of Student's t with five degrees of freedom.
double t5_cdf(double t) {
  const double angle = std::atan(t / std::sqrt(5.0));
  const double c = std::cos(angle);
  return 0.5 + (angle + std::sin(angle) * c * (1.0 + 2.0 / 3.0 * c * c)) / std::numbers::pi;
}

ExactCase student_t() {
  const double mu = 0.05, sigma = 0.3;
  const auto quantile = [&](double p) {
    const double t = solve(t5_cdf, p, -200.0, 200.0);
    return std::exp(mu - 0.5 * sigma * sigma + sigma * std::sqrt(3.0 / 5.0) * t);
  };
  ExactCase exact{"StudentT",
                  scenario("assets:\n  A: {drift: 5%, volatility: 30%}\n"
                           "dependence:\n  innovations: student_t(5)\n"),
                  {}};
  for (const double p : {0.01, 0.05, 0.25, 0.5, 0.95, 0.99})
    exact.checks.push_back({A, Statistic::quantile, p, quantile(p)});
  return exact;
}

// Two assets on a factor: total variance stays, the covariance is that of the factor and the residuals.
ExactCase betas() {
  const double va = 0.09, vb = 0.16, cov = 1.2 * 0.8 * 0.04;
  const double ga = std::exp(0.06), gb = std::exp(0.04);
  const double variance =
      0.25 * (ga * ga * std::expm1(va) + gb * gb * std::expm1(vb) + 2 * ga * gb * std::expm1(cov));
  return {"BetasSplitTheVariance",
          scenario("factors:\n  market: {volatility: 20%}\nassets:\n"
                   "  A: {drift: 6%, volatility: 30%, betas: {market: 1.2}}\n"
                   "  B: {drift: 4%, volatility: 40%, betas: {market: 0.8}}\n"
                   "dependence:\n  of: residuals\n"
                   "portfolios:\n  core: {weights: {A: 50%, B: 50%}}\n"),
          {{A, Statistic::sd, 0, ga * std::sqrt(std::expm1(va))},
           {"series/core/12m/return", Statistic::sd, 0, std::sqrt(variance)},
           {"series/core/12m/return", Statistic::mean, 0, 0.5 * (ga + gb)}}};
}

ExactCase factor_jump() {
  return {"FactorJumpMovesByBeta",
          scenario("factors:\n  market: {volatility: 20%}\nassets:\n"
                   "  A: {drift: 6%, volatility: 30%, betas: {market: 1.2}}\n"
                   "  B: {drift: 4%, volatility: 10%}\n"
                   "shocks:\n  war:\n    kind: scheduled\n    at: 5m\n    impact: {market: -10%, A: -5%}\n"),
          {{A, Statistic::mean, 0, std::exp(0.06 + 1.2 * std::log(0.9) + std::log(0.95))},
           {"series/B/12m/return", Statistic::mean, 0, std::exp(0.04)}}};
}

// Correlations given as totals: the residual correlation makes up for the factor.
ExactCase total_correlation() {
  const double cov = 0.5 * 0.3 * 0.4, ga = std::exp(0.06), gb = std::exp(0.04);
  const double variance =
      0.25 * (ga * ga * std::expm1(0.09) + gb * gb * std::expm1(0.16) + 2 * ga * gb * std::expm1(cov));
  return {"TotalCorrelation",
          scenario("factors:\n  market: {volatility: 20%}\nassets:\n"
                   "  A: {drift: 6%, volatility: 30%, betas: {market: 0.9}}\n"
                   "  B: {drift: 4%, volatility: 40%, betas: {market: 1.1}}\n"
                   "dependence:\n  correlation: {B: {A: 0.5}}\n"
                   "portfolios:\n  core: {weights: {A: 50%, B: 50%}}\n"),
          {{"series/core/12m/return", Statistic::sd, 0, std::sqrt(variance)}}};
}

ExactCase total_volatility(const std::string& name, const std::string& shocks) {
  const double l = std::log(0.92), variance = 0.09 - 3.0 * l * l, mean = 0.05 - 0.5 * variance;
  const auto quantile = [&](double p) {
    return std::exp(
        solve([&](double x) { return jump_diffusion_cdf(x, mean, variance, 3.0, l); }, p, -4.0, 4.0));
  };
  return {name,
          scenario("assets:\n  A: {drift: 5%, volatility: {total: 30%}}\nshocks:\n" + shocks),
          {{A, Statistic::quantile, 0.05, quantile(0.05)},
           {A, Statistic::quantile, 0.95, quantile(0.95)},
           {A, Statistic::mean, 0, std::exp(0.05 + 3.0 * -0.08)}}};
}

// The twin of multipliers known in advance: variance adds up over the steps.
ExactCase while_by_time() {
  const double variance = 0.04 * (0.5 + 0.5 * 2.25);
  return {"WhileMultipliesFromTheStepAtWhoseStartItHolds",
          scenario("step: 1m\nassets:\n  A: {drift: 5%, volatility: 20%}\n"
                   "shocks:\n  late:\n    kind: arrivals\n    rate: 1/y\n"
                   "    while: {when: t >= 6m, volatility: {A: 1.5}, drift: {A: -6%}}\n"),
          {{A, Statistic::mean, 0, std::exp(0.05 - 0.03)},
           {A, Statistic::sd, 0, std::exp(0.02) * std::sqrt(std::expm1(variance))}}};
}

ExactCase drawdown() {
  const double dt = 0.5, m = (0.05 - 0.5 * 0.16) * dt, s = 0.4 * std::sqrt(dt);
  const auto at_most = [&](double d) {
    return normal_expectation([&](double z) {
      const double x = m + s * z;
      if (x < std::log(1.0 - d)) return 0.0;
      const double floor = std::log(1.0 - d) + std::max(0.0, x);
      return 1.0 - Phi((floor - x - m) / s);
    });
  };
  const std::string key = "series/A/12m/drawdown";
  return {
      "DrawdownOnTheGrid",
      scenario("step: 6m\nassets:\n  A: {drift: 5%, volatility: 40%}\n"),
      {{key, Statistic::share_below, 0.1, at_most(0.1)}, {key, Statistic::share_below, 0.3, at_most(0.3)}}};
}

ExactCase condition() {
  const double p = Phi((std::log(0.8) - (0.05 - 0.045)) / 0.3);
  return {"Conditions",
          scenario("assets:\n  A: {drift: 5%, volatility: 30%}\n"
                   "report:\n  given: {fall: A.return < -20%}\n"),
          {{"given/fall", Statistic::mean, 0, p}}};
}

// The drift of an asset may read time: sum of the steps' midpoints.
ExactCase drift_in_time() {
  return {"DriftReadsTheMidpoint",
          scenario("step: 1q\nassets:\n  A: {drift: 10% * t / 1y, volatility: 20%}\n"),
          {{A, Statistic::mean, 0, std::exp(0.05)}}};
}

}  // namespace

std::vector<ExactCase> market_cases() {
  return {gbm(),
          student_t(),
          betas(),
          factor_jump(),
          total_correlation(),
          total_volatility("TotalVolatility", "  curb: {kind: arrivals, rate: 3/y, impact: {A: -8%}}\n"),
          total_volatility(
              "TotalVolatilityOfArrivalsBroughtAtOnce",
              "  news: {kind: arrivals, rate: 5/y}\n"
              "  curb: {kind: arrivals, upon: [{shock: news, chance: 60%, after: 0d}], impact: {A: -8%}}\n"),
          while_by_time(),
          drawdown(),
          condition(),
          drift_in_time()};
}

}  // namespace faultline::testing
