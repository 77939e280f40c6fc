#include "run_problem.h"

#include <gtest/gtest.h>

namespace faultline::cli {
namespace {

ScenarioSpec spec() {
  Sources sources;
  return parse_scenario(
             "faultline: 1\n"
             "shocks:\n"
             "  curb: {rate: 1/y}\n"
             "  curb.two: {rate: 2/y}\n"
             "  deal:\n"
             "    next: [{to: a}, {hazard: 3/y}]\n",
             "deal.yaml", {}, sources)
      .value();
}

TEST(RunProblem, FindsTheValueOfAField) {
  const ScenarioSpec read = spec();
  EXPECT_EQ(find_field(read.root, "shocks.curb.rate").line, 3u);
  EXPECT_EQ(find_field(read.root, "shocks.curb.two.rate").line, 4u);
  EXPECT_EQ(find_field(read.root, "shocks.curb.rate (sum)"), find_field(read.root, "shocks.curb.rate"));
  EXPECT_EQ(find_field(read.root, "shocks.deal.next[1].hazard").column, 30u);
}

TEST(RunProblem, FallsBackToTheNearestPart) {
  const ScenarioSpec read = spec();
  EXPECT_EQ(find_field(read.root, "shocks.curb.severity").line, 3u);
  EXPECT_EQ(find_field(read.root, "shocks.deal.next[7].hazard").line, 6u);
  EXPECT_EQ(find_field(read.root, "nowhere").file, no_file);
}

TEST(RunProblem, NamesPathAndTime) {
  const Diagnostic problem = problem_of(RunError(17, 0.25, "shocks.curb.rate", -1.0, "0 or more"), spec());
  EXPECT_EQ(problem.message, "-1 on path 17 at 0.25 years, allowed is 0 or more");
  EXPECT_EQ(problem.where.line, 3u);
}

}  // namespace
}  // namespace faultline::cli
