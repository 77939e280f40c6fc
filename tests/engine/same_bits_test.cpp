#include "faultline/compile.h"
#include "faultline/report.h"
#include "faultline/risk_report.h"
#include "faultline/simulate.h"
#include "random/bulk.h"
#include "support/engine.h"
#include "support/everything.h"
#include "support/scenario.h"

#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace faultline {
namespace {

using testing::everything;
using testing::path_numbers;

CompiledScenario compiled(const std::string& yaml) {
  auto result = compile(testing::model_of(yaml));
  EXPECT_TRUE(static_cast<bool>(result));
  return std::move(result).value();
}

/// Columns by label, for comparing scenarios whose columns stand elsewhere.
std::map<std::string, std::vector<double>> columns_of(const CompiledScenario& scenario,
                                                      const SimulateOptions& options, std::uint64_t n) {
  const auto values = simulate_paths(scenario, options, path_numbers(0, n));
  std::map<std::string, std::vector<double>> out;
  for (std::size_t c = 0; c < scenario.outputs.columns.size(); ++c)
    out[scenario.outputs.columns[c].label].assign(values.begin() + static_cast<std::ptrdiff_t>(c * n),
                                                  values.begin() + static_cast<std::ptrdiff_t>((c + 1) * n));
  return out;
}

TEST(SameBits, AtAnyBlockSize) {
  const CompiledScenario scenario = compiled(everything());
  SimulateOptions options;
  const auto expected = simulate_paths(scenario, options, path_numbers(0, 700));
  for (const std::size_t block : {1u, 7u, 64u, 500u, 1000u}) {
    options.block_paths = block;
    EXPECT_EQ(simulate_paths(scenario, options, path_numbers(0, 700)), expected) << block;
  }
}

TEST(SameBits, OfAnyPathAloneOrInAnyCompany) {
  const CompiledScenario scenario = compiled(everything());
  const SimulateOptions options;
  const auto all = simulate_paths(scenario, options, path_numbers(0, 300));
  const std::vector<std::uint64_t> some{17, 299, 5, 123};
  const auto few = simulate_paths(scenario, options, some);
  for (std::size_t c = 0; c < scenario.outputs.columns.size(); ++c)
    for (std::size_t i = 0; i < some.size(); ++i)
      EXPECT_EQ(few[c * some.size() + i], all[c * 300 + some[i]]) << scenario.outputs.columns[c].label;
}

// The news are soon no news on most paths, so that they stop being drawn ahead, and their jumps meet the
// compensation of a clock that runs down step by step.
TEST(SameBits, WhicheverPathsARunnerHadBefore) {
  const CompiledScenario scenario = compiled(R"yaml(faultline: 1
horizon: 12m
step: 1w
assets: {A: {volatility: 30%}}
shocks:
  news:
    kind: arrivals
    rate: if(deal.is(open), 5/y, 0)
    impact: {A: 2% +- 3%}
  deal:
    kind: phases
    initial: open
    phases: {open: {next: [{to: shut, hazard: 6/y}]}, shut: {}}
  rules:
    kind: arrivals
    rate: 1/y
    excitation: {jump: 1.5/y, half_life: 3m}
    impact: {A: -5% +- 3%}
    priced_in: 50%
)yaml");
  SimulateOptions options;
  options.block_paths = 1000;
  const auto expected = simulate_paths(scenario, options, path_numbers(0, 1000));
  for (const std::size_t block : {1u, 13u, 192u}) {
    options.block_paths = block;
    EXPECT_EQ(simulate_paths(scenario, options, path_numbers(0, 1000)), expected) << block;
  }
}

TEST(SameBits, OnEveryInstructionSet) {
  const CompiledScenario scenario = compiled(everything());
  SimulateOptions options;
  options.simd = "scalar";
  const auto expected = simulate_paths(scenario, options, path_numbers(0, 300));
  for (const SimdTarget target : supported_simd_targets()) {
    options.simd = std::string(name_of(target));
    EXPECT_EQ(simulate_paths(scenario, options, path_numbers(0, 300)), expected) << options.simd;
  }
}

TEST(EngineThreads, LeavesAreTheSameAtAnyThreadCount) {
  const CompiledScenario scenario = compiled(everything());
  const auto means = [&](int threads) {
    SimulateOptions options;
    options.paths = 3 * leaf_paths + 100;
    options.threads = threads;
    Tally tally(scenario.outputs, {options.paths, 1ull << 27});
    EXPECT_EQ(simulate(scenario, options, tally), options.paths);
    return tally;
  };
  const Tally one = means(1);
  for (const int threads : {2, 3}) {
    const Tally many = means(threads);
    EXPECT_EQ(many.paths(), one.paths());
    EXPECT_EQ(to_result_json(measure(scenario.outputs, many), {}),
              to_result_json(measure(scenario.outputs, one), {}))
        << threads;
  }
}

TEST(SameBits, AnUnrelatedShockLeavesEverythingElseAlone) {
  const std::string& all = everything();
  const std::string more = all.substr(0, all.find("  echo:")) + R"(  bystander:
    kind: arrivals
    rate: 6/y
    impact: {AAA: 0%}
)" + all.substr(all.find("  echo:"));
  const auto before = columns_of(compiled(everything()), {}, 400);
  const auto after = columns_of(compiled(more), {}, 400);
  for (const auto& [label, column] : before) EXPECT_EQ(after.at(label), column) << label;
}

TEST(SameBits, AppendingAnAssetLeavesTheEarlierOnesAlone) {
  std::string more = everything();
  more.insert(more.find("dependence:"), "  DDD: {drift: 1%, volatility: 20%}\n");
  const auto before = columns_of(compiled(everything()), {}, 400);
  const auto after = columns_of(compiled(more), {}, 400);
  for (const auto& [label, column] : before) EXPECT_EQ(after.at(label), column) << label;
}

TEST(SameBits, DoubleNormalsValidateSingleOnesPathByPath) {
  const CompiledScenario scenario = compiled(R"(faultline: 1
title: gbm
horizon: 12m
step: 1w
assets: {AAA: {drift: 5%, volatility: 30%}, BBB: {drift: 5%, volatility: 40%}}
dependence: {correlation: {BBB: {AAA: 0.5}}}
)");
  SimulateOptions options;
  const auto single = simulate_paths(scenario, options, path_numbers(0, 2000));
  options.precision = NormalPrecision::full;
  const auto full = simulate_paths(scenario, options, path_numbers(0, 2000));
  double sum = 0.0;
  for (std::size_t i = 0; i < 2000; ++i) sum += (single[i] - full[i]) * (single[i] - full[i]);
  EXPECT_LT(std::sqrt(sum / 2000.0), 2e-6);
  EXPECT_GT(sum, 0.0);
}

}  // namespace
}  // namespace faultline
