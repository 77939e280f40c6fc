#include "faultline/reverse.h"

#include "study/reverse_support.h"
#include "support/statistics.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>

namespace faultline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::one_shock;
using testing::ScenarioFile;
using testing::within;

/// Under its own name, or that of another on the same paths.
const ReverseOutcome& outcome(const ReverseLoss& found, const std::string& condition) {
  for (const ReverseOutcome& o : found.outcomes)
    if (o.condition == condition || std::count(o.also.begin(), o.also.end(), condition) > 0) return o;
  throw std::runtime_error("no outcome " + condition);
}

ReverseOptions losing(double loss) {
  ReverseOptions options;
  options.loss = loss;
  return options;
}

TEST(Reverse, OneShockOwnsTheTail) {
  ReverseOptions options = losing(0.3);
  options.run.paths = 400'000;
  const ReverseLoss found = ScenarioFile(one_shock).loss(options);
  const double p = 1.0 - std::exp(-0.5);
  EXPECT_TRUE(within(found.probability, p));
  EXPECT_FALSE(within(found.probability, 1.02 * p));
  const ReverseOutcome& first = found.outcomes.front();
  EXPECT_EQ(first.condition, "hit.count >= 1");
  EXPECT_TRUE(first.significant);
  EXPECT_EQ(first.in_tail.value, 1.0);
  EXPECT_EQ(first.loss_given.value, 1.0);
  EXPECT_TRUE(within(first.lift, 1.0 / p));
  EXPECT_FALSE(within(first.lift, 1.02 / p));
  ASSERT_EQ(found.rules.size(), 1u);
  EXPECT_EQ(found.rules[0].condition, "hit.count >= 1");
  EXPECT_EQ(found.rules[0].in_tail.value, 1.0);
  EXPECT_EQ(found.rules[0].loss_given.value, 1.0);
  EXPECT_TRUE(within(found.rules[0].of_all, p));
  EXPECT_EQ(found.rules[0].coverage, 1.0);
  for (const ReverseOutcome& other : found.outcomes)
    EXPECT_EQ(other.significant, other.subject == "hit") << other.condition;
  ASSERT_FALSE(found.stories.empty());
  for (const ReverseStory& story : found.stories) EXPECT_THAT(story.condition, HasSubstr("hit.count"));
  EXPECT_NEAR(found.stories.back().coverage, 1.0, 0.02);
  ASSERT_EQ(found.assets.size(), 1u);
  EXPECT_TRUE(within(found.assets[0].of_all, std::exp(-0.5 * 0.4) - 1.0));
}

constexpr const char* two_shocks = R"yaml(
assets: {A: {drift: 0, volatility: 0}}
shocks:
  a: {kind: arrivals, rate: 0.5/y, impact: {A: -20%}}
  b: {kind: arrivals, rate: 0.5/y, impact: {A: -20%}}
)yaml";

TEST(Reverse, TwoShocksShareTheTail) {
  ReverseOptions options = losing(0.3);
  options.stories = 20;
  const ReverseLoss found = ScenarioFile(two_shocks).loss(options);
  const double tail = 1.0 - 2.0 * std::exp(-1.0);  // two events or more
  const double happened = tail - std::exp(-0.5) * (1.0 - 1.5 * std::exp(-0.5));
  EXPECT_TRUE(within(found.probability, tail));
  for (const char* name : {"a", "b"}) {
    const ReverseOutcome& hit = outcome(found, std::string(name) + ".count >= 1");
    const double all = 1.0 - std::exp(-0.5);
    EXPECT_TRUE(within(hit.in_tail, happened / tail));
    EXPECT_FALSE(within(hit.in_tail, 1.02 * happened / tail));
    EXPECT_TRUE(within(hit.of_all, all));
    EXPECT_TRUE(within(hit.loss_given, happened / all));
    EXPECT_TRUE(within(hit.lift, happened / tail / all));
    EXPECT_EQ(outcome(found, std::string(name) + ".count >= 2").loss_given.value, 1.0);
  }
  // Disjoint: both, two of one, two of the other.
  ASSERT_GE(found.stories.size(), 3u);
  EXPECT_NEAR(found.stories.back().coverage, 1.0, 1e-12);
  double covered = 0.0;
  for (const ReverseStory& story : found.stories) {
    covered += story.in_tail.value;
    EXPECT_NEAR(story.coverage, covered, 1e-12);
  }
  ASSERT_EQ(found.stories[0].moments.size(), 2u);
  const double told = found.stories[0].in_tail.value * static_cast<double>(found.stories[0].in_tail.n);
  EXPECT_NEAR(found.stories[0].in_order, 0.5, 4.5 * 0.5 / std::sqrt(told));
  ASSERT_GE(found.rules.size(), 2u);
  for (const ReverseRule& rule : found.rules) EXPECT_GT(rule.lift.value, 1.5);
}

