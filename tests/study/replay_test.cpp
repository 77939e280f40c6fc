#include "faultline/replay.h"

#include "faultline/compile.h"
#include "faultline/report.h"
#include "support/scenario.h"

#include <cmath>
#include <numeric>
#include <stdexcept>
#include <stop_token>

#include <gmock/gmock.h>

namespace faultline {
namespace {

using ::testing::HasSubstr;
using testing::model_of;

constexpr const char* story = R"(
faultline: 1
title: a story
start: 2026-01-05
horizon: 12m
step: 1m
factors: {chips: {volatility: 20%}}
assets:
  A: {drift: 6%, volatility: 30%, betas: {chips: 1}}
  B: {drift: 4%, volatility: 25%}
shocks:
  curb: {kind: arrivals, rate: 3/y, severity: 0.5 to 2, impact: {A: -6% +- 3%, chips: -4%}, fade: {share: 40%, half_life: 2m}}
  vote: {kind: scheduled, at: 5m, outcomes: {passed: {probability: 30%, impact: {B: -15%}}, refused: {impact: {B: 3%}}}, priced_in: 100%}
  deal: {kind: phases, initial: talks, phases: {talks: {next: [{to: dead, hazard: 2/y}]}, dead: {impact: {A: -10%}}}}
  mood:
    kind: regimes
    initial: calm
    states:
      calm: {next: [{to: tense, hazard: 3/y}]}
      tense: {volatility: {A: 2}, next: [{to: calm, hazard: 4/y}]}
  use: {kind: process, initial: 70%, target: 60%, half_life: 6m, volatility: 20%, bounds: [0%, 100%], effect: {B: 0.3 * (level - 70%)}}
portfolios:
  core: {weights: {A: 50%, B: 30%}, cash: 20%, cash_rate: 3%, rebalance: 3m, cost: 0.2%}
  bet: {weights: {A: 150%}, cash: -50%}
)";

SimulateOptions options_of(std::uint64_t paths) {
  SimulateOptions options;
  options.paths = paths;
  options.threads = 2;
  return options;
}

double total(const std::vector<ReplayRow>& rows) {
  return std::accumulate(rows.begin(), rows.end(), 0.0,
                         [](double sum, const ReplayRow& row) { return sum + row.total; });
}

TEST(Replay, IsThePathOfTheRunBitForBit) {
  const Model model = model_of(story);
  const Result<CompiledScenario> compiled = compile(model);
  const auto scenario = prepare_replay(model, "bet");
  ASSERT_TRUE(scenario);
  std::vector<std::uint64_t> paths(200);
  std::iota(paths.begin(), paths.end(), 5000);
  const SimulateOptions options = options_of(10'000);
  const std::vector<double> values = simulate_paths(compiled.value(), options, paths);
  const Outputs& outputs = compiled.value().outputs;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const Replay replay = replay_path(*scenario, options, paths[i]);
    std::size_t compared = 0;
    for (const SeriesOutput& series : outputs.series)
      for (std::size_t h = 0; h < series.horizons.size(); ++h)
        for (const ReplayReturn& at : replay.returns)
          if (at.series == series.name && at.horizon == outputs.horizons[h].text) {
            EXPECT_EQ(at.simple_return,
                      values[static_cast<std::size_t>(*series.horizons[h].simple_return) * paths.size() + i]);
            ++compared;
          }
    EXPECT_EQ(compared, 4u);
  }
}

TEST(Replay, PartsSumToReturns) {
  const Model model = model_of(story);
  for (const char* series : {"core", "bet", "B"}) {
    const auto scenario = prepare_replay(model, series);
    for (std::uint64_t path = 0; path < 100; ++path) {
      const Replay replay = replay_path(*scenario, options_of(1000), path);
      EXPECT_NEAR(total(replay.gains), replay.simple_return, 1e-14);
      EXPECT_NEAR(replay.points.back().value, 1.0 + replay.simple_return, 1e-13);
      for (const ReplayReturn& at : replay.returns)
        for (const ReplayRow& row : replay.log_returns)
          if (row.asset == at.series) {
            EXPECT_NEAR(row.total, std::log1p(at.simple_return), 1e-13);
          }
      if (std::string(series) != "core" && replay.simple_return > -1.0) {
        EXPECT_NEAR(replay.gains.back().total, 0.0, 1e-13);
      }
    }
  }
}

TEST(Replay, APortfolioThatCostsHaveEatenEarnsNothing) {
  const auto scenario = prepare_replay(model_of(R"(
faultline: 1
horizon: 12m
step: 1m
assets: {A: {drift: 0%, volatility: 20%}, B: {drift: 0%, volatility: 40%}}
portfolios:
  core: {weights: {A: 100%}, switch: [{when: t >= 6m, weights: {B: 100%}}], cost: 60%}
)"),
                                       "core");
  const Replay replay = replay_path(*scenario, options_of(1000), 0);
  EXPECT_EQ(replay.simple_return, -1.0);
  for (std::size_t k = 6; k < replay.points.size(); ++k) EXPECT_EQ(replay.points[k].value, 0.0) << k;
  EXPECT_EQ(replay.gains[1].asset, "B");
  EXPECT_EQ(replay.gains[1].total, 0.0);
}

TEST(Replay, NamesOfShocksAreNotThoseOfSums) {
  const auto scenario = prepare_replay(model_of(R"(
faultline: 1
horizon: 12m
step: 1m
assets: {all: {drift: 0%, volatility: 20%}}
shocks:
  market: {kind: arrivals, rate: 3/y, impact: {all: -5%}}
)"),
                                       "all");
  const Replay replay = replay_path(*scenario, options_of(1000), 0);
  EXPECT_THAT(replay.sources, ::testing::ElementsAre("market", "market (rest)"));
  EXPECT_THAT(to_text(replay), ::testing::AllOf(HasSubstr("market (rest)"), HasSubstr("all (sum)")));
}

TEST(Replay, JumpsThatDoNotDecayAreTheShocksPart) {
  const auto scenario = prepare_replay(model_of(story), "core");
  bool seen = false;
  for (std::uint64_t path = 0; path < 50; ++path) {
    const Replay replay = replay_path(*scenario, options_of(1000), path);
    double jumps = 0.0;
    for (const ReplayEvent& event : replay.events)
      if (event.shock == "deal") {
        EXPECT_EQ(event.what, "phase");
        EXPECT_EQ(event.name, "dead");
        jumps += event.jumps.at(0).permanent;
        seen = true;
      }
    EXPECT_EQ(replay.sources[2], "deal");
    EXPECT_NEAR(replay.log_returns[0].by_source[2], jumps, 1e-15);
  }
  EXPECT_TRUE(seen);
}

TEST(Replay, EventsAreDatedInOrder) {
  const auto scenario = prepare_replay(model_of(story), "core");
  const Replay replay = replay_path(*scenario, options_of(1000), 3);
  double before = 0.0;
  int votes = 0;
  for (const ReplayEvent& event : replay.events) {
    EXPECT_GE(event.time, before);
    before = event.time;
    if (event.shock != "vote") continue;
    ++votes;
    EXPECT_EQ(event.what, "outcome");
    EXPECT_NEAR(event.time, 5.0 / 12.0, 1e-15);
    EXPECT_EQ(event.date, "2026-06-06");
  }
  EXPECT_EQ(votes, 1);
}

TEST(Replay, FindsTheWorstAndTheQuantile) {
  const auto scenario = prepare_replay(model_of(story), "core");
  const SimulateOptions options = options_of(5000);
  std::vector<std::uint64_t> all(5000);
  std::iota(all.begin(), all.end(), 0);
  const std::vector<double> values = simulate_paths(scenario->compiled, options, all);
  const auto column = *scenario->compiled.outputs.series[scenario->metric.series]
                           .horizons[scenario->metric.horizon]
                           .simple_return;
  const double* returns = values.data() + static_cast<std::size_t>(column) * all.size();
  std::sort(all.begin(), all.end(),
            [&](std::uint64_t a, std::uint64_t b) { return returns[a] < returns[b]; });
  EXPECT_THAT(worst_paths(*scenario, options, 3), ::testing::ElementsAre(all[0], all[1], all[2]));
  EXPECT_EQ(quantile_path(*scenario, options, 0.01), all[49]);
}

TEST(Replay, RefusesAnUnknownSeries) {
  EXPECT_FALSE(prepare_replay(model_of(story), "nobody"));
}

TEST(Replay, RefusesQuantilesThatAreNone) {
  const auto scenario = prepare_replay(model_of(story), "core");
  ASSERT_TRUE(scenario);
  SimulateOptions options = options_of(1000);
  for (const double p : {-0.1, 1.1, std::nan("")})
    EXPECT_THROW(quantile_path(*scenario, options, p), std::invalid_argument) << p;
  EXPECT_EQ(quantile_path(*scenario, options, 0.0), worst_paths(*scenario, options, 1).front());
  EXPECT_EQ(quantile_path(*scenario, options, 1.0), worst_paths(*scenario, options, 1000).back());
  options.paths = 0;
  EXPECT_THROW(quantile_path(*scenario, options, 0.5), std::invalid_argument);
  EXPECT_TRUE(worst_paths(*scenario, options, 3).empty());
  EXPECT_THROW(replay_path(*scenario, options, std::uint64_t{1} << 48), std::invalid_argument);
}

TEST(Replay, OfARunThatWasStoppedReadsThePathsItHas) {
  const auto scenario = prepare_replay(model_of(story), "core");
  ASSERT_TRUE(scenario);
  std::stop_source stop;
  SimulateOptions options = options_of(4 * leaf_paths);
  options.threads = 1;
  options.stop = stop.get_token();
  options.progress = [&stop](std::uint64_t) { stop.request_stop(); };
  const std::uint64_t median = quantile_path(*scenario, options, 0.5);
  EXPECT_EQ(median, quantile_path(*scenario, options_of(leaf_paths), 0.5));
  EXPECT_THROW(quantile_path(*scenario, options, 0.5), std::runtime_error);  // stopped before it began
  EXPECT_TRUE(worst_paths(*scenario, options, 3).empty());
}

}  // namespace
}  // namespace faultline
