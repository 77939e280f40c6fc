#include "study/reverse_shares.h"
#include "study/reverse_support.h"
#include "support/statistics.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace faultline {
namespace {

using ::testing::HasSubstr;
using testing::one_shock;
using testing::ScenarioFile;
using testing::within;

TEST(ReverseBelief, OfAProbabilityIsBernoulli) {
  const ScenarioFile file(one_shock);
  const Belief belief = file.belief("prob(A, loss >= 30%) <= 60%", 42, 400'000);
  const double p = belief.value.value;
  EXPECT_TRUE(within(belief.value, 1.0 - std::exp(-0.5)));
  EXPECT_TRUE(belief.held);
  ASSERT_TRUE(belief.reached);
  EXPECT_NEAR(belief.entropy.value, relative_entropy(0.6, p), 1e-10);
  EXPECT_TRUE(within(belief.entropy, relative_entropy(0.6, 1.0 - std::exp(-0.5))));
  EXPECT_NEAR(belief.entropy.standard_error,
              std::fabs(0.6 / p - 0.4 / (1.0 - p)) * std::sqrt(p * (1.0 - p) / 400'000.0), 1e-8);
  EXPECT_EQ(belief.shifts.front().condition, "hit.count >= 1");
  EXPECT_NEAR(belief.shifts.front().after.value, 0.6, 1e-9);  // the tail is that event
  EXPECT_NEAR(belief.shifts.front().after.standard_error, 0.0, 1e-9);
  const auto twice = std::find_if(belief.shifts.begin(), belief.shifts.end(),
                                  [](const BeliefShift& s) { return s.condition == "hit.count >= 2"; });
  ASSERT_NE(twice, belief.shifts.end());
  const double given = (1.0 - 1.5 * std::exp(-0.5)) / (1.0 - std::exp(-0.5));
  EXPECT_TRUE(within(twice->after, 0.6 * given));
  EXPECT_FALSE(within(twice->after, 1.02 * 0.6 * given));
}

TEST(ReverseBelief, OfANormalMeanIsASquare) {
  // Simple returns of so small a volatility are normal but for a thousandth.
  const double sd = 0.0001, shift = 0.0001;
  const Belief belief =
      ScenarioFile("assets: {A: {drift: 0, volatility: 0.01%}}\n").belief("mean(A) >= -0.01%", 42, 400'000);
  EXPECT_TRUE(belief.held);
  ASSERT_TRUE(belief.reached);
  const double truth = shift * shift / (2.0 * sd * sd);
  EXPECT_TRUE(within(belief.entropy, truth));
  EXPECT_FALSE(within(belief.entropy, 1.04 * truth));
  EXPECT_NEAR(belief.theta, -shift / (sd * sd), 0.02 * shift / (sd * sd));
  EXPECT_NEAR(belief.histories, std::log(20.0) / belief.entropy.value, 1e-12);
  EXPECT_NEAR(belief.effective_paths / 400'000.0, std::exp(-1.0), 0.05);
  EXPECT_GT(belief.carrying_paths, 30'000.0);
  ASSERT_EQ(belief.assets.size(), 1u);
  EXPECT_NEAR(belief.assets[0].after.value, -shift, 1e-10);  // the bound itself
  EXPECT_NEAR(belief.assets[0].after.standard_error, 0.0, 1e-10);
  EXPECT_NEAR(belief.assets[0].change.standard_error, belief.assets[0].before.standard_error, 1e-9);
}

TEST(ReverseBelief, BrokenLimitsAreMended) {
  const Belief belief = ScenarioFile(one_shock).belief("prob(A, loss >= 30%) <= 20%");
  EXPECT_FALSE(belief.held);
  ASSERT_TRUE(belief.reached);
  EXPECT_NEAR(belief.entropy.value, relative_entropy(0.2, belief.value.value), 1e-10);
  EXPECT_LT(belief.theta, 0.0);
}

TEST(ReverseBelief, QuantilesAreProbabilities) {
  const ScenarioFile file("assets: {A: {drift: 0, volatility: 20%}}\n");
  const Belief var = file.belief("var(A, 95%) <= 40%");
  const Belief quantile = file.belief("quantile(A, 5%) >= -40%");
  ASSERT_TRUE(var.reached && quantile.reached);
  const double p = 0.5 * std::erfc((-std::log(0.6) - 0.02) / 0.2 / std::sqrt(2.0));
  EXPECT_TRUE(within(var.entropy, relative_entropy(0.05, p)));
  EXPECT_NEAR(var.entropy.value, quantile.entropy.value, 1e-9);
}

TEST(ReverseBelief, AConditionTiltsWithinItself) {
  // P(loss | a) = 1/2 by symmetry of the second event; only the split within a must move.
  const ScenarioFile file(std::string(one_shock) + "report: {given: {noisy: noise.any}}\n");
  const Belief belief = file.belief("prob(A, loss >= 30% | noisy) <= 60%");
  ASSERT_TRUE(belief.reached);
  EXPECT_TRUE(within(belief.value, 1.0 - std::exp(-0.5)));
  // min over q of q KL(0.6 || p) + KL(q || P): q P(noisy) exp(-K) / (1 - P + P exp(-K)).
  const double k = relative_entropy(0.6, belief.value.value), noisy = 1.0 - std::exp(-1.0);
  EXPECT_NEAR(belief.entropy.value, -std::log(1.0 - noisy + noisy * std::exp(-k)), 3e-4);
}

TEST(ReverseBelief, ErrorsOfShiftsUnderShortfallAreThoseOfTheirSpread) {
  const ScenarioFile file(R"yaml(
assets: {A: {drift: 0, volatility: 15%}}
shocks: {hit: {kind: arrivals, rate: 0.7/y, impact: {A: -15%}}}
)yaml");
  std::vector<double> found;
  double errors = 0.0, entropies = 0.0;
  std::vector<double> entropy;
  constexpr int runs = 160;
  for (int seed = 0; seed < runs; ++seed) {
    const Belief belief = file.belief("es(A, 95%) <= 42%", static_cast<std::uint64_t>(seed), 8192);
    ASSERT_TRUE(belief.reached);
    for (const BeliefShift& shift : belief.shifts) {
      if (shift.condition != "hit.count >= 2") continue;
      found.push_back(shift.after.value);
      errors += shift.after.standard_error / runs;
    }
    entropy.push_back(belief.entropy.value);
    entropies += belief.entropy.standard_error / runs;
  }
  ASSERT_EQ(found.size(), static_cast<std::size_t>(runs));
  const auto spread = [](const std::vector<double>& x) {
    double mean = 0.0, squares = 0.0;
    for (const double value : x) mean += value / runs;
    for (const double value : x) squares += (value - mean) * (value - mean) / (runs - 1);
    return std::sqrt(squares);
  };
  const double allowed = 4.5 * std::sqrt(1.0 / (2.0 * runs));
  EXPECT_NEAR(spread(found) / errors, 1.0, allowed);
  EXPECT_NEAR(spread(entropy) / entropies, 1.0, allowed);
}

TEST(ReverseBelief, AChangeThatRestsOnFewPathsSaysSo) {
  const ScenarioFile file(
      "assets: {A: {drift: 0, volatility: 20%}}\nshocks: {idle: {kind: arrivals, rate: 1/y, impact: {A: "
      "0%}}}\n");
  const Belief near = file.belief("es(A, 99%) <= 45%");
  EXPECT_GT(near.carrying_paths, 100.0);
  EXPECT_FALSE(near.entropy.unreliable);
  EXPECT_FALSE(near.shifts.empty());
  for (const BeliefShift& shift : near.shifts) EXPECT_FALSE(shift.significant) << shift.condition;
  const Belief far = file.belief("es(A, 99%) <= 57%");
  ASSERT_TRUE(far.reached);
  EXPECT_LT(far.carrying_paths, 30.0);
  EXPECT_TRUE(far.entropy.unreliable);
  EXPECT_THAT(far.note, HasSubstr("run more"));
  EXPECT_TRUE(far.shifts.empty());
}

TEST(ReverseBelief, WhatNoPathShowsIsNotReached) {
  const Belief belief =
      ScenarioFile("assets: {A: {drift: 0, volatility: 10%}}\n").belief("prob(A, loss >= 95%) <= 1%");
  EXPECT_TRUE(belief.held);
  EXPECT_FALSE(belief.reached);
  EXPECT_THAT(belief.note, HasSubstr("more paths"));
}

}  // namespace
}  // namespace faultline
