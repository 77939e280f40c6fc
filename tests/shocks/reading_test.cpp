#include "faultline/model.h"
#include "model/model_fixture.h"
#include "shocks/kinds.h"

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

const std::string head = "faultline: 1\nhorizon: 12m\nassets: {A: {volatility: 20%}, B: {volatility: 30%}}\n";

TEST(ShockReading, NameBeatsItsGroup) {
  const Model model =
      checked_model(head +
                    "groups: {both: [A, B]}\nshocks:\n  curb: {kind: arrivals, rate: 1/y, impact: "
                    "{both: -10%, B: -20%}}\n");
  const auto& impact = std::get<Arrivals>(model.shocks[0]).jump.impact;
  ASSERT_EQ(impact.size(), 2u);
  EXPECT_EQ(impact[0].name, "A");
  EXPECT_EQ(impact[1].jump.expression().value, -0.2);
}

TEST(ShockReading, OutcomesTakeTheShocksOwnAsDefault) {
  const Model model = checked_model(head + R"(shocks:
  vote:
    kind: scheduled
    at: 3m
    impact: {A: -10%}
    severity: 2
    outcomes:
      passed: {probability: 60%, impact: {}}
      failed: {severity: 1}
)");
  const auto& outcomes = std::get<Scheduled>(model.shocks[0]).outcomes;
  EXPECT_TRUE(outcomes[0].jump.impact.empty());
  EXPECT_EQ(outcomes[0].jump.severity->expression().value, 2.0);
  EXPECT_EQ(outcomes[1].jump.impact.size(), 1u);
  EXPECT_EQ(outcomes[1].jump.severity->expression().value, 1.0);
  EXPECT_FALSE(outcomes[1].probability.has_value());
}

TEST(ShockReading, PhasesResolveEdgesAndDefaults) {
  const Model model = checked_model(head + R"(shocks:
  deal:
    kind: phases
    initial: open
    build: {now: 30%, half_life: 1m}
    phases:
      open: {next: [{to: {won: 65%, lost: 35%}, after: 3m to 9m, speed: 2, impact: {A: 1%}}, {to: lost, upon: curb}]}
      won: {impact: {A: 5%}}
      lost: {impact: {A: -5%}, fade: {share: 50%, half_life: 1w}}
  curb: {kind: arrivals, rate: 1/y}
)");
  const auto& deal = std::get<Phases>(model.shocks[0]);
  ASSERT_EQ(deal.phases[0].next.size(), 2u);
  EXPECT_EQ(deal.phases[0].next[0].to[1].phase, 2u);
  EXPECT_EQ(deal.phases[0].next[0].jump.unfold.kind, Unfolding::build);
  EXPECT_EQ(deal.phases[0].next[1].upon->shock, 1u);
  EXPECT_EQ(deal.phases[0].next[1].chance->expression().value, 1.0);
  EXPECT_EQ(deal.phases[1].entry.unfold.kind, Unfolding::build);
  EXPECT_EQ(deal.phases[2].entry.unfold.kind, Unfolding::fade);
  EXPECT_EQ(kind_name(model.shocks[0]), "phases");
}

TEST(ShockReading, EveryKindDescribesWhatItExports) {
  for (const ShockKind& kind : shock_kinds()) {
    Node node;
    node.kind = NodeKind::mapping;
    Symbol symbol;
    kind.describe(node, symbol);
    EXPECT_FALSE(symbol.exports.empty()) << kind.name;
    EXPECT_FALSE(kind.description.empty());
  }
}

}  // namespace
}  // namespace faultline::testing
