#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <vector>

#include "reference/compare.h"
#include "reference/random_scenario.h"
#include "support/engine.h"

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

/// RapidCheck shrinks the choices, and with them the scenario.
std::string first_difference(int successes, std::size_t block_paths) {
  const auto property = [&] {
    const auto choices = *rc::gen::resize(600, rc::gen::container<Choices>(rc::gen::inRange<std::uint16_t>(0, 65535)));
    const std::string yaml = reference::random_scenario(choices);
    const std::string problem = reference::difference(yaml, seed, some_paths(), block_paths);
    if (!problem.empty()) RC_FAIL(problem + "\n" + yaml);
  };
  rc::detail::TestParams parameters;
  parameters.seed = seed + block_paths;
  parameters.maxSuccess = successes;
  const auto result = rc::detail::checkTestable(property, rc::detail::TestMetadata{}, parameters);
  if (result.template is<rc::detail::SuccessResult>()) return "";
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  return text.str();
}

TEST(EngineAgreesWithTheReference, OnRandomScenarios) { EXPECT_EQ(first_difference(scenarios, 128), ""); }

TEST(EngineAgreesWithTheReference, InBlocksOfAnySize) { EXPECT_EQ(first_difference(scenarios / 4, 7), ""); }

}  // namespace
}  // namespace faultline
