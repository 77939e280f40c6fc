#include "faultline/schema.h"

#include "faultline/scenario.h"
#include "shocks/kinds.h"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace faultline {
namespace {

TEST(ScenarioSchema, WhatAFileMayHoldCanBeSetOnOneThatLeavesItOut) {
  const auto schema = nlohmann::json::parse(scenario_schema());
  for (const auto& [field, ignored] : schema["properties"].items()) {
    if (field == "extends") continue;  // read before anything is set
    Sources sources;
    ReadOptions options;
    options.set = {{field, "{}"}};
    const auto spec = parse_scenario("x-empty: 1\n", "empty.yaml", options, sources);
    EXPECT_TRUE(spec && spec.value().root.find(field) != nullptr) << field;
  }
}

TEST(ScenarioSchema, DescribesEverySectionAndForbidsOtherKeys) {
  const auto schema = nlohmann::json::parse(scenario_schema());
  EXPECT_EQ(schema["$schema"], "http://json-schema.org/draft-07/schema#");
  EXPECT_EQ(schema["additionalProperties"], false);
  for (const char* section : {"faultline", "title", "description", "extends", "sources", "start", "horizon",
                              "step", "parameters", "variables", "groups", "factors", "assets", "dependence",
                              "shocks", "portfolios", "report", "limits", "run"}) {
    ASSERT_TRUE(schema["properties"].contains(section)) << section;
    EXPECT_TRUE(schema["properties"][section].contains("description")) << section;
  }
}

TEST(ScenarioSchema, KnowsEveryKind) {
  const std::string schema = scenario_schema();
  const std::string reference = scenario_reference();
  for (const ShockKind& kind : shock_kinds()) {
    EXPECT_NE(schema.find("\"const\": \"" + kind.name + "\""), std::string::npos) << kind.name;
    EXPECT_NE(reference.find("## " + kind.name + "\n"), std::string::npos) << kind.name;
    EXPECT_FALSE(scenario_reference(kind.name).empty());
  }
}

TEST(ScenarioReference, ListsEveryFieldOnce) {
  for (const ShockKind& kind : shock_kinds())
    for (const FieldPage& page : kind.pages()) {
      std::set<std::string> names;
      for (const FieldDoc& field : page.fields) {
        EXPECT_TRUE(names.insert(field.name).second) << page.title << " " << field.name;
        EXPECT_FALSE(field.description.empty()) << page.title << " " << field.name;
        EXPECT_FALSE(field.type.empty()) << page.title << " " << field.name;
      }
    }
  EXPECT_TRUE(scenario_reference("nothing").empty());
  EXPECT_NE(scenario_reference("portfolios").find("portfolios: switch"), std::string::npos);
}

}  // namespace
}  // namespace faultline
