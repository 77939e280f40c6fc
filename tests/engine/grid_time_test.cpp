#include "faultline/run_error.h"
#include "support/engine.h"
#include "support/scenario.h"

#include <cmath>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace faultline {
namespace {

/// A figure of the one path that a scenario without chance has.
double figure(const std::string& yaml, const std::string& name) {
  return testing::run_engine(testing::model_of("faultline: 1\n" + yaml), 1, testing::path_numbers(0, 1))
      .at(name)
      .front();
}

const std::string still = "assets: {A: {drift: 0%, volatility: 0}}\nshocks:\n";

TEST(GridTime, DurationsThatAddUpToAGridPointHappenOnIt) {
  for (int months = 1; months < 12; ++months) {
    const std::string first = std::to_string(months), rest = std::to_string(12 - months);
    const std::string brought = "horizon: 12m\nstep: 1m\n" + still + "  o: {kind: scheduled, at: " + first +
                                "m}\n  c: {kind: arrivals, upon: [{shock: o, after: " + rest + "m}]}\n";
    EXPECT_EQ(figure(brought, "shock/c/any"), 1.0) << brought;
    const std::string sojourns =
        "horizon: 12m\n" + still +
        "  deal: {kind: phases, initial: a, phases: {a: {next: [{to: b, after: " + first +
        "m}]}, b: {next: [{to: c, after: " + rest + "m}]}, c: {impact: {A: -50%}}}}\n";
    EXPECT_NEAR(figure(sojourns, "series/A/12m/return"), -0.5, 1e-12) << sojourns;
  }
  EXPECT_EQ(
      figure("horizon: 1y\nstep: 1y\n" + still +
                 "  deal: {kind: phases, initial: a, phases: {a: {next: [{to: b, after: 0.05y}]}, b: {next: "
                 "[{to: a, after: 0.05y}]}}}\n",
             "shock/deal/final/a"),
      1.0);
}

TEST(GridTime, EdgesOfOneInstantGoInTheirOrder) {
  const std::string head = "horizon: 12m\n" + still + "  s: {kind: scheduled, at: 3m}\n" +
                           "  deal: {kind: phases, initial: a, phases: {a: {next: [";
  const std::string upon = "{to: b, upon: s}", after = "{to: c, after: 3m}", end = "]}, b: {}, c: {}}}\n";
  EXPECT_EQ(figure(head + upon + ", " + after + end, "shock/deal/final/b"), 1.0);
  EXPECT_EQ(figure(head + after + ", " + upon + end, "shock/deal/final/c"), 1.0);
}

// Each event of the storm brings another that waits.
TEST(GridTime, AStormOfEventsIsEndedAlthoughOthersWaitForIt) {
  EXPECT_THROW(figure("horizon: 12m\n" + still +
                          "  deal: {kind: phases, initial: c, phases: {c: {next: [{to: c, at: 9m}]}}}\n"
                          "  x: {kind: arrivals, upon: [{shock: deal}]}\n",
                      "shock/x/count"),
               RunError);
}

TEST(GridTime, SojournsWhoseSpeedIsReadEveryStepEndOnTheirGridPoint) {
  for (const auto& [step, after] : {std::pair("1m", "3m"),
                                    {"1m", "6m"},
                                    {"1m", "9m"},
                                    {"1w", "26w"},
                                    {"1w", "39w"},
                                    {"1d", "91d"},
                                    {"1d", "26w"}}) {
    const std::string yaml =
        std::string("horizon: ") + after + "\nstep: " + step + "\n" + still +
        "  deal: {kind: phases, initial: a, phases: {a: {next: [{to: b, after: " + after +
        ", speed: 'if(A.return < -30%, 2, 1)'}]}, b: {impact: {A: -50%}}}}\n";
    EXPECT_NEAR(figure(yaml, std::string("series/A/") + after + "/return"), -0.5, 1e-12) << yaml;
  }
}

TEST(GridTime, WindowsAndComparisonsTakeSumsOfDurationsForTheGridPointTheyAre) {
  const std::string head = "horizon: 12m\nstep: 1m\n" + still + "  o: {kind: scheduled, at: 1m}\n";
  const std::string child = "  c: {kind: arrivals, upon: [{shock: o, after: 4m}], window: ";
  EXPECT_EQ(figure(head + child + "[0m, 5m]}\n", "shock/c/any"), 0.0);
  EXPECT_EQ(figure(head + child + "[5m, 2y]}\n", "shock/c/any"), 1.0);
  const auto log_return = [&](const std::string& when) {
    return std::log1p(figure(head + "  war: {kind: arrivals, upon: [{shock: o}], while: {when: '" + when +
                                 "', drift: {A: -12%}}}\n",
                             "series/A/12m/return"));
  };
  for (int months = 1; months < 11; ++months) {
    const std::string m = std::to_string(months) + "m";
    EXPECT_NEAR(log_return("o.done and t - o.time < " + m), -0.01 * months, 1e-12) << m;
    EXPECT_NEAR(log_return("o.done and t <= o.time + " + m), -0.01 * (months + 1), 1e-12) << m;
    EXPECT_NEAR(log_return("war.any and war.since >= " + m), -0.01 * (11 - months), 1e-12) << m;
    EXPECT_NEAR(log_return("t > 1m + " + m), -0.01 * (10 - months), 1e-12) << m;
    EXPECT_NEAR(log_return("t >= 1m + " + m), -0.01 * (11 - months), 1e-12) << m;
  }
}

}  // namespace
}  // namespace faultline