TEST(Reverse, ErrorsOfLiftsAreThoseOfTheirSpread) {
  const ScenarioFile file(two_shocks);
  const double truth = [] {
    const double tail = 1.0 - 2.0 * std::exp(-1.0);
    return (tail - std::exp(-0.5) * (1.0 - 1.5 * std::exp(-0.5))) / tail / (1.0 - std::exp(-0.5));
  }();
  double squares = 0.0, errors = 0.0;
  constexpr int runs = 160;
  for (int seed = 0; seed < runs; ++seed) {
    ReverseOptions options = losing(0.3);
    options.run.paths = 4096;
    options.run.seed = static_cast<std::uint64_t>(seed);
    const Estimate lift = outcome(file.loss(options), "a.count >= 1").lift;
    squares += (lift.value - truth) * (lift.value - truth) / runs;
    errors += lift.standard_error / runs;
  }
  EXPECT_NEAR(std::sqrt(squares) / errors, 1.0, 4.5 * std::sqrt(1.0 / (2.0 * runs)));
}

TEST(Reverse, AMarketAloneTellsNothing) {
  const ReverseLoss found = ScenarioFile(R"yaml(
assets: {A: {drift: 5%, volatility: 30%}}
)yaml")
                                .loss(losing(0.3));
  EXPECT_GT(found.tail_paths, 1000u);
  EXPECT_THAT(found.outcomes, IsEmpty());
  EXPECT_THAT(found.stories, IsEmpty());
  EXPECT_THAT(found.rules, IsEmpty());
  EXPECT_THAT(found.withheld, IsEmpty());
}

TEST(Reverse, ShocksWithoutEffectTellNothing) {
  const ReverseLoss found = ScenarioFile(R"yaml(
assets: {A: {drift: 5%, volatility: 30%}}
shocks:
  idle: {kind: arrivals, rate: 2/y, severity: "lognormal(1, 0.4)", impact: {A: 0%}}
  vote: {kind: scheduled, at: 5m, outcomes: {yes_: {probability: 30%}, no_: {}}}
  use: {kind: process, initial: 50%, target: 50%, half_life: 6m, volatility: 20%, bounds: [0%, 100%]}
  deal: {kind: phases, initial: talks, phases: {talks: {next: [{to: over, hazard: 1/y}]}, over: {}}}
)yaml")
                                .loss(losing(0.3));
  EXPECT_GT(found.outcomes.size(), 10u);
  for (const ReverseOutcome& o : found.outcomes) EXPECT_FALSE(o.significant) << o.condition << " " << o.z;
  EXPECT_THAT(found.stories, IsEmpty());
  EXPECT_THAT(found.rules, IsEmpty());
}

