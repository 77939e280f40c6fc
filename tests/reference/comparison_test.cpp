#include "reference/compare.h"
#include "reference/random_scenario.h"
#include "support/engine.h"

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

}  // namespace
}  // namespace faultline
