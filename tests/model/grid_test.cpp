#include "model/grid.h"

#include "model_fixture.h"

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

std::string scenario(const std::string& horizon, const std::string& step, const std::string& horizons) {
  return "faultline: 1\nhorizon: " + horizon + "\n" + (step.empty() ? "" : "step: " + step + "\n") +
         "assets: {A: {volatility: 20%}}\n" +
         (horizons.empty() ? "" : "report: {horizons: [" + horizons + "]}\n");
}

TEST(Grid, IsTheMultiplesOfTheStep) {
  const Market market = market_of(scenario("12m", "1w", "13w, 26w"));
  ASSERT_EQ(market.grid.times.size(), 53u);
  for (std::int64_t k = 0; k <= 52; ++k)
    EXPECT_EQ(market.grid.times[static_cast<std::size_t>(k)], reduced(k, 52));
}

TEST(Grid, IsTheHorizonsWithoutStep) {
  const Market market = market_of(scenario("12m", "", "6m, 1m"));
  ASSERT_EQ(market.grid.times.size(), 4u);
  EXPECT_EQ(market.grid.times[1], reduced(1, 12));
  EXPECT_EQ(market.grid.times[2], reduced(1, 2));
  ASSERT_EQ(market.report.horizons.size(), 3u);
  EXPECT_EQ(market.report.horizons[0].text, "1m");
  EXPECT_EQ(market.report.run_horizon, 2u);
  EXPECT_FALSE(market.report.horizons[2].reported);
}

TEST(Grid, ReportsTheHorizonWhenNothingIsListed) {
  const Market market = market_of(scenario("12m", "1w", ""));
  ASSERT_EQ(market.report.horizons.size(), 1u);
  EXPECT_TRUE(market.report.horizons[0].reported);
  EXPECT_EQ(market.report.horizons[0].text, "12m");
  EXPECT_EQ(market.report.horizons[0].step, 52u);
}

TEST(Grid, HorizonMayBeWrittenInAnotherUnit) {
  const Market market = market_of(scenario("1y", "1w", "52w"));
  ASSERT_EQ(market.report.horizons.size(), 1u);
  EXPECT_EQ(market.report.horizons[0].text, "52w");
  EXPECT_TRUE(market.report.horizons[0].reported);
}

TEST(Grid, NamesTheNearestTimesThatLieOnIt) {
  const Market weekly = market_of(scenario("12m", "1w", ""));
  EXPECT_EQ(nearest_on_grid(weekly.grid, reduced(1, 12)), "4w, or step: 1d");
  const Market fortnightly = market_of(scenario("12m", "2w", ""));
  EXPECT_EQ(nearest_on_grid(fortnightly.grid, reduced(5, 52)), "6w, or step: 1w");
  EXPECT_TRUE(repeats_on_grid(weekly.grid, reduced(1, 4)));
  EXPECT_FALSE(repeats_on_grid(weekly.grid, reduced(1, 12)));
}

TEST(Grid, ToleratesANanoyear) {
  EXPECT_EQ(market_of(scenario("12m", "1w", "0.25y, 0.5000000001y")).report.horizons[1].step, 26u);
}

}  // namespace
}  // namespace faultline::testing
