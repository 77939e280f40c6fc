// Events that are drawn when a path starts are those that the slow lane draws when they fall due.
#include "engine/clock_math.h"
#include "engine/foresight.h"
#include "engine/kernels.h"
#include "faultline/compile.h"
#include "faultline/simulate.h"
#include "math/elementary.h"
#include "support/scenario.h"

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

/// A rate that is drawn, if only ever as one value, is not known before the path starts.
const std::string drawn_rate = "{value: \"discrete(6/y @ 50%, 6/y @ 50%)\"}";
const std::string known_rate = "{value: 6/y}";

std::string scenario(const std::string& rate) {
  return R"yaml(faultline: 1
title: two kinds of events
horizon: 12m
step: 1w
parameters:
  often: )yaml" +
         rate + R"yaml(
factors: {market: {volatility: 17%}}
assets:
  AAA: {drift: 5%, volatility: 30%, betas: {market: 1.1}}
  BBB: {drift: 4%, volatility: 40%}
  CCC: {drift: 4%, volatility: 40%}
shocks:
  plain: {kind: arrivals, rate: often, impact: {AAA: -2% +- 3%, market: -1% +- 1%, CCC: "lognormal(2%, 1)"}}
  scaled:
    kind: arrivals
    rate: often / 2
    window: [1m, 11m]
    max: 4
    severity: lognormal(1, 0.4)
    impact: {BBB: "triangular(-9%, -2%, 1%)", CCC: "truncate(normal(-1%, 3%), -4%, 4%)"}
  fading: {kind: arrivals, rate: often, impact: {BBB: -3% +- 4%}, fade: {share: 40%, half_life: 1m}}
  watched: {kind: arrivals, rate: often, impact: {AAA: 1%}, while: {when: plain.count > 1, volatility: {BBB: 1.1}}}
  echo:
    kind: arrivals
    rate: 2/y * watched.count
    upon: [{shock: watched, chance: 40%, after: 1d to 1w}]
    impact: {AAA: -1% +- 1%}
  tired: {kind: arrivals, rate: "6/y * min(plain.since / 1y, 1)", impact: {CCC: -1% +- 1%}}
  deal:
    kind: phases
    initial: open
    phases:
      open: {next: [{to: shut, hazard: 2/y}]}
      shut: {next: [{to: open, hazard: 4/y}]}
  gated:
    kind: arrivals
    rate: if(deal.is(open), often, often / 3)
    severity: lognormal(1, 0.4)
    impact: {AAA: -1% +- 2%}
    fade: {share: 50%, half_life: 1m}
  ended: {kind: arrivals, rate: "if(deal.is(open), 2 * often, 0/y)", max: 5, impact: {BBB: 1% +- 1%}}
  early: {kind: scheduled, at: 1w}
  brief: {kind: arrivals, rate: "if(early.done, often / 12, 6 * often)", impact: {BBB: -0.1% +- 0.1%}}
  own: {kind: arrivals, rate: "often / (1 + own.count)", window: [1m, 11m], impact: {CCC: -1% +- 1%}}
portfolios:
  core: {weights: {AAA: 40%, BBB: 30%, CCC: 30%}}
report:
  horizons: [3m, 12m]
  measures: [mean, max_drawdown]
)yaml";
}

CompiledScenario compiled(const std::string& yaml) {
  auto result = compile(testing::model_of(yaml));
  EXPECT_TRUE(static_cast<bool>(result));
  return std::move(result).value();
}

std::vector<double> columns(const CompiledScenario& scenario, const SimulateOptions& options) {
  std::vector<std::uint64_t> paths(500);
  std::iota(paths.begin(), paths.end(), std::uint64_t{7});
  return simulate_paths(scenario, options, paths);
}

TEST(ForeseenEvents, AreTheEventsOfTheSlowLane) {
  const CompiledScenario known = compiled(scenario(known_rate)), drawn = compiled(scenario(drawn_rate));
  EXPECT_EQ(foreseen_clocks(known.plan).size(), 8u);
  EXPECT_TRUE(foreseen_clocks(drawn.plan).empty());
  SimulateOptions options;
  const auto expected = columns(drawn, options);
  EXPECT_EQ(columns(known, options), expected);
  options.block_paths = 9;
  EXPECT_EQ(columns(known, options), expected);
  options.simd = "scalar";
  EXPECT_EQ(columns(known, options), expected);
}

