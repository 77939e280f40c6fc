#include "explain/closed_form.h"

#include "explain/paired_runs.h"
#include "faultline/explain.h"
#include "scenario_text.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace faultline {
namespace {

ClosedEffect effect_on_first(const Model& model) {
  const Reader reader(model);
  const auto effect = closed_effect(model.shocks.front(), 0, reader);
  EXPECT_TRUE(effect.has_value());
  return effect.value_or(ClosedEffect{});
}

bool has_closed_form(const std::string& shocks) {
  const Model model = model_of(with_shocks(shocks));
  return closed_effect(model.shocks.front(), 0, Reader(model)).has_value();
}

TEST(ClosedForm, PoissonJumpsOfOneSize) {
  const auto effect =
      effect_on_first(model_of(with_shocks("  s: {kind: arrivals, rate: fast, impact: {AAA: -10%}}\n")));
  EXPECT_NEAR(effect.log_factor, 2.0 * -0.1, 1e-12);
  EXPECT_NEAR(effect.variance, 2.0 * std::log(0.9) * std::log(0.9), 1e-12);
}

TEST(ClosedForm, WindowAndPricingShortenThem) {
  const auto effect = effect_on_first(model_of(with_shocks(
      "  s: {kind: arrivals, rate: 2/y, window: [3m, 9m], priced_in: 75%, impact: {AAA: -10%}}\n")));
  EXPECT_NEAR(effect.log_factor, 0.25 * 2.0 * 0.5 * -0.1, 1e-12);
  EXPECT_NEAR(effect.variance, 2.0 * 0.5 * std::log(0.9) * std::log(0.9), 1e-12);
}

TEST(ClosedForm, LognormalMovesHaveTheirMoments) {
  // 1 + x is not lognormal in the language, but a severity on a fixed move is: J = s log(0.9), s gamma(2, 1).
  const auto effect = effect_on_first(model_of(
      with_shocks("  s: {kind: arrivals, rate: 1/y, severity: \"gamma(2, 1)\", impact: {AAA: -10%}}\n")));
  const double l = std::log(0.9);
  EXPECT_NEAR(effect.log_factor, std::pow(1.0 - l / 2.0, -2.0) - 1.0, 1e-5);
  EXPECT_NEAR(effect.variance, 1.5 * l * l, 1e-5);
}

TEST(ClosedForm, VarianceOfFadingJumps) {
  const auto effect = effect_on_first(model_of(with_shocks(
      "  s: {kind: arrivals, rate: 2/y, impact: {AAA: -10%}, fade: {share: 40%, half_life: 1m}}\n")));
  const double l = std::log(0.9);
  const double k = 12.0 * std::numbers::ln2;
  // integral of (0.6 + 0.4 e^{-k u})^2 over [0, 1]
  const double felt = 0.36 + 0.48 * -std::expm1(-k) / k + 0.16 * -std::expm1(-2.0 * k) / (2.0 * k);
  EXPECT_NEAR(effect.variance, 2.0 * l * l * felt, 1e-7);
  EXPECT_GT(effect.log_factor, 2.0 * -0.1);
  EXPECT_LT(effect.log_factor, 2.0 * std::expm1(0.6 * l));
}

TEST(ClosedForm, OutcomesOfADate) {
  const auto effect = effect_on_first(model_of(
      with_shocks("  s:\n    kind: scheduled\n    every: 6m\n    outcomes:\n"
                  "      good: {probability: 60%, impact: {AAA: 5%}}\n      bad: {impact: {AAA: -10%}}\n")));
  const double mean = 0.6 * std::log(1.05) + 0.4 * std::log(0.9);
  const double square = 0.6 * std::pow(std::log(1.05), 2) + 0.4 * std::pow(std::log(0.9), 2);
  EXPECT_NEAR(effect.log_factor, 2.0 * std::log(0.6 * 1.05 + 0.4 * 0.9), 1e-12);
  EXPECT_NEAR(effect.variance, 2.0 * (square - mean * mean), 1e-12);
}

TEST(ClosedForm, DateBeyondTheHorizonDoesNothing) {
  const auto effect =
      effect_on_first(model_of(with_shocks("  s: {kind: scheduled, at: 2y, impact: {AAA: -10%}}\n")));
  EXPECT_EQ(effect.log_factor, 0.0);
  EXPECT_EQ(effect.variance, 0.0);
}

TEST(ClosedForm, PhaseLeftAtAConstantHazard) {
  const auto effect = effect_on_first(
      model_of(with_shocks("  s:\n    kind: phases\n    initial: open\n    phases:\n"
                           "      open: {next: [{to: {dead: 75%, done: 25%}, hazard: 1.5/y}]}\n"
                           "      dead: {impact: {AAA: -20%}}\n      done: {}\n")));
  const double p = 0.75 * -std::expm1(-1.5);
  const double l = std::log(0.8);
  EXPECT_NEAR(effect.log_factor, std::log(1.0 - 0.2 * p), 1e-10);
  EXPECT_NEAR(effect.variance, l * l * p * (1.0 - p), 1e-7);
}

TEST(ClosedForm, FullyPricedPhasesLeaveTheMeanAlone) {
  const auto effect = effect_on_first(
      model_of(with_shocks("  s:\n    kind: phases\n    initial: a\n    priced_in: 100%\n    phases:\n"
                           "      a: {next: [{to: b, hazard: 2/y}], impact: {AAA: 8%}}\n"
                           "      b: {next: [{to: a, hazard: 3/y}], impact: {AAA: -10%}}\n")));
  EXPECT_NEAR(effect.log_factor, 0.0, 1e-10);
}

TEST(ClosedForm, RefusesWhatItCannotWriteDown) {
  EXPECT_FALSE(has_closed_form("  s: {kind: arrivals, rate: 1/y, max: 2, impact: {AAA: -10%}}\n"));
  EXPECT_FALSE(has_closed_form("  s: {kind: arrivals, rate: 1/y * (1 + t / 1y), impact: {AAA: -10%}}\n"));
  EXPECT_FALSE(has_closed_form(
      "  s: {kind: arrivals, rate: 1/y, impact: {AAA: -10%}, while: {when: s.any, drift: {AAA: -5%}}}\n"));
  EXPECT_FALSE(has_closed_form("  s: {kind: scheduled, at: 2m to 9m, impact: {AAA: -10%}}\n"));
}

/// The simulation is held against every closed form, and so is each closed form against the engine.
TEST(ClosedForm, AgreesWithTheSimulation) {
  const char* const cases[] = {
      "  s: {kind: arrivals, rate: 2/y, severity: \"lognormal(1, 0.4)\", impact: {AAA: -6% +- 4%}}\n",
      "  s: {kind: arrivals, rate: 3/y, impact: {AAA: -8%}, fade: {share: 70%, half_life: 2m}}\n",
      "  s: {kind: arrivals, rate: 3/y, impact: {AAA: -8%}, build: {now: 20%, half_life: 3m}}\n",
      "  s: {kind: arrivals, rate: 3/y, priced_in: 40%, impact: {AAA: -8% +- 3%}}\n",
      "  s: {kind: scheduled, at: 5m, impact: {AAA: -20% +- 5%}, fade: {share: 50%, half_life: 6m}}\n",
      "  s:\n    kind: phases\n    initial: a\n    priced_in: 30%\n    phases:\n"
      "      a: {next: [{to: b, hazard: 2/y, impact: {AAA: 3%}}]}\n"
      "      b: {impact: {AAA: -10% +- 5%}, next: [{to: a, hazard: 1/y}]}\n"};
  for (const char* const text : cases) {
    SCOPED_TRACE(text);
    const Model model = model_of(with_shocks(text));
    const ClosedEffect known = effect_on_first(model);
    const PairedRuns runs(model, {65'536, 0});
    const Sample with = runs.everything(), without = runs.without(0);
    std::vector<double> x(with.paths), factor(with.paths), square(with.paths);
    for (std::size_t i = 0; i < with.paths; ++i) {
      factor[i] = (1.0 + with.returns(0)[i]) / (1.0 + without.returns(0)[i]);
      x[i] = std::log(factor[i]);
    }
    const double mean = mean_of(x).value;
    for (std::size_t i = 0; i < with.paths; ++i) square[i] = (x[i] - mean) * (x[i] - mean);
    const Estimate f = mean_of(factor), v = mean_of(square);
    EXPECT_NEAR(f.value, std::exp(known.log_factor), 4.0 * f.standard_error + 1e-9);
    EXPECT_NEAR(v.value, known.variance, 4.0 * v.standard_error);
  }
}

}  // namespace
}  // namespace faultline
