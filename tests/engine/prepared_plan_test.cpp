// What follows from a plan: which evaluations an event makes necessary, and what is left of its action.
#include "engine/prepared_plan.h"

#include "faultline/compile.h"
#include "support/scenario.h"

#include <algorithm>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace faultline {
namespace {

/// `news` does nothing to the phases of `deal`, which decide about the drift of AAA and the rate of `later`.
const std::string scenario = R"yaml(faultline: 1
title: a deal and news
horizon: 12m
step: 1w
assets: {AAA: {drift: 5%, volatility: 30%}, BBB: {drift: 5%, volatility: 30%}}
shocks:
  news: {kind: arrivals, rate: "if(deal.is(open), 5/y, 1/y)", impact: {AAA: -1% +- 1%}}
  deal:
    kind: phases
    initial: open
    phases:
      open: {next: [{to: signed, hazard: 1/y}]}
      signed: {while: {when: news.count < 9, drift: {AAA: 3%}}, impact: {BBB: 4% +- 1%}}
  later: {kind: arrivals, rate: "1/y * (1 + deal.is(signed))", impact: {BBB: 1%}}
  rival: {kind: arrivals, rate: "1/y * (1 + deal.is(signed))", impact: {BBB: 1%}}
report: {horizons: [12m]}
)yaml";

class PreparedPlanTest : public ::testing::Test {
 protected:
  PreparedPlanTest()
      : compiled_(compile(testing::model_of(scenario)).value()),
        rows_(compiled_.plan.noise.sources.size() + 1),
        prepared_(compiled_.plan, compiled_.plan.noise, rows_, kernels_of(SimdTarget::scalar),
                  NormalPrecision::single) {}

  const Plan& plan() const { return compiled_.plan; }

  /// The evaluation whose check names a field.
  static std::size_t position(const Plan& plan, const std::vector<Evaluation>& evaluations,
                              const std::string& field) {
    const auto found = std::find_if(evaluations.begin(), evaluations.end(), [&](const Evaluation& e) {
      return plan.checks[at(e.check)].field.find(field) != std::string::npos;
    });
    EXPECT_NE(found, evaluations.end()) << field;
    return static_cast<std::size_t>(found - evaluations.begin());
  }

  bool touches(const EvaluationLists& lists, ActionId action, const std::string& field) const {
    return (lists.touched[at(action)] & bit_of(position(plan(), lists.at_events, field))) != 0;
  }

  /// The action of the clock of a shock, by its order in the file.
  ActionId action_of(std::uint32_t order) const {
    const auto clock = std::find_if(plan().clocks.begin(), plan().clocks.end(),
                                    [&](const Clock& c) { return c.order == order; });
    EXPECT_NE(clock, plan().clocks.end());
    return clock->action;
  }

  CompiledScenario compiled_;
  NoiseRows rows_;
  PreparedPlan prepared_;
};

TEST_F(PreparedPlanTest, AnEventTouchesWhatReadsItAlsoThroughOthers) {
  const ActionId news = action_of(0), signing = action_of(1), later = action_of(2);
  EXPECT_TRUE(touches(prepared_.step_start, news, "deal.phases.signed.while"));
  EXPECT_TRUE(touches(prepared_.step_midpoint, news, "assets.AAA.drift")) << "through the count of news";
  EXPECT_TRUE(touches(prepared_.step_midpoint, signing, "assets.AAA.drift"));
  EXPECT_TRUE(touches(prepared_.rates, signing, "later.rate"));
  EXPECT_FALSE(touches(prepared_.step_start, later, "deal.phases.signed.while"));
  EXPECT_FALSE(touches(prepared_.step_midpoint, later, "assets.AAA.drift"));
  EXPECT_FALSE(touches(prepared_.rates, later, "rival.rate"));
}

TEST_F(PreparedPlanTest, LeanActionsLeaveOutWhatNobodyReads) {
  const auto counts = [&](ActionId action, RegisterId counter) {
    const LeanAction& steps = prepared_.lean_actions[at(action)];
    return std::any_of(steps.begin(), steps.end(), [&](const Step* step) {
      const auto* count = std::get_if<act::Count>(step);
      return count != nullptr && count->counter == counter;
    });
  };
  std::size_t kept = 0, all = 0;
  for (std::size_t a = 0; a < plan().actions.size(); ++a) {
    kept += prepared_.lean_actions[a].size();
    all += plan().actions[a].size();
    for (const Step* step : prepared_.lean_actions[a]) {
      EXPECT_FALSE(std::holds_alternative<act::Mark>(*step));
      const auto* set = std::get_if<act::SetNow>(step);
      EXPECT_TRUE(set == nullptr || prepared_.is_read[at(set->target)]);
    }
  }
  EXPECT_LT(kept, all);
  EXPECT_GT(kept, 0u);
  // Draws are numbered by counters, which therefore stay.
  for (const Clock& clock : plan().clocks) {
    if (clock.order != 0) continue;
    EXPECT_TRUE(counts(clock.action, clock.number.counter));
  }
}

}  // namespace
}  // namespace faultline