TEST(Reverse, AThinTailSaysHowManyPathsItNeeds) {
  const ScenarioFile file("assets: {A: {drift: 0, volatility: 20%}}\n");
  const ReverseLoss thin = file.loss(losing(0.48));  // about 0.06 %
  EXPECT_GT(thin.tail_paths, 29u);
  EXPECT_LT(thin.tail_paths, 200u);
  EXPECT_THAT(thin.withheld, ElementsAre("stories", "rules"));
  const double needed = 200.0 / thin.probability.value;
  EXPECT_GE(static_cast<double>(thin.needed_paths), needed);
  EXPECT_LE(static_cast<double>(thin.needed_paths), 1.1 * needed);
  const ReverseLoss none = file.loss(losing(0.95));
  EXPECT_EQ(none.tail_paths, 0u);
  EXPECT_THAT(none.withheld, ElementsAre("outcomes", "stories", "rules"));
  EXPECT_EQ(none.needed_paths, 6'700'000u);  // three in 100,000 would have been seen
  EXPECT_EQ(file.loss(losing(0.3)).needed_paths, 0u);
}

TEST(Reverse, TimingIsFound) {
  const ReverseLoss found = ScenarioFile(R"yaml(
assets: {A: {drift: 0, volatility: 5%}}
shocks: {hit: {kind: arrivals, rate: 1/y, max: 1, impact: {A: "if(t < 4m, -50%, 0)"}}}
)yaml")
                                .loss(losing(0.3));
  ASSERT_EQ(found.rules.size(), 1u);
  EXPECT_EQ(found.rules[0].condition, "hit.first < 4m");
  EXPECT_TRUE(within(found.rules[0].of_all, 1.0 - std::exp(-1.0 / 3.0)));
  EXPECT_LT(outcome(found, "hit.first >= 6m and hit.any").lift.value, 0.01);
}

TEST(Reverse, LevelsOfProcessesAreFound) {
  const ReverseLoss found = ScenarioFile(R"yaml(
assets: {A: {drift: 0, volatility: 10%}}
shocks:
  use: {kind: process, initial: 60%, target: 60%, half_life: 6m, volatility: 25%, bounds: [0%, 100%],
        effect: {A: "if(level < 45%, -0.5, 0)"}}
)yaml")
                                .loss(losing(0.3));
  ASSERT_GE(found.rules.size(), 1u);
  EXPECT_THAT(found.rules[0].condition,
              ::testing::AnyOf("use.level < 45%", "use.level < 44.5%", "use.level < 45.5%"));
  EXPECT_GT(found.rules[0].in_tail.value, 0.9);
}

TEST(Reverse, PhasesRegimesAndConditionsAreTold) {
  const ReverseLoss found = ScenarioFile(R"yaml(
assets: {A: {drift: 0, volatility: 10%}}
shocks:
  deal: {kind: phases, initial: talks, phases: {talks: {next: [{to: {signed: 50%, dead: 50%}, hazard: 1/y}]}, signed: {}, dead: {impact: {A: -40%}}}}
  mood: {kind: regimes, initial: calm, states: {calm: {next: [{to: tense, hazard: 1/y}]}, tense: {volatility: {A: 4}, next: [{to: calm, hazard: 4/y}]}}}
report: {given: {the deal dies: deal.is(dead)}}
)yaml")
                                .loss(losing(0.45));
  EXPECT_EQ(found.outcomes[0].condition, "deal.is(dead)");
  const ReverseOutcome& label = outcome(found, "the deal dies");
  EXPECT_EQ(label.in_tail.value, found.outcomes[0].in_tail.value);
  const ReverseOutcome& tense = outcome(found, "mood enters tense");
  EXPECT_TRUE(within(tense.of_all, 1.0 - std::exp(-1.0)));
  EXPECT_GT(tense.lift.value, 1.02);
  EXPECT_LT(outcome(found, "deal.is(signed)").lift.value, 0.6);
  EXPECT_EQ(found.rules[0].condition, "deal.is(dead)");
}

