#include "reference/compare.h"
#include "reference/random_scenario.h"
#include "support/engine.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

// The engine against the reference simulator, path by path, on random scenarios over the whole language.

namespace faultline {
namespace {

using Choices = std::vector<std::uint16_t>;

constexpr int scenarios = 300;
constexpr std::uint64_t seed = 20250213;

/// Path numbers with a gap, in no order: a block is a set of paths.
std::vector<std::uint64_t> some_paths() {
  std::vector<std::uint64_t> paths = testing::path_numbers(0, 24);
  paths.insert(paths.begin() + 7, {5'000'000'000, 70'000, 4096});
  return paths;
}

std::string problem_of(const Choices& choices, std::size_t block_paths) {
  return reference::difference(reference::random_scenario(choices), seed, some_paths(), block_paths);
}

/// Leaves out stretches of choices, then sets single ones to 0, as long as the scenario still differs.
/// RapidCheck's own shrinking would try many thousand scenarios; this tries a bounded number.
Choices shrunk(Choices choices, std::size_t block_paths) {
  int tries = 3000;
  const auto try_out = [&](Choices smaller) {
    if (--tries < 0 || problem_of(smaller, block_paths).empty()) return false;
    choices = std::move(smaller);
    return true;
  };
  for (std::size_t length = choices.size() / 2; length >= 1; length /= 2)
    for (std::size_t first = 0; first + length <= choices.size() && tries > 0;) {
      Choices smaller = choices;
      const auto begin = smaller.begin() + static_cast<std::ptrdiff_t>(first);
      smaller.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
      if (!try_out(std::move(smaller))) first += length;
    }
  for (std::size_t i = 0; i < choices.size() && tries > 0; ++i) {
    Choices smaller = choices;
    smaller[i] = 0;
    if (choices[i] != 0) try_out(std::move(smaller));
  }
  return choices;
}

std::string first_difference(int successes, std::size_t block_paths) {
  Choices failing;
  const auto property = [&] {
    const auto choices =
        *rc::gen::resize(600, rc::gen::container<Choices>(rc::gen::inRange<std::uint16_t>(0, 65535)));
    if (problem_of(choices, block_paths).empty()) return;
    failing = choices;
    RC_FAIL("differs");
  };
  rc::detail::TestParams parameters;
  parameters.seed = seed + block_paths;
  parameters.maxSuccess = successes;
  parameters.disableShrinking = true;
  const auto result = rc::detail::checkTestable(property, rc::detail::TestMetadata{}, parameters);
  if (result.template is<rc::detail::SuccessResult>()) return "";
  failing = shrunk(failing, block_paths);
  return problem_of(failing, block_paths) + "\n" + reference::random_scenario(failing);
}

void expect_agreement(int successes, std::size_t block_paths) {
  const std::string problem = first_difference(successes, block_paths);
  EXPECT_TRUE(problem.empty()) << problem;
}

TEST(EngineAgreesWithTheReference, OnRandomScenarios) {
  expect_agreement(scenarios, 128);
}

TEST(EngineAgreesWithTheReference, InBlocksOfAnySize) {
  expect_agreement(scenarios / 4, 7);
}

/// An intensity has `t` at the midpoint of the step, also where a variable reads it.
TEST(EngineAgreesWithTheReference, OnIntensitiesWhoseRateReadsTheTimeThroughAVariable) {
  for (const std::string rate : {"4/y * elapsed", "4/y * twice / 2 * (1 - t / 2y)"}) {
    const std::string yaml =
        "faultline: 1\nhorizon: 12m\nstep: 1q\n"
        "variables: {elapsed: t / 1y, twice: 2 * elapsed}\n"
        "assets: {A: {drift: 5%, volatility: 30%}}\n"
        "shocks:\n  curb: {kind: arrivals, rate: \"" +
        rate +
        "\"}\n  ruling: {kind: scheduled, at: 3m, impact: {A: \"-50% * curb.intensity / (4/y)\"}}\n"
        "  reply: {kind: arrivals, rate: 3/y, impact: {A: \"-10% * curb.intensity / (4/y)\"}}\n";
    EXPECT_EQ(reference::difference(yaml, seed, some_paths(), 128), "") << rate;
  }
}

/// A total volatility and what its jumps have at time 0 from a level that is drawn.
std::string with_drawn_start(const std::string& initial, const std::string& shock) {
  return "faultline: 1\ntitle: drawn start\nhorizon: 12m\nstep: 1m\n"
         "parameters: {high: 0.2 to 0.9}\n"
         "variables: {doubled: 2 * tension.level}\n"
         "assets: {A: {drift: 5%, volatility: {total: 120%}}}\n"
         "shocks:\n"
         "  tension: {kind: process, initial: \"" +
         initial +
         "\", target: 0.6, half_life: 3m, volatility: 10%}\n"
         "  curb: " +
         shock + "\nreport: {horizons: [3m, 12m]}\n";
}

TEST(EngineAgreesWithTheReference, OnTotalVolatilitiesWhoseJumpsReadADrawnLevel) {
  for (const std::string initial : {"uniform(0.3, 0.6)", "high"})
    for (const std::string shock :
         {"{kind: arrivals, rate: 4/y * tension.level, impact: {A: -20%}}",
          "{kind: arrivals, rate: 4/y * doubled, impact: {A: -20% +- 5%}, severity: \"lognormal(1, 0.3)\"}",
          "{kind: arrivals, rate: 4/y, impact: {A: -40% * tension.level}}",
          "{kind: arrivals, rate: 4/y * tension.level, window: [2m, 12m], impact: {A: -20%}}",
          "{kind: arrivals, rate: 4/y, impact: {A: -20% * doubled}}",
          "{kind: arrivals, rate: 4/y, impact: {A: \"if(tension.level > 0.57, -30%, 0%)\"}}",
          "{kind: arrivals, rate: 4/y * tension.max, impact: {A: -40% * tension.min}}",
          "{kind: phases, initial: open, phases: {open: {next: [{to: shut, hazard: 4/y * tension.level, "
          "impact: {A: -10% * tension.level}}]}, shut: {impact: {A: -20%}}}}",
          "{kind: phases, initial: open, phases: {open: {next: [{to: {shut: 100% - tension.level, still: "
          "tension.level}, hazard: 4/y}]}, shut: {}, still: {impact: {A: -20%}}}}",
          "{kind: phases, initial: open, phases: {open: {next: [{to: {shut: tension.level, "
          "still: 100% - tension.level}, hazard: 4/y}]}, shut: {}, still: {impact: {A: -20%}}}}"}) {
      const std::string yaml = with_drawn_start(initial, shock);
      EXPECT_EQ(reference::difference(yaml, seed, some_paths(), 128), "") << yaml;
    }
}

TEST(EngineAgreesWithTheReference, OnTotalVolatilitiesWhoseJumpsReadADrawnIntensity) {
  for (const std::string reply : {"{kind: arrivals, rate: curb.intensity, impact: {A: -20%}}",
                                  "{kind: arrivals, rate: 3/y, impact: {A: -20% * curb.intensity / (3/y)}}"})
    for (const std::string rate : {"3/y * tension.level", "4/y * high"}) {
      const std::string yaml =
          with_drawn_start("uniform(0.3, 0.6)", "{kind: arrivals, rate: " + rate + "}\n  reply: " + reply);
      EXPECT_EQ(reference::difference(yaml, seed, some_paths(), 128), "") << yaml;
    }
}

}  // namespace
}  // namespace faultline
