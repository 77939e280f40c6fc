#include "reference/reference.h"
#include "support/scenario.h"

#include <cmath>

#include <gtest/gtest.h>

namespace faultline {
namespace {

using reference::NormalPrecision;
using reference::simulate_reference;

const std::string eventful = R"yaml(faultline: 1
title: eventful
horizon: 12m
step: 1m
assets:
  A: {drift: 5%, volatility: 25%}
  B: {drift: 3%, volatility: 35%}
dependence: {correlation: {B: {A: 0.4}}}
shocks:
  curb: {kind: arrivals, rate: 3/y, severity: "lognormal(1, 0.3)", impact: {A: -5% +- 2%}}
  reply: {kind: arrivals, upon: [{shock: curb, chance: 50%, after: 1w to 6w}], impact: {B: -4%}}
portfolios:
  core: {weights: {A: 50%, B: 50%}, rebalance: 3m, cost: 10bp}
)yaml";

TEST(ReferencePath, IsAFunctionOfSeedAndPath) {
  const Model model = testing::model_of(eventful);
  EXPECT_EQ(simulate_reference(model, 1, 7).figures, simulate_reference(model, 1, 7).figures);
  EXPECT_NE(simulate_reference(model, 1, 7).figures, simulate_reference(model, 1, 8).figures);
  EXPECT_NE(simulate_reference(model, 1, 7).figures, simulate_reference(model, 2, 7).figures);
}

TEST(ReferencePath, SingleAndDoubleNormalsAgree) {
  const Model model = testing::model_of(eventful);
  for (std::uint64_t path = 0; path < 50; ++path) {
    const auto single = simulate_reference(model, 5, path);
    const auto twice = simulate_reference(model, 5, path, {.normals = NormalPrecision::twice});
    EXPECT_NEAR(single.at("series/core/12m/return"), twice.at("series/core/12m/return"), 1e-5);
    EXPECT_EQ(single.at("shock/reply/count"), twice.at("shock/reply/count"));
  }
}

TEST(ReferencePath, TwinHasNoEventsAndTheSameNoise) {
  const Model model = testing::model_of(eventful);
  for (std::uint64_t path = 0; path < 50; ++path) {
    const auto with = simulate_reference(model, 5, path);
    const auto without = simulate_reference(model, 5, path, {.without_shocks = true});
    EXPECT_EQ(without.at("shock/curb/count"), 0.0);
    EXPECT_TRUE(std::isinf(without.at("shock/curb/first")));
    if (with.at("shock/curb/count") == 0.0) {
      EXPECT_EQ(with.at("series/A/12m/return"), without.at("series/A/12m/return"));
    } else {
      EXPECT_LT(with.at("series/A/12m/return"), without.at("series/A/12m/return") + 0.2);
    }
  }
}

TEST(ReferencePath, AddingAShockLeavesTheDrawsOfOthersAlone) {
  const Model model = testing::model_of(eventful);
  std::string more = eventful;
  more.replace(more.find("  curb:"), 0, "  earlier: {kind: arrivals, rate: 5/y, impact: {B: -1%}}\n");
  const Model extended = testing::model_of(more);
  for (std::uint64_t path = 0; path < 20; ++path) {
    const auto a = simulate_reference(model, 9, path), b = simulate_reference(extended, 9, path);
    EXPECT_NEAR(a.at("series/A/12m/return"), b.at("series/A/12m/return"), 1e-12);
    EXPECT_EQ(a.at("shock/curb/count"), b.at("shock/curb/count"));
    if (a.at("shock/curb/count") == 0.0) continue;
    EXPECT_NEAR(a.at("shock/curb/first"), b.at("shock/curb/first"), 1e-12);
  }
}

TEST(ReferencePath, StopsAtANumberOutsideItsField) {
  const Model model = testing::model_of(
      "faultline: 1\ntitle: bad\nhorizon: 12m\nstep: 1m\nassets:\n  A: {drift: 0%, volatility: 20%}\n"
      "shocks:\n  curb: {kind: arrivals, rate: 20/y}\n  reply: {kind: arrivals, rate: 5/y - 2/y * "
      "curb.count}\n");
  EXPECT_THROW(for (std::uint64_t path = 0; path < 20; ++path) simulate_reference(model, 1, path),
               reference::ReferenceError);
}

TEST(ReferencePath, TellsItsStory) {
  const Model model = testing::model_of(eventful);
  const auto result = simulate_reference(model, 5, 1, {.story = true});
  const double events = result.at("shock/curb/count") + result.at("shock/reply/count");
  EXPECT_GE(static_cast<double>(result.story.size()), events);
}

}  // namespace
}  // namespace faultline
