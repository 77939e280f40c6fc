#include "exact/cases.h"
#include "exact/closed_form.h"

namespace faultline::testing {
namespace {

const std::string asset = "assets:\n  A: {drift: 5%, volatility: 15%}\n";
const std::string A = "series/A/12m/return";
const std::string level = "shock/capex/level/12m";

ExactCase of_processes(const std::string& name, const std::string& shocks, std::vector<Check> checks) {
  return {name, scenario("step: 1m\n" + asset + "shocks:\n" + shocks), std::move(checks)};
}

/// Standard deviation of the stationary-pulled scale after one year.
double spread(double eta, double half_life) {
  const double k = ln2 / half_life;
  return eta * std::sqrt(-std::expm1(-2 * k) / (2 * k));
}

ExactCase plain() {
  const double mean = 2.0 + (1.0 - 2.0) * 0.25, sd = spread(0.3, 0.5);
  return of_processes("OrnsteinUhlenbeck",
                      "  capex: {kind: process, initial: 1, target: 2, half_life: 6m, volatility: 0.3, "
                      "effect: {A: 0.5 * level}}\n",
                      {{level, Statistic::mean, 0, mean},
                       {level, Statistic::sd, 0, sd},
                       {A, Statistic::mean, 0, std::exp(0.05 + 0.5 * (mean - 1.0) + 0.125 * sd * sd)}});
}

ExactCase random_walk() {
  return of_processes(
      "RandomWalk", "  capex: {kind: process, initial: 1, half_life: none, volatility: 0.4}\n",
      {{level, Statistic::quantile, 0.9, 1.0 + 0.4 * Phi_inverse(0.9)}, {level, Statistic::sd, 0, 0.4}});
}

// A random walk that has a target all the same takes its volatility there.
ExactCase random_walk_with_target() {
  const auto at = [](double p) { return 1.0 / (1.0 + 7.0 / 3.0 * std::exp(-0.2 / 0.24 * Phi_inverse(p))); };
  return of_processes(
      "RandomWalkWithTarget",
      "  capex: {kind: process, initial: 30%, target: 60%, half_life: none, volatility: 20%, "
      "bounds: [0%, 100%]}\n",
      {{level, Statistic::quantile, 0.1, at(0.1)}, {level, Statistic::quantile, 0.9, at(0.9)}});
}

ExactCase bounded() {
  const auto logit = [](double x) { return std::log(x / (1.0 - x)); };
  const double y = logit(0.6) + (logit(0.8) - logit(0.6)) * 0.25;
  const double sd = spread(0.1 / (0.6 * 0.4), 0.5);
  const auto at = [&](double p) { return 1.0 / (1.0 + std::exp(-(y + sd * Phi_inverse(p)))); };
  return of_processes("BoundedProcess",
                      "  capex: {kind: process, initial: 80%, target: 60%, half_life: 6m, volatility: 10%, "
                      "bounds: [0%, 100%]}\n",
                      {{level, Statistic::quantile, 0.1, at(0.1)},
                       {level, Statistic::quantile, 0.5, at(0.5)},
                       {level, Statistic::quantile, 0.9, at(0.9)}});
}

ExactCase floored() {
  const double y = std::log(1.0) + (std::log(2.0) - std::log(1.0)) * 0.5;
  const double sd = spread(0.2, 1.0);
  const auto at = [&](double p) { return 1.0 + std::exp(y + sd * Phi_inverse(p)); };
  return of_processes(
      "FlooredProcess",
      "  capex: {kind: process, initial: 3, target: 2, half_life: 12m, volatility: 0.2, floor: 1}\n",
      {{level, Statistic::quantile, 0.1, at(0.1)}, {level, Statistic::quantile, 0.5, at(0.5)}});
}

// Correlated with the asset: the effect and the diffusion move together.
ExactCase correlated() {
  const double rho = 0.5, sd = 0.4, sigma = 0.15, slope = 0.5;
  const double variance = sigma * sigma + slope * slope * sd * sd + 2 * rho * sigma * slope * sd;
  return {"EffectCorrelatedWithTheAsset",
          scenario("step: 1m\n" + asset +
                   "dependence: {correlation: {A: {capex: 0.5}}}\n"
                   "shocks:\n  capex: {kind: process, initial: 1, half_life: none, volatility: 0.4, effect: "
                   "{A: 0.5 * level}}\n"),
          {{A, Statistic::quantile, 0.05,
            std::exp(0.05 - 0.5 * sigma * sigma + std::sqrt(variance) * Phi_inverse(0.05))},
           {A, Statistic::quantile, 0.95,
            std::exp(0.05 - 0.5 * sigma * sigma + std::sqrt(variance) * Phi_inverse(0.95))}}};
}

// The initial level is drawn; its spread halves by half-lives.
ExactCase drawn_start() {
  const double sd = std::sqrt(0.04 * 0.0625 + spread(0.3, 0.5) * spread(0.3, 0.5));
  return of_processes(
      "DrawnInitialLevel",
      "  capex: {kind: process, initial: 1 +- 0.2, target: 2, half_life: 6m, volatility: 0.3}\n",
      {{level, Statistic::sd, 0, sd}, {level, Statistic::mean, 0, 1.75}});
}

// The target follows a count, held over each step: mean level of a step function of the Poisson mean.
ExactCase target_reads_count() {
  const double kept = std::exp2(-1.0 / 6.0);
  double mean = 1.0;
  for (int k = 0; k < 12; ++k) {
    const double target = 1.0 + 0.5 * (2.0 * k / 12.0);
    mean = target + (mean - target) * kept;
  }
  return of_processes(
      "TargetReadsACount",
      "  curb: {kind: arrivals, rate: 2/y}\n"
      "  capex: {kind: process, initial: 1, target: 1 + 0.5 * curb.count, half_life: 6m, volatility: 0.1}\n",
      {{level, Statistic::mean, 0, mean}});
}

// A variable is read at the horizon.
ExactCase variable() {
  const double mean = 2.0 + (1.0 - 2.0) * 0.25, sd = spread(0.3, 0.5);
  ExactCase exact = of_processes(
      "Variables", "  capex: {kind: process, initial: 1, target: 2, half_life: 6m, volatility: 0.3}\n",
      {{"variable/square/12m", Statistic::mean, 0, mean * mean + sd * sd}});
  exact.yaml += "variables: {square: capex.level ^ 2}\n";
  return exact;
}

}  // namespace

std::vector<ExactCase> process_cases() {
  return {plain(),      random_walk(), random_walk_with_target(), bounded(), floored(),
          correlated(), drawn_start(), target_reads_count(),      variable()};
}

}  // namespace faultline::testing
