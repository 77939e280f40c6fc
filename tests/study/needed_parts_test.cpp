#include "study/needed_parts.h"

#include "core/ids.h"
#include "faultline/compile.h"
#include "faultline/simulate.h"
#include "reference/random_scenario.h"
#include "study/scenario_points.h"
#include "support/engine.h"
#include "support/scenario.h"

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr std::size_t few_paths = 48;

std::vector<double> simulated(const CompiledScenario& scenario) {
  return simulate_paths(scenario, {}, testing::path_numbers(0, few_paths));
}

/// The scenario recording one column, and only what that needs.
CompiledScenario alone(const CompiledScenario& scenario, std::size_t column) {
  CompiledScenario out = scenario;
  out.twin.reset();
  std::erase_if(out.plan.recordings, [&](const Recording& r) { return at(r.column) != column; });
  keep_needed_parts(out.plan);
  return out;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b, std::size_t column) {
  const std::size_t from = column * few_paths;
  return std::memcmp(a.data() + from, b.data() + from, few_paths * sizeof(double)) == 0;
}

std::string random_text(std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  std::vector<std::uint16_t> choices(bits() % 600);
  for (std::uint16_t& choice : choices) choice = static_cast<std::uint16_t>(bits());
  return reference::random_scenario(choices);
}

/// Every kind, expression and portfolio of the language, in random scenarios.
TEST(NeededParts, EveryColumnKeepsItsBits) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const std::string yaml = random_text(seed);
    Model model = testing::model_of(yaml);
    model.market.report.without = false;
    model.market.report.attribute.reset();
    const Result<CompiledScenario> compiled = compile(model);
    ASSERT_TRUE(compiled);
    const CompiledScenario& scenario = compiled.value();
    const std::vector<double> whole = simulated(scenario);
    for (std::size_t c = 0; c < scenario.outputs.columns.size(); ++c) {
      ASSERT_TRUE(same_bits(simulated(alone(scenario, c)), whole, c))
          << "seed " << seed << ", " << scenario.outputs.columns[c].label << "\n"
          << yaml;
      ++compared;
    }
  }
  EXPECT_GT(compared, 3000u);
}

StudyScenario deal(const std::string& metric) {
  Sources sources;
  const auto points =
      ScenarioPoints::read(FAULTLINE_SOURCE_DIR "/scenarios/apple_alibaba_deal.yaml", {}, {metric}, sources);
  EXPECT_TRUE(points) << to_text(points.diagnostics(), sources);
  return points.value().base();
}

TEST(NeededParts, WhatTheMetricDoesNotReachIsGone) {
  const Plan held = deal("es(conservative, 99%)").scenario.plan;
  EXPECT_EQ(held.assets.size(), 5u);
  EXPECT_EQ(held.portfolios.size(), 1u);
  EXPECT_EQ(held.steps(), 52u);
  const Plan soon = deal("mean(AVGO, 3m)").scenario.plan;
  EXPECT_EQ(soon.assets.size(), 1u);
  EXPECT_TRUE(soon.portfolios.empty());
  EXPECT_TRUE(soon.processes.empty());
  EXPECT_EQ(soon.steps(), 13u);
}

TEST(NeededParts, ConditionsThatNoMetricNamesAreNotRecorded) {
  EXPECT_EQ(deal("mean(AAPL)").scenario.outputs.columns.size(), 1u);
  const StudyScenario given = deal("mean(AAPL | deal dies)");
  EXPECT_EQ(given.scenario.outputs.columns.size(), 2u);
  ASSERT_EQ(given.scenario.outputs.given.size(), 1u);
  EXPECT_EQ(given.scenario.outputs.given[0].label, "deal dies");
  EXPECT_EQ(given.metrics[0].given, 0u);
}

}  // namespace
}  // namespace faultline
