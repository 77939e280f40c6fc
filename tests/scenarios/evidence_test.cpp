// Every number of every scenario says what it rests on.

#include "faultline/model.h"
#include "scenarios/scenario_files.h"

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

const std::vector<std::string> bases = {"base/us_china_tech", "base/us_china_tech_3y"};

class Scenarios : public ::testing::TestWithParam<std::string> {};

TEST_P(Scenarios, ChecksWithoutErrorsOrWarnings) {
  Sources sources;
  const ScenarioSpec spec = spec_of(GetParam(), sources);
  EXPECT_EQ(to_text(validate(spec).diagnostics(), sources), "");
}

/// Has a basis, and a source that the register knows.
void expect_evidence(const Node& root, const Node& node, const std::string& path) {
  EXPECT_NE(node.find("basis"), nullptr) << path << " has no basis";
  const NodeEntry* source = node.find("source");
  ASSERT_NE(source, nullptr) << path << " has no source";
  EXPECT_NE(at(root, {"sources", source->value.text}), nullptr)
      << path << ": unknown source " << source->value.text;
}

TEST_P(Scenarios, EveryParameterHasBasisSourceAndNote) {
  Sources sources;
  const ScenarioSpec spec = spec_of(GetParam(), sources);
  const Node* parameters = at(spec.root, {"parameters"});
  ASSERT_NE(parameters, nullptr);
  for (const NodeEntry& entry : parameters->entries) {
    const std::string& name = entry.key.value;
    const bool is_common_knowledge = name == "risk_free" || name == "equity_premium";
    if (is_common_knowledge) {
      EXPECT_NE(entry.value.find("basis"), nullptr) << name;
    } else {
      expect_evidence(spec.root, entry.value, "parameters." + name);
    }
    EXPECT_NE(entry.value.find("note"), nullptr) << name << " has no note";
  }
}

TEST_P(Scenarios, EveryShockAndItsPartsHaveBasisAndSource) {
  Sources sources;
  const ScenarioSpec spec = spec_of(GetParam(), sources);
  const Node* shocks = at(spec.root, {"shocks"});
  ASSERT_NE(shocks, nullptr);
  for (const NodeEntry& shock : shocks->entries) {
    const std::string path = "shocks." + shock.key.value;
    expect_evidence(spec.root, shock.value, path);
    for (const char* parts : {"phases", "outcomes"}) {
      const Node* list = at(shock.value, {parts});
      if (!list) continue;
      for (const NodeEntry& part : list->entries)
        expect_evidence(spec.root, part.value, path + "." + parts + "." + part.key.value);
    }
  }
}

TEST_P(Scenarios, EveryAssetAndPortfolioHasABasis) {
  Sources sources;
  const ScenarioSpec spec = spec_of(GetParam(), sources);
  for (const char* section : {"assets", "portfolios"})
    for (const NodeEntry& entry : at(spec.root, {section})->entries)
      expect_evidence(spec.root, entry.value, std::string(section) + "." + entry.key.value);
}

std::string label(const ::testing::TestParamInfo<std::string>& info) {
  return info.param;
}

INSTANTIATE_TEST_SUITE_P(All, Scenarios, ::testing::ValuesIn(scenario_names()), label);

TEST(Bases, CheckWithoutErrorsOrWarnings) {
  for (const std::string& name : bases) {
    Sources sources;
    const ScenarioSpec spec = spec_of(name, sources);
    EXPECT_EQ(to_text(validate(spec).diagnostics(), sources), "") << name;
  }
}

TEST(ScenarioFolder, HoldsOneScenarioPerArticleAndTheOneThatJoinsThem) {
  EXPECT_EQ(scenario_names().size(), 6u);
}

}  // namespace
}  // namespace faultline::testing
