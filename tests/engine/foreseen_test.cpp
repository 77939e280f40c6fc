// Events that are drawn when a path starts are those that the slow lane draws when they fall due.
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
  EXPECT_EQ(foreseen_clocks(known.plan).size(), 4u);
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
  EXPECT_EQ(foreseen("rate: 3/y * (1 + other.count)"), 0u);
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
  std::vector<double> out(u.size());
  for (const SimdTarget target : supported_simd_targets())
    for (const Distribution& law : laws) {
      const bool far = kernels_of(target).draw_normal(*law.normal_form(), u.data(), out.data(), u.size());
      for (std::size_t i = 0; i < u.size(); ++i) {
        const bool far_out = u[i] < 2e-11 || u[i] > 1.0 - 2e-11;
        EXPECT_TRUE((far_out && far) || out[i] == law.quantile(u[i])) << u[i];
      }
      kernels_of(target).log_jumps(out.data(), nullptr, out.size());
      for (std::size_t i = 10; i < u.size(); ++i) EXPECT_EQ(out[i], fast_log1p(law.quantile(u[i])));
    }
}

}  // namespace
}  // namespace faultline
