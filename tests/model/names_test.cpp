// Names that read like numbers, wherever a name may stand.
#include "model/model_fixture.h"

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

TEST(Names, MayReadLikeNumbersWhereTheyAreQuoted) {
  EXPECT_EQ(said_of(R"yaml(
faultline: 1
horizon: 12m
step: 1m
variables: {lost: "max(-600036.return, 0) + 2026.count * 10y.drawdown"}
groups: {"300": ["600036", AAA]}
factors: {"1e5": {volatility: 12%}}
assets:
  "600036": {volatility: 20%}
  10y: {volatility: 8%}
  AAA: {volatility: 20%, betas: {"1e5": 1.0}}
dependence: {correlation: {AAA: {"600036": 0.3}, 10y: {600036: -0.2}}}
shocks:
  "2026": {kind: arrivals, rate: "1/y + 1/y * min(2026.count, 3)", impact: {"300": -5%}}
  deal:
    kind: phases
    initial: "1"
    phases: {"1": {next: [{to: "2", hazard: 1/y}]}, "2": {impact: {AAA: 3%}}}
  after:
    kind: arrivals
    upon: [{shock: "2026", chance: deal.is(2) * 50%}, {shock: deal.2}]
    impact: {AAA: -1%}
portfolios: {"60": {weights: {"600036": 60%, "10y": 40%}}}
limits: ["es(60, 99%) <= 80%", "prob(600036, loss >= 20%) <= 60%"]
)yaml"),
            "");
}

TEST(Names, OfParametersNeverReadLikeNumbers) {
  EXPECT_NE(said_of("faultline: 1\nhorizon: 12m\nassets: {A: {volatility: 20%}}\nparameters: {\"5\": 7}\n")
                .find("E0401"),
            std::string::npos);
}

}  // namespace
}  // namespace faultline::testing
