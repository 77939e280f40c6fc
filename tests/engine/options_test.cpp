#include "faultline/compile.h"
#include "faultline/simulate.h"
#include "faultline/time_shares.h"
#include "support/engine.h"
#include "support/everything.h"
#include "support/scenario.h"

#include <stdexcept>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

class RunOptionsTest : public ::testing::Test {
 protected:
  CompiledScenario scenario = compile(testing::model_of(testing::everything())).value();
  SimulateOptions options;

  void expect_refused() {
    Tally tally(scenario.outputs, {options.paths});
    EXPECT_THROW(simulate(scenario, options, tally), std::invalid_argument);
    EXPECT_EQ(tally.paths(), 0u);
  }
};

TEST_F(RunOptionsTest, AnUnknownInstructionSetIsRefused) {
  options.simd = "mmx";
  expect_refused();
  EXPECT_THROW(PathSimulator(scenario, options), std::invalid_argument);
  EXPECT_THROW(simulate_paths(scenario, options, testing::path_numbers(0, 1)), std::invalid_argument);
}

TEST_F(RunOptionsTest, AFirstPathInsideALeafIsRefused) {
  options.first_path = leaf_paths / 2;
  expect_refused();
}

TEST_F(RunOptionsTest, PathsBeyondTheLimitAreRefused) {
  options.first_path = path_number_limit;
  options.paths = 1;
  expect_refused();
  options.first_path = ~std::uint64_t{0} - leaf_paths + 1;
  options.paths = 2 * leaf_paths;
  expect_refused();
  options.first_path = 0;
  options.paths = ~std::uint64_t{0};
  expect_refused();
}

/// Draws repeat from 2^48 on.
TEST_F(RunOptionsTest, SinglePathsBeyondTheLimitAreRefused) {
  EXPECT_NO_THROW(simulate_paths(scenario, options, testing::path_numbers(path_number_limit - 1, 1)));
  EXPECT_THROW(simulate_paths(scenario, options, testing::path_numbers(path_number_limit - 1, 2)),
               std::invalid_argument);
}

TEST_F(RunOptionsTest, PathsThatTheTallyHoldsAreRefused) {
  options.paths = 2 * leaf_paths;
  Tally tally(scenario.outputs, {options.paths});
  options.first_path = leaf_paths;
  options.paths = leaf_paths;
  simulate(scenario, options, tally);
  options.first_path = 0;
  options.paths = leaf_paths + 1;
  EXPECT_THROW(simulate(scenario, options, tally), std::invalid_argument);
  EXPECT_EQ(tally.paths(), leaf_paths);
  options.paths = leaf_paths;
  EXPECT_EQ(simulate(scenario, options, tally), leaf_paths);
}

TEST_F(RunOptionsTest, ATallyOfAnotherScenarioIsRefused) {
  Outputs other = scenario.outputs;
  other.columns.emplace_back();
  Tally tally(other, {options.paths});
  EXPECT_THROW(simulate(scenario, options, tally), std::invalid_argument);
}

TEST_F(RunOptionsTest, BlocksAreNoLongerThanALeaf) {
  EXPECT_GT(block_of(options), 0u);
  options.block_paths = 7;
  EXPECT_EQ(block_of(options), 7u);
  const std::vector<std::uint64_t> paths = testing::path_numbers(0, 20);
  const std::vector<double> expected = simulate_paths(scenario, options, paths);
  options.block_paths = std::size_t{1} << 60;
  EXPECT_EQ(block_of(options), leaf_paths);
  EXPECT_EQ(PathSimulator(scenario, options).run(paths), expected);
}

TEST_F(RunOptionsTest, WhatProgressThrowsIsThrownOn) {
  options.progress = [](std::uint64_t) { throw std::domain_error("enough"); };
  Tally tally(scenario.outputs, {options.paths});
  EXPECT_THROW(simulate(scenario, options, tally), std::domain_error);
}

TEST_F(RunOptionsTest, TimeSharesNeedPaths) {
  options.paths = 0;
  EXPECT_THROW(time_shares(scenario, options), std::invalid_argument);
}

static_assert(!std::is_constructible_v<PathSimulator, CompiledScenario, SimulateOptions>);
static_assert(std::is_constructible_v<PathSimulator, const CompiledScenario&, SimulateOptions>);

}  // namespace
}  // namespace faultline