TEST(Reverse, RulesAreConditionsOfTheLanguage) {
  const char* scenario = R"yaml(
assets: {A: {drift: 0, volatility: 20%}}
parameters: {how_bad: 50% to 90%}
shocks:
  curb: {kind: arrivals, rate: 1.5/y, severity: "lognormal(1, 0.4)", impact: {A: -12%}}
  use: {kind: process, initial: 60%, target: 60%, half_life: 6m, volatility: 25%, bounds: [0%, 100%], effect: {A: "how_bad * min(level - 55%, 0)"}}
)yaml";
  const ReverseLoss found = ScenarioFile(scenario).loss(losing(0.4));
  ASSERT_FALSE(found.rules.empty());
  const std::string rule = found.rules[0].condition;
  EXPECT_THAT(rule, HasSubstr("curb.count >= "));
  // Read back as a condition of the report it holds on as many paths; rules are tested on every other path.
  const ReverseLoss again =
      ScenarioFile(scenario + ("report: {given: {pasted: \"" + rule + "\"}}\n")).loss(losing(0.4));
  const ReverseOutcome& pasted = outcome(again, "pasted");
  const double error = std::hypot(pasted.in_tail.standard_error, found.rules[0].in_tail.standard_error);
  EXPECT_NEAR(pasted.in_tail.value, found.rules[0].in_tail.value, 4.5 * error);
  EXPECT_NEAR(pasted.of_all.value, found.rules[0].of_all.value, 4.5 * found.rules[0].of_all.standard_error);
  EXPECT_EQ(again.rules[0].condition, rule);
}

TEST(Reverse, AHorizonBeforeTheEndSeesNothingLater) {
  const ScenarioFile file(one_shock);
  ReverseOptions options = losing(0.3);
  options.horizon = "3m";
  const ReverseLoss found = file.loss(options);
  const double p = 1.0 - std::exp(-0.125);
  EXPECT_EQ(found.horizon, "3m");
  EXPECT_TRUE(within(found.probability, p));
  EXPECT_EQ(found.outcomes[0].in_tail.value, 1.0);
  EXPECT_TRUE(within(found.outcomes[0].of_all, p));
}

TEST(Reverse, DrawdownsLookAtTheWayToo) {
  const ScenarioFile file("assets: {A: {drift: 0, volatility: 30%}}\n");
  ReverseOptions options = losing(0.3);
  const double at_the_end = file.loss(options).probability.value;
  options.drawdown = true;
  const ReverseLoss found = file.loss(options);
  EXPECT_GT(found.probability.value, 1.5 * at_the_end);
  EXPECT_GT(found.beyond.value, 0.3);
}

TEST(Reverse, SameBitsForAnyNumberOfThreads) {
  const ScenarioFile file(two_shocks);
  ReverseOptions options = losing(0.3);
  options.run.threads = 1;
  const ReverseLoss one = file.loss(options);
  options.run.threads = 3;
  const ReverseLoss three = file.loss(options);
  ASSERT_EQ(one.outcomes.size(), three.outcomes.size());
  for (std::size_t i = 0; i < one.outcomes.size(); ++i) {
    EXPECT_EQ(one.outcomes[i].condition, three.outcomes[i].condition);
    EXPECT_EQ(one.outcomes[i].lift.value, three.outcomes[i].lift.value);
  }
  ASSERT_EQ(one.rules.size(), three.rules.size());
  for (std::size_t i = 0; i < one.rules.size(); ++i)
    EXPECT_EQ(one.rules[i].condition, three.rules[i].condition);
  EXPECT_EQ(one.beyond.value, three.beyond.value);
  EXPECT_EQ(one.assets[0].in_tail.value, three.assets[0].in_tail.value);
}

TEST(Reverse, UnknownNamesAreToldWithTheNearest) {
  const ScenarioFile file("assets: {Alpha: {drift: 0, volatility: 10%}}\n");
  ReverseOptions options = losing(0.3);
  options.series = "Alpa";
  EXPECT_THAT([&] { file.loss(options); },
              ::testing::ThrowsMessage<std::runtime_error>(HasSubstr("did you mean 'Alpha'?")));
  options = losing(0.3);
  options.horizon = "5w";
  EXPECT_THAT([&] { file.loss(options); }, ::testing::ThrowsMessage<std::runtime_error>(HasSubstr("grid")));
}

}  // namespace
}  // namespace faultline
