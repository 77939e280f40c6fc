#include "faultline/compile.h"
#include "faultline/risk_report.h"
#include "faultline/simulate.h"
#include "random/bulk.h"
#include "support/engine.h"
#include "support/everything.h"
#include "support/scenario.h"
#include "support/statistics.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

CompiledScenario compiled(const std::string& yaml, Sampling sampling) {
  CompiledScenario scenario = compile(model_of(yaml)).value();
  scenario.outputs.sampling = sampling;
  return scenario;
}

/// Values and errors of everything reported.
std::vector<double> to_figures(const RiskReport& report) {
  std::vector<double> all;
  const auto add = [&](const Estimate& e) {
    for (const double x : {e.value, e.standard_error}) all.push_back(std::isnan(x) ? -1e300 : x);
  };
  const auto add_all = [&](const Figures& f) {
    for (const auto* levels : {&f.quantiles, &f.var, &f.es, &f.prob_loss})
      for (const LevelEstimate& at : *levels) add(at.estimate);
    for (const auto* one : {&f.mean, &f.sd, &f.skewness, &f.kurtosis})
      if (*one) add(**one);
  };
  for (const SeriesReport& series : report.series)
    for (const HorizonReport& at : series.horizons) {
      add_all(at.figures);
      if (at.change) add_all(*at.change);
    }
  for (const SubjectReport& shock : report.shocks)
    for (const FigureReport& figure : shock.figures) add(figure.value);
  for (const GivenReport& given : report.given) add(given.probability);
  return all;
}

class SampledPaths : public ::testing::TestWithParam<Sampling> {};

TEST_P(SampledPaths, HaveTheSameBitsInAnyBlockAndCompany) {
  const CompiledScenario scenario = compiled(everything(), GetParam());
  SimulateOptions options;
  const auto expected = simulate_paths(scenario, options, path_numbers(0, 700));
  for (const std::size_t block : {1u, 7u, 64u, 500u}) {
    options.block_paths = block;
    EXPECT_EQ(simulate_paths(scenario, options, path_numbers(0, 700)), expected) << block;
  }
  const std::vector<std::uint64_t> some{17, 299, 5, 698, 123, 122};
  const auto few = simulate_paths(scenario, {}, some);
  for (std::size_t c = 0; c < scenario.outputs.columns.size(); ++c)
    for (std::size_t i = 0; i < some.size(); ++i)
      EXPECT_EQ(few[c * some.size() + i], expected[c * 700 + some[i]]) << scenario.outputs.columns[c].label;
}

TEST_P(SampledPaths, HaveTheSameBitsOnEveryInstructionSet) {
  const CompiledScenario scenario = compiled(everything(), GetParam());
  SimulateOptions options;
  options.simd = "scalar";
  const auto expected = simulate_paths(scenario, options, path_numbers(0, 300));
  for (const SimdTarget target : supported_simd_targets()) {
    options.simd = std::string(name_of(target));
    EXPECT_EQ(simulate_paths(scenario, options, path_numbers(0, 300)), expected) << options.simd;
  }
}

TEST_P(SampledPaths, FiguresHaveTheSameBitsAtAnyNumberOfThreadsAndWhenARunIsExtended) {
  const CompiledScenario scenario = compiled(everything(), GetParam());
  const std::uint64_t paths = 5 * leaf_paths + 333;
  const auto report = [&](int threads, bool in_two) {
    SimulateOptions options;
    options.threads = threads;
    options.paths = in_two ? 2 * leaf_paths : paths;
    Tally tally(scenario.outputs, {.planned_paths = paths});
    simulate(scenario, options, tally);
    if (in_two) {
      options.first_path = 2 * leaf_paths;
      options.paths = paths - options.first_path;
      simulate(scenario, options, tally);
    }
    return to_figures(measure(scenario.outputs, tally));
  };
  const auto expected = report(1, false);
  EXPECT_EQ(report(3, false), expected);
  EXPECT_EQ(report(2, true), expected);
}

// Double precision validates single precision path by path.
TEST_P(SampledPaths, AgreeInBothPrecisions) {
  const std::string market =
      "faultline: 1\ntitle: market\nhorizon: 12m\nstep: 1w\n"
      "assets: {A: {drift: 5%, volatility: 30%}, B: {volatility: 40%}}\n"
      "dependence: {correlation: {B: {A: 0.5}}}\n";
  const CompiledScenario scenario = compiled(market, GetParam());
  SimulateOptions options;
  const auto single = simulate_paths(scenario, options, path_numbers(0, 2000));
  options.precision = NormalPrecision::full;
  const auto full = simulate_paths(scenario, options, path_numbers(0, 2000));
  double worst = 0.0;
  for (std::size_t i = 0; i < full.size(); ++i) worst = std::max(worst, std::fabs(full[i] - single[i]));
  EXPECT_GT(worst, 0.0);
  EXPECT_LT(worst, 1e-4);
}

std::string named(const ::testing::TestParamInfo<Sampling>& info) {
  return info.param == Sampling::antithetic ? "Antithetic" : "Sobol";
}

INSTANTIATE_TEST_SUITE_P(, SampledPaths, ::testing::Values(Sampling::antithetic, Sampling::sobol), named);

TEST(Antithetic, EvenPathsAreThePlainOnesOfHalfTheNumber) {
  const auto plain = simulate_paths(compiled(everything(), Sampling::plain), {}, path_numbers(0, 200));
  const CompiledScenario scenario = compiled(everything(), Sampling::antithetic);
  const auto both = simulate_paths(scenario, {}, path_numbers(0, 400));
  for (std::size_t c = 0; c < scenario.outputs.columns.size(); ++c)
    for (std::size_t i = 0; i < 200; ++i) ASSERT_EQ(both[c * 400 + 2 * i], plain[c * 200 + i]);
}

// A level that is linear in the normals: every pair has the same mean, and the error says so.
TEST(Antithetic, AMeanLinearInTheNormalsHasNoError) {
  const CompiledScenario scenario = compiled(
      "faultline: 1\ntitle: linear\nhorizon: 12m\nstep: 1w\nassets: {A: {volatility: 20%}}\n"
      "shocks:\n  margin: {kind: process, initial: 40%, target: 50%, half_life: 6m, volatility: 10%}\n",
      Sampling::antithetic);
  SimulateOptions options;
  options.paths = 20'000;
  Tally tally(scenario.outputs, {.planned_paths = options.paths});
  simulate(scenario, options, tally);
  const RiskReport report = measure(scenario.outputs, tally);
  const FigureReport& level = report.shocks.front().figures.front();
  EXPECT_EQ(level.kind, FigureKind::level);
  EXPECT_NEAR(level.value.value, 0.5 - 0.1 * std::exp2(-2.0), 1e-7);
  EXPECT_LT(level.value.standard_error, 1e-8);
  EXPECT_EQ(level.value.n, 10'000u);
  EXPECT_GT(level.sd.standard_error, 1e-5);
}

}  // namespace
}  // namespace faultline::testing
