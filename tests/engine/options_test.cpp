#include "faultline/compile.h"
#include "faultline/simulate.h"
#include "support/engine.h"
#include "support/everything.h"
#include "support/scenario.h"

#include <stdexcept>

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

}  // namespace
}  // namespace faultline
