#include "faultline/reverse.h"

#include "study/reverse_shares.h"
#include "support/statistics.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>

namespace faultline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::within;

/// A scenario in a file of its own, gone with it.
class ScenarioFile {
 public:
  explicit ScenarioFile(const std::string& yaml) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            (std::string("faultline_") + test->test_suite_name() + test->name() + ".yaml");
    std::ofstream(path_) << "faultline: 1\nhorizon: 1y\nstep: 1m\n" << yaml;
  }
  ~ScenarioFile() { std::filesystem::remove(path_); }
  ScenarioFile(const ScenarioFile&) = delete;
  ScenarioFile& operator=(const ScenarioFile&) = delete;

  template <class Study, class Options>
  auto run(const Study& study, const Options& options) const {
    Sources sources;
    auto found = study(path_, ReadOptions{}, options, sources);
    if (!found) throw std::runtime_error(to_text(found.diagnostics(), sources));
    return found.value();
  }

  ReverseLoss loss(ReverseOptions options) const {
    if (options.run.paths == 0) options.run.paths = 100'000;
    if (options.run.threads == 0) options.run.threads = 2;
    return run(reverse_loss, options);
  }
  Belief belief(const std::string& limit, std::uint64_t seed = 42, std::uint64_t paths = 100'000) const {
    BeliefOptions options;
    options.limits = {limit};
    options.run.paths = paths;
    options.run.seed = seed;
    options.run.threads = 2;
    return run(reverse_belief, options).beliefs.at(0);
  }

 private:
  std::filesystem::path path_;
};

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

constexpr const char* one_shock = R"yaml(
assets: {A: {drift: 0, volatility: 0}}
shocks:
  hit: {kind: arrivals, rate: 0.5/y, impact: {A: -40%}}
  noise: {kind: arrivals, rate: 1/y, impact: {A: 0%}}
)yaml";

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
  EXPECT_NEAR(found.stories[0].in_order, 0.5, 0.1);
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
  constexpr int runs = 40;
  for (int seed = 0; seed < runs; ++seed) {
    ReverseOptions options = losing(0.3);
    options.run.paths = 8192;
    options.run.seed = static_cast<std::uint64_t>(seed);
    const Estimate lift = outcome(file.loss(options), "a.count >= 1").lift;
    squares += (lift.value - truth) * (lift.value - truth) / runs;
    errors += lift.standard_error / runs;
  }
  EXPECT_NEAR(std::sqrt(squares) / errors, 1.0, 0.4);
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
  const double sd = 0.01, shift = 0.01;
  const Belief belief =
      ScenarioFile("assets: {A: {drift: 0, volatility: 1%}}\n").belief("mean(A) >= -1%", 42, 400'000);
  EXPECT_TRUE(belief.held);
  ASSERT_TRUE(belief.reached);
  const double truth = shift * shift / (2.0 * sd * sd);
  EXPECT_NEAR(belief.entropy.value, truth, 4.5 * belief.entropy.standard_error + 0.005 * truth);
  EXPECT_GT(std::fabs(belief.entropy.value - 1.04 * truth),
            4.5 * belief.entropy.standard_error + 0.005 * truth);
  EXPECT_NEAR(belief.theta, -shift / (sd * sd), 0.02 * shift / (sd * sd));
  EXPECT_NEAR(belief.histories, std::log(20.0) / belief.entropy.value, 1e-12);
  EXPECT_NEAR(belief.effective_paths / 400'000.0, std::exp(-1.0), 0.05);
  EXPECT_GT(belief.carrying_paths, 30'000.0);
  ASSERT_EQ(belief.assets.size(), 1u);
  EXPECT_NEAR(belief.assets[0].after.value, -0.01, 1e-10);  // the bound itself
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
  constexpr int runs = 40;
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
  EXPECT_NEAR(spread(found) / errors, 1.0, 0.4);
  EXPECT_NEAR(spread(entropy) / entropies, 1.0, 0.4);
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
