#include "reference/random_scenario.h"

#include "reference/reference.h"
#include "support/scenario.h"

#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

std::vector<std::uint16_t> random_choices(std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  std::vector<std::uint16_t> choices(bits() % 600);
  for (std::uint16_t& choice : choices) choice = static_cast<std::uint16_t>(bits());
  return choices;
}

TEST(RandomScenario, NothingChosenIsTheSimplest) {
  const Model model = testing::model_of(reference::random_scenario({}));
  EXPECT_EQ(model.market.assets.size(), 2u);
  EXPECT_TRUE(model.shocks.empty());
}

TEST(RandomScenario, IsValidAndRunsOnTheReference) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const std::string yaml = reference::random_scenario(random_choices(seed));
    try {
      const Model model = testing::model_of(yaml);
      for (std::uint64_t path = 0; path < 3; ++path) reference::simulate_reference(model, 1, path);
    } catch (const std::exception& problem) {
      FAIL() << "seed " << seed << ": " << problem.what() << "\n" << yaml;
    }
  }
}

TEST(RandomScenario, CoversTheKindsAndWhatMakesThemMove) {
  std::set<std::string> missing{
      "arrivals",        "scheduled",    "phases",  "process",        "regimes",    "upon:",
      "excitation",      "window:",      "max:",    "fade:",          "build:",     "severity:",
      "priced_in:",      "while:",       "after:",  "speed:",         "hazard:",    "at:",
      "every:",          "outcomes:",    "effect:", "bounds:",        "floor:",     "half_life: none",
      "blend:",          "student_t(5)", "betas:",  "total: 120%",    "switch:",    "rebalance:",
      "liability: full", "cash_rate:",   "given:",  "enabled: false", "variables:", "groups:",
      ".intensity",      ".since",       ".age",    ".max_drawdown",  "level"};
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const std::string yaml = reference::random_scenario(random_choices(seed));
    std::erase_if(missing, [&](const std::string& word) { return yaml.find(word) != std::string::npos; });
  }
  EXPECT_TRUE(missing.empty()) << *missing.begin();
}

}  // namespace
}  // namespace faultline
