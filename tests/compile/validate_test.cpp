#include "compile/jump_variance.h"
#include "faultline/model.h"
#include "model/model_fixture.h"

#include <cmath>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

const std::string head = "faultline: 1\nhorizon: 12m\nassets: {A: {volatility: 20%}, B: {volatility: 30%}}\n";

TEST(Validate, ParametersAreReadInOrderOfDependence) {
  const Market market = market_of(head + "parameters: {c: a + b, a: 2 * b, b: 3, rate: 1/y, e: rate * 6m}\n");
  EXPECT_EQ(market.parameters[0].constant, 9.0);
  EXPECT_EQ(market.parameters[4].constant, 0.5);
  EXPECT_EQ(market.parameters[3].value.dimension, rate_dimension);
  EXPECT_EQ(market.parameters[4].value.dimension, number_dimension);
}

TEST(Validate, NamesWithAMinusAreFineUnlessAllTheirPartsAreKnown) {
  EXPECT_EQ(said_of(head + "parameters: {a: 2, b: 1, a-b-c: 1}\n"), "");
  EXPECT_NE(said_of(head + "parameters: {a: 2, b: 1, c: 3, a-b-c: 1}\n").find("E0403"), std::string::npos);
  EXPECT_NE(said_of(head + "parameters: {a: 2, a-1: 1}\n").find("E0403"), std::string::npos);
}

TEST(Validate, TimesOfTheGridMayBeParameters) {
  const std::string grid =
      "faultline: 1\nhorizon: end\nstep: width\nreport: {horizons: [half, end]}\nlimits: ['es(A, 95%, half) "
      "<= 9%']\n"
      "assets: {A: {volatility: 20%}}\n"
      "portfolios: {core: {weights: {A: 80%}, cash: 20%, rebalance: quarter}}\n";
  const Market market =
      market_of(grid + "parameters: {end: 12m, half: {value: 6m}, width: 1m, quarter: 3m}\n");
  EXPECT_EQ(market.grid.times.size(), 13u);
  EXPECT_EQ(market.grid.horizon.text, "12m");
  EXPECT_EQ(market.report.horizons.size(), 2u);
  EXPECT_NE(said_of(grid + "parameters: {end: 12m, half: 3m to 9m, width: 1m, quarter: 3m}\n").find("E0228"),
            std::string::npos);
}

TEST(Validate, DisabledShocksAreStillChecked) {
  EXPECT_NE(said_of(head + "shocks:\n  curb: {kind: arrivals, rate: 1, enabled: false}\n").find("E0217"),
            std::string::npos);
}

TEST(JumpVariance, IsIntensityTimesSecondMomentWithChildren) {
  const Model model = checked_model(R"yaml(
faultline: 1
horizon: 12m
factors: {market: {volatility: 10%}}
assets: {A: {volatility: {total: 80%}, betas: {market: 2}}}
shocks:
  curb: {kind: arrivals, rate: 2/y, impact: {A: -10%, market: -5%}, severity: "discrete(1 @ 50%, 2 @ 50%)"}
  reply: {kind: arrivals, upon: [{shock: curb, chance: 25%}], impact: {A: -20%}}
  deal:
    kind: phases
    initial: open
    phases:
      open: {next: [{to: {won: 60%, lost: 40%}, hazard: 0.5/y, impact: {A: 2%}}, {to: lost, after: 3m}]}
      won: {impact: {A: 10%}}
      lost: {}
)yaml");
  const double event = std::log(0.9) + 2.0 * std::log(0.95);
  const double edge = std::log(1.02);
  const double expected = 2.0 * 2.5 * event * event + 0.5 * std::pow(std::log(0.8), 2) +
                          0.5 * (0.6 * std::pow(edge + std::log(1.1), 2) + 0.4 * edge * edge);
  const JumpVariance variance = jump_variance(model)[0];
  EXPECT_NEAR(variance.rate, expected, 1e-12);
  EXPECT_FALSE(variance.drawn);
  EXPECT_NEAR(std::pow(model.market.dependence.residual_volatility[0], 2), 0.64 - expected - 0.04, 1e-12);
}

TEST(JumpVariance, IsNothingWhereNoneCanComeAtTheStart) {
  const Model model = checked_model(R"yaml(
faultline: 1
horizon: 12m
parameters: {rate: 1/y to 2/y}
factors: {market: {volatility: 10%}}
assets: {A: {volatility: {total: 80%}, betas: {market: 1}}}
shocks:
  later: {kind: arrivals, rate: rate, window: [3m, 12m], impact: {A: -20%}}
  disabled: {kind: arrivals, rate: rate, impact: {A: -20%}, enabled: false}
  none: {kind: arrivals, rate: rate, max: 0, impact: {A: -20%}}
  reply: {kind: arrivals, rate: none.intensity, impact: {A: -20%}}
)yaml");
  const JumpVariance variance = jump_variance(model)[0];
  EXPECT_EQ(variance.rate, 0.0);
  EXPECT_FALSE(variance.drawn);
}

}  // namespace
}  // namespace faultline::testing
