#include "report/small_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace faultline::testing {
namespace {

using Json = nlohmann::ordered_json;

Json small_json() {
  return Json::parse(to_result_json(small_report(), small_run()));
}

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& item : object.items()) names.push_back(item.key());
  return names;
}

TEST(ResultJson, KeysStandInTheOrderOfTheContract) {
  const Json json = small_json();
  EXPECT_THAT(keys(json), ::testing::ElementsAre("faultline", "scenario", "run", "series", "shocks",
                                                 "variables", "given", "limits"));
  EXPECT_EQ(json["faultline"]["language"], 1);
  EXPECT_THAT(keys(json["scenario"]), ::testing::ElementsAre("title", "files", "parameters"));
  const Json& at = json["series"]["core"]["horizons"]["12m"];
  EXPECT_THAT(keys(at), ::testing::ElementsAre("mean", "sd", "kurtosis", "quantiles", "var", "es",
                                               "prob_loss", "max_drawdown", "without_shocks", "change"));
  EXPECT_THAT(keys(at["quantiles"]), ::testing::ElementsAre("0.1%", "5%", "50%"));
  EXPECT_THAT(keys(at["var"]), ::testing::ElementsAre("95%", "97.5%"));
  EXPECT_THAT(keys(at["max_drawdown"]), ::testing::ElementsAre("mean", "quantiles"));
  EXPECT_THAT(keys(at["mean"]), ::testing::ElementsAre("value", "se", "n"));
}

TEST(ResultJson, AttributionStandsAtTheEnd) {
  RiskReport report = small_report();
  const Estimate part{0.1, 0.001, 500}, total{0.2, 0.002, 500};
  report.attribution = Attribution{
      "es(core, 99%)", total, {"curb", "market"}, {{"NVDA", {part, part}, total}}, {part, part}, 500};
  const Json json = Json::parse(to_result_json(report, small_run()));
  EXPECT_EQ(keys(json).back(), "attribution");
  EXPECT_EQ(json["attribution"]["metric"], "es(core, 99%)");
  EXPECT_EQ(json["attribution"]["assets"]["NVDA"]["sources"]["curb"]["se"].get<double>(), 0.001);
  EXPECT_EQ(json["attribution"]["sources"]["market"]["value"].get<double>(), 0.1);
  EXPECT_THAT(to_text(report, small_run()), ::testing::HasSubstr("Contributions to es(core, 99%)"));
}

TEST(ResultJson, NumbersComeBackAsTheyWere) {
  const Json json = small_json();
  const Json& at = json["series"]["core"]["horizons"]["12m"];
  EXPECT_EQ(at["mean"]["value"].get<double>(), 0.0742);
  EXPECT_EQ(at["change"]["mean"]["value"].get<double>(), 0.0742 - 0.05);
  EXPECT_EQ(at["mean"]["n"].get<std::uint64_t>(), 100'000u);
  EXPECT_EQ(at["quantiles"]["50%"]["value"].dump(), "0.0");
  EXPECT_EQ(json["run"]["paths_per_second"].get<double>(), 80'000.0);
}

TEST(ResultJson, WhatDoesNotExistIsNull) {
  const Json json = small_json();
  EXPECT_TRUE(json["series"]["core"]["horizons"]["12m"]["kurtosis"]["value"].is_null());
  const Json& first = json["shocks"]["curb"]["first"];
  EXPECT_TRUE(first["quantiles"]["95%"]["value"].is_null());
  EXPECT_EQ(first["never"]["value"].get<double>(), 0.22);
}

TEST(ResultJson, FiguresStandUnderTheirPaths) {
  const Json json = small_json();
  EXPECT_EQ(json["shocks"]["curb"]["kind"], "arrivals");
  EXPECT_EQ(json["shocks"]["curb"]["count"]["value"].get<double>(), 1.523);
  EXPECT_EQ(json["shocks"]["deal"]["reached"]["signed"]["value"].get<double>(), 0.6);
  EXPECT_THAT(keys(json["variables"]["margin"]["level"]["12m"]),
              ::testing::ElementsAre("mean", "sd", "quantiles"));
}

TEST(ResultJson, ThinTailsAndVerdictsAreMarked) {
  const Json json = small_json();
  const Json& given = json["given"]["deal dies"];
  EXPECT_EQ(given["paths"], 150);
  EXPECT_EQ(given["series"]["core"]["horizons"]["12m"]["es"]["95%"]["unreliable"], true);
  EXPECT_FALSE(given["series"]["core"]["horizons"]["12m"]["mean"].contains("unreliable"));
  EXPECT_EQ(json["limits"][0]["verdict"], "breached");
  EXPECT_EQ(json["limits"][1]["verdict"], "held");
  EXPECT_EQ(json["limits"][2]["verdict"], "undecided");
  EXPECT_EQ(json["run"]["precision"][0]["reached"], false);
}

TEST(ResultJson, OnlyTheRunDependsOnTheClock) {
  RunInfo slower = small_run();
  slower.seconds = 99.0;
  slower.threads = 7;
  Json a = small_json(), b = Json::parse(to_result_json(small_report(), slower));
  EXPECT_NE(a, b);
  a.erase("run");
  b.erase("run");
  EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace faultline::testing
