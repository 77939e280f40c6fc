#include "faultline/compile.h"
#include "faultline/report.h"
#include "faultline/risk_report.h"
#include "faultline/simulate.h"
#include "shocks/kinds.h"
#include "support/scenario.h"

#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

namespace faultline {
namespace {

std::string example_of(const std::string& kind) {
  std::ifstream file(FAULTLINE_SOURCE_DIR "/tests/shocks/examples/" + kind + ".yaml");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class EveryKind : public ::testing::TestWithParam<std::string> {};

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const ShockKind& kind : shock_kinds()) names.push_back(kind.name);
  return names;
}

TEST_P(EveryKind, HasAnExampleWithoutComplaints) {
  ASSERT_FALSE(example_of(GetParam()).empty());
  EXPECT_EQ(testing::complaints_of(example_of(GetParam())), "");
}

TEST_P(EveryKind, RefusesUnknownKeys) {
  std::string text = example_of(GetParam());
  const std::string line = "    kind: " + GetParam() + "\n";
  text.insert(text.find(line) + line.size(), "    fequency: 3\n");
  EXPECT_NE(
      testing::complaints_of(text).find("error[E0301]: shocks.sample: there is no field 'fequency' here"),
      std::string::npos);
}

TEST_P(EveryKind, GivesTheSameBitsAtOneAndThreeThreads) {
  const auto scenario = compile(testing::model_of(example_of(GetParam())));
  const auto result = [&](int threads) {
    SimulateOptions options;
    options.paths = 2 * leaf_paths + 10;
    options.threads = threads;
    Tally tally(scenario.value().outputs, {options.paths, 1ull << 27});
    simulate(scenario.value(), options, tally);
    return to_result_json(measure(scenario.value().outputs, tally), {});
  };
  EXPECT_EQ(result(1), result(3));
}

TEST_P(EveryKind, ExportsWhatItDescribes) {
  const Model model = testing::model_of(example_of(GetParam()));
  const Symbol& symbol = model.market.symbols[*model.market.symbols.find("sample")];
  ASSERT_FALSE(symbol.exports.empty());
  std::string variables = "variables:\n";
  const std::map<Dimension, std::string> unit{
      {number_dimension, ""}, {time_dimension, " / 1y"}, {rate_dimension, " * 1y"}};
  int n = 0;
  for (const Export& exported : symbol.exports) {
    std::vector<std::string> calls;
    for (const std::string& argument : exported.arguments) calls.push_back("(" + argument + ")");
    if (calls.empty()) calls.emplace_back();
    for (const std::string& call : calls)
      variables += "  v" + std::to_string(n++) + ": sample." + exported.name + call +
                   unit.at(exported.dimension) + "\n";
  }
  const auto scenario = compile(testing::model_of(example_of(GetParam()) + variables));
  ASSERT_TRUE(static_cast<bool>(scenario));
  EXPECT_EQ(scenario.value().outputs.variables.size(), static_cast<std::size_t>(n));
  SimulateOptions options;
  const std::vector<std::uint64_t> paths{0, 1, 2, 3, 4, 5, 6, 7};
  EXPECT_EQ(simulate_paths(scenario.value(), options, paths).size(),
            scenario.value().outputs.columns.size() * 8);
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryKind, ::testing::ValuesIn(kind_names()),
                         [](const auto& kind) { return kind.param; });

}  // namespace
}  // namespace faultline