TEST(ForeseenEvents, TakeNoPartWhereOthersDecide) {
  const auto foreseen = [](const std::string& shock) {
    return foreseen_clocks(compiled(R"(faultline: 1
title: one shock
horizon: 12m
step: 1w
assets: {AAA: {drift: 5%, volatility: 30%}}
shocks:
  other: {kind: scheduled, at: 2m}
  one: {kind: arrivals, impact: {AAA: -2% +- 1%}, )" +
                                    shock + "}\n")
                               .plan)
        .size();
  };
  EXPECT_EQ(foreseen("rate: 3/y"), 1u);
  EXPECT_EQ(foreseen("rate: 3/y, priced_in: 50%"), 1u);
  EXPECT_EQ(foreseen("rate: 3/y * (1 + other.count)"), 1u) << "until it changes";
  EXPECT_EQ(foreseen("rate: 3/y * (1 + other.count), priced_in: 50%"), 0u);
  EXPECT_EQ(foreseen("rate: \"3/y * (1 + min(t / 1y, 1))\""), 0u);
  EXPECT_EQ(foreseen("rate: 3/y * (other.count - 1)"), 0u) << "left to the check at the start";
  EXPECT_EQ(foreseen("rate: 3/y, upon: [{shock: other}]"), 0u);
  EXPECT_EQ(foreseen("rate: 3/y, excitation: {jump: 1/y, half_life: 1m}"), 0u);
  EXPECT_EQ(foreseen("rate: 3/y, max: 2, priced_in: 50%"), 0u);
  EXPECT_EQ(foreseen("rate: 300/y"), 0u);
}

TEST(DrawnRows, HaveTheBitsOfTheLaws) {
  const std::vector<Distribution> laws = {Distribution::normal(-0.02, 0.03),
                                          Distribution::lognormal(1.0, 0.4),
                                          Distribution::normal(-0.02, 0.03).truncated(-0.05, 0.02),
                                          Distribution::lognormal(0.1, 2.0).truncated(0.01, 0.5)};
  std::vector<double> u{0x1p-53,     1e-12, 2e-11, 0.0749999999, 0.075,
                        0.075000001, 0.5,   0.925, 0.92500001,   1.0 - 0x1p-53};
  for (int i = 0; i < 1003; ++i) u.push_back((i + 0.5) / 1003.0);
  u.resize(padded_lanes(u.size()), 0.5);
  std::vector<double> out(u.size());
  for (const SimdTarget target : supported_simd_targets())
    for (const Distribution& law : laws) {
      const bool far = kernels_of(target).draw_normal(*law.normal_form(), u.data(), out.data(), u.size());
      for (std::size_t i = 0; i < u.size(); ++i) {
        const bool far_out = u[i] < 2e-11 || u[i] > 1.0 - 2e-11;
        EXPECT_TRUE((far_out && far) || out[i] == law.quantile(u[i])) << u[i];
      }
    }
}

TEST(DrawnRows, HaveTheBitsOfLogarithmsAndExponentials) {
  std::vector<double> x{-0.999999, -0.3, -0.2929, -0.2928, -1e-17, 0.0,
                        1e-300,    0.4,  0.4141,  0.4143,  3.0,    1e9};
  for (int i = 0; i < 500; ++i) x.push_back(-0.25 + 0.001 * i);  // chunks of small and of larger jumps
  x.resize(padded_lanes(x.size()), 0.01);
  std::vector<double> severity(x.size()), jumps(x.size()), factors(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) severity[i] = 0.1 * static_cast<double>(i % 23);
  for (const SimdTarget target : supported_simd_targets())
    for (const double* severe :
         {static_cast<const double*>(nullptr), static_cast<const double*>(severity.data())}) {
      kernels_of(target).log_jumps(x.data(), severe, jumps.data(), factors.data(), x.size());
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double jump = severe ? severe[i] * fast_log1p(x[i]) : fast_log1p(x[i]);
        ASSERT_EQ(jumps[i], jump) << x[i];
        ASSERT_EQ(factors[i], fast_exp(jump)) << x[i];
      }
    }
}

TEST(DrawnRows, FireWhenASingleClockWould) {
  constexpr std::size_t n = 200, room = padded_lanes(n) + lane_group;
  Clock clock;
  clock.from = 0.2;
  clock.to = 0.9;
  std::vector<double> u(room), armed(room), fired(room);
  std::vector<std::uint64_t> paths(room), lanes(room), fired_paths(room), fired_lanes(room);
  for (const SimdTarget target : supported_simd_targets())
    for (const double rate : {0.5, 3.0, 50.0}) {
      std::vector<double> due;
      std::vector<std::uint64_t> lane;
      for (std::size_t i = 0; i < n; ++i) {
        u[i] = (static_cast<double>(i) + 0.5) / n;
        armed[i] = 0.001 * static_cast<double>(i);
        paths[i] = 1000 + i;
        lanes[i] = i;
        const double time = firing_time_at(clock, rate, armed[i], -fast_log(u[i]));
        if (time <= 0.8) due.push_back(time), lane.push_back(i);
      }
      const std::size_t count = kernels_of(target).fire(
          {rate, clock.from, clock.to, 0.8}, u.data(), {armed.data(), paths.data(), lanes.data()}, n,
          {fired.data(), fired_paths.data(), fired_lanes.data()});
      ASSERT_EQ(count, due.size());
      for (std::size_t k = 0; k < count; ++k) {
        EXPECT_EQ(fired[k], due[k]);
        EXPECT_EQ(fired_lanes[k], lane[k]);
        EXPECT_EQ(fired_paths[k], 1000 + lane[k]);
      }
    }
}

}  // namespace
}  // namespace faultline
