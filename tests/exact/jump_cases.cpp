#include "exact/cases.h"
#include "exact/closed_form.h"

namespace faultline::testing {
namespace {

const std::string asset = "assets:\n  A: {drift: 6%, volatility: 20%}\n";
const std::string A = "series/A/12m/return";

ExactCase of_jumps(const std::string& name, const std::string& shocks, std::vector<Check> checks,
                   const std::string& head = "") {
  return {name, scenario(head + asset + "shocks:\n" + shocks), std::move(checks)};
}

/// E[(1 + x)^s] over a lognormal severity of median 1.
double expected_power(double sigma, double factor) {
  return normal_expectation([&](double z) { return std::pow(factor, std::exp(sigma * z)); });
}

ExactCase merton() {
  const double l = std::log(0.85), m = 0.06 - 0.02;
  const auto quantile = [&](double p) {
    return std::exp(solve([&](double x) { return jump_diffusion_cdf(x, m, 0.04, 1.5, l); }, p, -5.0, 3.0));
  };
  return of_jumps("MertonJumps", "  curb: {kind: arrivals, rate: 1.5/y, impact: {A: -15%}}\n",
                  {{A, Statistic::mean, 0, std::exp(0.06 - 1.5 * 0.15)},
                   {A, Statistic::quantile, 0.01, quantile(0.01)},
                   {A, Statistic::quantile, 0.05, quantile(0.05)},
                   {A, Statistic::quantile, 0.5, quantile(0.5)},
                   {A, Statistic::quantile, 0.95, quantile(0.95)}},
                  "step: 1m\n");
}

// Uniform jumps of mean -5 %: the first two moments of 1 + x are enough.
ExactCase random_jumps() {
  const double first = -0.05, second = (std::pow(1.05, 3) - std::pow(0.85, 3)) / (3 * 0.2);
  const double mean = std::exp(0.06 + 3 * first);
  const double square = std::exp(0.12 + 0.04 + 3 * (second - 1.0));
  return of_jumps("RandomJumps", "  curb: {kind: arrivals, rate: 3/y, impact: {A: \"uniform(-15%, 5%)\"}}\n",
                  {{A, Statistic::mean, 0, mean}, {A, Statistic::sd, 0, std::sqrt(square - mean * mean)}});
}

ExactCase severities() {
  return of_jumps("SeverityOfADate",
                  "  curb: {kind: scheduled, at: 5m, severity: \"lognormal(1, 0.6)\", impact: {A: -20%}}\n",
                  {{A, Statistic::mean, 0, std::exp(0.06) * expected_power(0.6, 0.8)}});
}

// The law is cut at its far quantile, whatever the order in which its points are written.
ExactCase severity_in_any_order(const std::string& name, const std::string& law, double expected) {
  return of_jumps("SeverityOf" + name,
                  "  curb: {kind: arrivals, rate: 2/y, severity: \"" + law + "\", impact: {A: -20%}}\n",
                  {{A, Statistic::mean, 0, std::exp(0.06 + 2.0 * (expected - 1.0))}}, "step: 1m\n");
}

// One severity for both assets: it makes their jumps go together.
ExactCase common_severity() {
  const double both = expected_power(0.6, 0.8 * 0.9);
  const double a = expected_power(0.6, 0.8), b = expected_power(0.6, 0.9);
  const double variance =
      0.25 * (expected_power(0.6, 0.64) - a * a + expected_power(0.6, 0.81) - b * b + 2 * (both - a * b));
  return {"SeverityIsCommon",
          scenario("assets:\n  A: {drift: 0%, volatility: 0}\n  B: {drift: 0%, volatility: 0}\n"
                   "shocks:\n  curb: {kind: scheduled, at: 5m, severity: \"lognormal(1, 0.6)\", impact: {A: "
                   "-20%, B: -10%}}\n"
                   "portfolios:\n  core: {weights: {A: 50%, B: 50%}}\n"),
          {{"series/core/12m/return", Statistic::sd, 0, std::sqrt(variance)}}};
}

ExactCase priced_in(const std::string& share, double p) {
  const double m = 2.0 * (expected_power(0.4, 0.85) - 1.0);
  return of_jumps(
      "PricedIn" + share,
      "  curb: {kind: arrivals, rate: 2/y, severity: \"lognormal(1, 0.4)\", impact: {A: -15%}, priced_in: " +
          share + "%}\n",
      {{A, Statistic::mean, 0, std::exp(0.06 + (1.0 - p) * m)}}, "step: 1m\n");
}

// With the intensity moving on the path, what is priced in still leaves the mean alone.
ExactCase priced_in_excited() {
  return of_jumps("PricedInLeavesTheMeanUnderExcitation",
                  "  curb: {kind: arrivals, rate: 2/y, excitation: {jump: 1.5/y, half_life: 3m}, window: "
                  "[1m, 11m], max: 4,\n"
                  "         impact: {A: \"uniform(-15%, 5%)\"}, priced_in: 100%}\n",
                  {{A, Statistic::mean, 0, std::exp(0.06)}}, "step: 1q\n");
}

ExactCase priced_in_date() {
  return of_jumps("PricedInDate",
                  "  vote:\n    kind: scheduled\n    at: 5m\n    priced_in: 100%\n"
                  "    outcomes: {up: {probability: 30%, impact: {A: 20%}}, down: {impact: {A: -25%}}}\n",
                  {{A, Statistic::mean, 0, std::exp(0.06)}}, "step: 6m\n");
}

ExactCase priced_in_hazard() {
  return of_jumps("PricedInHazards",
                  "  deal:\n    kind: phases\n    initial: open\n    priced_in: 100%\n    phases:\n"
                  "      open: {next: [{to: {signed: 60%, dead: 40%}, hazard: 1.2/y, impact: {A: -5%}}, {to: "
                  "dead, hazard: 0.4/y}]}\n"
                  "      signed: {impact: {A: 20%}, next: [{to: dead, hazard: 0.5/y}]}\n"
                  "      dead: {impact: {A: -30%}}\n",
                  {{A, Statistic::mean, 0, std::exp(0.06)}}, "step: 1q\n");
}

// A fall of 20 % at 3m of which 60 % fades with half-life 2m; and a slow burn.
ExactCase unfolding() {
  const double j = std::log(0.8);
  const double faded = j * (1.0 - 0.6 + 0.6 * std::exp2(-4.5));
  const double built = j * (1.0 - 0.7 * std::exp2(-4.5));
  return {"FadeAndBuild",
          scenario("step: 1m\nassets:\n  A: {drift: 0%, volatility: 0}\n  B: {drift: 0%, volatility: 0}\n"
                   "shocks:\n"
                   "  pop: {kind: scheduled, at: 3m, impact: {A: -20%}, fade: {share: 60%, half_life: 2m}}\n"
                   "  burn: {kind: scheduled, at: 3m, impact: {B: -20%}, build: {now: 30%, half_life: 2m}}\n"
                   "report: {horizons: [3m, 12m]}\n"),
          {{A, Statistic::mean, 0, std::exp(faded)},
           {"series/A/3m/return", Statistic::mean, 0, 0.8},
           {"series/B/12m/return", Statistic::mean, 0, std::exp(built)},
           {"series/B/3m/return", Statistic::mean, 0, std::exp(0.3 * j)}}};
}

// Arrivals whose jumps fade: E exp(sum) = exp(lambda * integral of (E exp(J(T - s)) - 1) ds).
ExactCase fading_arrivals() {
  const double j = std::log(0.85);
  const double exponent =
      integrate([&](double age) { return std::expm1(j * (0.5 + 0.5 * std::exp2(-age / 0.25))); }, 0.0, 1.0);
  return of_jumps(
      "FadingArrivals",
      "  curb: {kind: arrivals, rate: 2/y, impact: {A: -15%}, fade: {share: 50%, half_life: 3m}}\n",
      {{A, Statistic::mean, 0, std::exp(0.06 + 2.0 * exponent)}}, "step: 1q\n");
}

}  // namespace

std::vector<ExactCase> jump_cases() {
  return {merton(),
          random_jumps(),
          severities(),
          severity_in_any_order("PointsFalling", "discrete(2 @ 70%, 0.5 @ 30%)",
                                0.7 * 0.64 + 0.3 * std::sqrt(0.8)),
          severity_in_any_order("AMixtureFalling", "mixture(uniform(2, 3) @ 60%, uniform(0.5, 1) @ 40%)",
                                (0.6 * (0.8 * 0.64 - 0.64) + 0.8 * (0.8 - std::sqrt(0.8))) / std::log(0.8)),
          common_severity(),
          priced_in("50", 0.5),
          priced_in("100", 1.0),
          priced_in_excited(),
          priced_in_date(),
          priced_in_hazard(),
          unfolding(),
          fading_arrivals()};
}

}  // namespace faultline::testing
