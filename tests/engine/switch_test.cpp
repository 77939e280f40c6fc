// Switches that only events can fire are looked at on the paths that had some; those that read the time, on
// all.
#include "faultline/compile.h"
#include "faultline/simulate.h"
#include "support/engine.h"
#include "support/scenario.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

/// `always` holds; conditions with it read the time.
std::vector<double> columns(const std::string& always) {
  const auto scenario = compile(testing::model_of(R"(faultline: 1
title: switches
horizon: 12m
step: 1w
assets:
  AAA: {drift: 5%, volatility: 30%}
  BBB: {drift: 4%, volatility: 40%}
shocks:
  hit: {kind: arrivals, rate: 3/y, impact: {AAA: -2% +- 3%}}
  echo: {kind: arrivals, rate: 2/y * hit.count, impact: {BBB: 1%}}
  trial:
    kind: scheduled
    at: 4m
    outcomes: {good: {probability: 60%, impact: {AAA: 2%}}, bad: {impact: {AAA: -5%}}}
  weather:
    kind: phases
    initial: calm
    phases:
      calm: {next: [{to: storm, hazard: 2/y}]}
      storm: {impact: {AAA: -3%}, next: [{to: calm, after: 1m}]}
portfolios:
  counting:
    weights: {AAA: 50%, BBB: 50%}
    switch:
      - {when: hit.count > 1 and )" + always + R"(, weights: {AAA: 10%, BBB: 20%}, cash: 70%}
      - {when: trial.is(bad) and )" + always + R"(, weights: {BBB: 20%}, cash: 80%}
  waiting:
    weights: {AAA: 50%}
    cash: 50%
    cost: 5bp
    switch:
      - {when: weather.is(calm) and )" + always + R"(, weights: {BBB: 30%}, cash: 70%}
      - {when: weather.is(storm) and )" + always + R"(, weights: {AAA: 90%}, cash: 10%}
      - {when: hit.any and echo.any and )" + always +
                                                  R"(, weights: {AAA: 30%}, cash: 70%}
report: {horizons: [3m, 12m]}
)"));
  EXPECT_TRUE(static_cast<bool>(scenario));
  return simulate_paths(scenario.value(), SimulateOptions{}, testing::path_numbers(0, 600));
}

TEST(Switch, FiresAtTheFirstGridPointAfterTheEvent) {
  const std::vector<double> by_events = columns("1 > 0"), by_time = columns("t >= 0y");
  EXPECT_EQ(by_events, by_time);
}

}  // namespace
}  // namespace faultline
