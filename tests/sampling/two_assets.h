#pragma once

#include "exact/closed_form.h"
#include "faultline/compile.h"
#include "faultline/risk_report.h"
#include "faultline/simulate.h"
#include "support/scenario.h"

#include <cmath>
#include <map>
#include <string>

namespace faultline::testing {

/// Two correlated assets that one kind of event hits, all of it known in closed form.
inline const std::string two_assets = R"(faultline: 1
title: Two assets
horizon: 12m
step: 1q
assets:
  A: {drift: 6%, volatility: 20%}
  B: {drift: 4%, volatility: 35%}
dependence: {correlation: {A: {B: 0.5}}}
shocks:
  curb: {kind: arrivals, rate: 1.5/y, impact: {A: -15%, B: -10%}}
report:
  horizons: [12m]
  confidence: [95%, 99%]
  losses: [10%, 30%]
  given: {hit: curb.count > 0}
)";

inline CompiledScenario compiled(const std::string& yaml, Sampling sampling) {
  CompiledScenario scenario = compile(model_of(yaml)).value();
  scenario.outputs.sampling = sampling;
  return scenario;
}

inline RiskReport run_report(const CompiledScenario& scenario, SimulateOptions options) {
  Tally tally(scenario.outputs, {.planned_paths = options.paths});
  simulate(scenario, options, tally);
  return measure(scenario.outputs, tally);
}

/// The law of one asset's return r: log(1 + r) normal plus a Poisson number of equal jumps.
struct AssetLaw {
  double drift, volatility, jump, rate = 1.5;

  double mean_log() const { return drift - 0.5 * volatility * volatility; }
  double below(double growth, double expected) const {
    return jump_diffusion_cdf(std::log(growth), mean_log(), volatility * volatility, expected,
                              std::log1p(jump));
  }
  double quantile(double p, double expected) const {
    return solve([&](double g) { return below(g, expected); }, p, 1e-3, 20.0) - 1.0;
  }
  /// E[(1 + r)^k]
  double moment(int k, double expected) const {
    const double growth = std::exp(k * mean_log() + 0.5 * k * k * volatility * volatility);
    return growth * std::exp(expected * (std::pow(1.0 + jump, k) - 1.0));
  }
  double sd(double expected) const {
    return std::sqrt(moment(2, expected) - moment(1, expected) * moment(1, expected));
  }
  double shortfall(double c, double expected) const {
    const double q = std::log1p(quantile(1.0 - c, expected)), v = volatility * volatility;
    double sum = 0.0;
    for (int k = 0; k < 60; ++k) {
      const double m = mean_log() + k * std::log1p(jump);
      sum += poisson(expected, k) * std::exp(m + 0.5 * v) * Phi((q - m - v) / volatility);
    }
    return 1.0 - sum / (1.0 - c);
  }
};

using Named = std::map<std::string, double>;

inline Named truths_with(const AssetLaw& law, double expected, const std::string& prefix) {
  return {{prefix + "mean", law.moment(1, expected) - 1.0},
          {prefix + "sd", law.sd(expected)},
          {prefix + "quantile 1%", law.quantile(0.01, expected)},
          {prefix + "quantile 50%", law.quantile(0.5, expected)},
          {prefix + "var 95%", -law.quantile(0.05, expected)},
          {prefix + "es 95%", law.shortfall(0.95, expected)},
          {prefix + "es 99%", law.shortfall(0.99, expected)},
          {prefix + "loss 10%", law.below(0.9, expected)},
          {prefix + "loss 30%", law.below(0.7, expected)}};
}

/// Everything below, exactly. Jumps that are certain not to come (expected 0) leave the twin.
inline Named truths() {
  Named all = {{"count", 1.5}, {"any", -std::expm1(-1.5)}, {"first 50%", std::log(2.0) / 1.5}};
  for (const auto& [name, law] :
       std::map<std::string, AssetLaw>{{"A", {0.06, 0.20, -0.15}}, {"B", {0.04, 0.35, -0.10}}}) {
    const Named with = truths_with(law, law.rate, ""), without = truths_with(law, 1e-300, "");
    for (const auto& [figure, value] : with) {
      all[name + " " + figure] = value;
      all[name + " change " + figure] = value - without.at(figure);
    }
    const double none = std::exp(-law.rate), unhit = law.moment(1, 1e-300);
    all[name + " given mean"] = (law.moment(1, law.rate) - none * unhit) / (1.0 - none) - 1.0;
  }
  return all;
}

using Estimates = std::map<std::string, Estimate>;

inline void add_figures(const Figures& figures, const std::string& prefix, Estimates& all) {
  all[prefix + "mean"] = *figures.mean;
  all[prefix + "sd"] = *figures.sd;
  all[prefix + "quantile 1%"] = figures.quantiles[2].estimate;
  all[prefix + "quantile 50%"] = figures.quantiles[7].estimate;
  all[prefix + "var 95%"] = figures.var[0].estimate;
  all[prefix + "es 95%"] = figures.es[0].estimate;
  all[prefix + "es 99%"] = figures.es[1].estimate;
  all[prefix + "loss 10%"] = figures.prob_loss[0].estimate;
  all[prefix + "loss 30%"] = figures.prob_loss[1].estimate;
}

inline Estimates estimates_of(const RiskReport& report) {
  Estimates all;
  for (const SeriesReport& series : report.series) {
    const HorizonReport& at = series.horizons.front();
    add_figures(at.figures, series.name + " ", all);
    add_figures(*at.change, series.name + " change ", all);
  }
  for (const SeriesReport& series : report.given.front().series)
    all[series.name + " given mean"] = *series.horizons.front().figures.mean;
  for (const FigureReport& figure : report.shocks.front().figures) {
    if (figure.path.front() == "first")
      all["first 50%"] = figure.quantiles[7].estimate;
    else
      all[figure.path.front()] = figure.value;
  }
  return all;
}

}  // namespace faultline::testing
