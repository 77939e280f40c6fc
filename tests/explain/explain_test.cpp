#include "faultline/explain.h"

#include "scenario_text.h"

#include <cmath>
#include <stdexcept>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace faultline {
namespace {

using ::testing::HasSubstr;

const ExpectedEffect* effect_on(const ExplainedShock& shock, const std::string& series) {
  for (const ExpectedEffect& effect : shock.effects)
    if (effect.series == series) return &effect;
  return nullptr;
}

TEST(Explain, ShockThatNobodyListensToHasExactEffects) {
  const Explanation e =
      explain(model_of(with_shocks("  s: {kind: arrivals, rate: 2/y, impact: {AAA: -10%}}\n")));
  ASSERT_EQ(e.shocks.size(), 1u);
  const ExpectedEffect* effect = effect_on(e.shocks[0], "AAA");
  ASSERT_NE(effect, nullptr);
  EXPECT_TRUE(effect->closed_form);
  EXPECT_NEAR(effect->value_effect.value, std::expm1(-0.2), 1e-12);
  EXPECT_EQ(effect->value_effect.standard_error, 0.0);
  EXPECT_NEAR(effect->drift, -0.2, 1e-12);
  EXPECT_EQ(effect_on(e.shocks[0], "BBB"), nullptr);
}

TEST(Explain, WindowsAreToldAsWritten) {
  const Explanation e = explain(model_of(
      "start: 2026-01-01\n" +
      with_shocks("  s: {kind: arrivals, rate: 2/y, window: [2026-04-01, 9m], impact: {AAA: -1%}}\n")));
  EXPECT_THAT(e.shocks[0].sentences,
              testing::Contains("Only between 2026-04-01 (3 months after the start) and "
                                "9 months."));
}

TEST(Explain, WhatIsOnlyReportedMovesNoPrice) {
  const auto closed = [](const std::string& shocks, const std::string& variables) {
    const Explanation e = explain(model_of(
        with_shocks("  s: {kind: arrivals, rate: 2/y, impact: {AAA: -10%}}\n" + shocks) + variables));
    return effect_on(e.shocks[0], "AAA")->closed_form;
  };
  const std::string variables = "variables: {gap: AAA.return - BBB.return, wide: gap > 10%}\n";
  const std::string reader = "  r: {kind: arrivals, rate: 1/y * wide, impact: {AAA: -1%}, enabled: ";
  EXPECT_TRUE(closed("", variables));
  EXPECT_TRUE(closed(reader + "false}\n", variables));
  EXPECT_FALSE(closed(reader + "true}\n", variables));
}

TEST(Explain, WhatFollowsFromAShockCountsForIt) {
  const Explanation e = explain(model_of(
      with_shocks("  s: {kind: arrivals, rate: 2/y, impact: {AAA: -10%}}\n"
                  "  child: {kind: arrivals, upon: [{shock: s, chance: 50%}], impact: {BBB: -10%}}\n")));
  const ExpectedEffect* effect = effect_on(e.shocks[0], "BBB");
  ASSERT_NE(effect, nullptr);
  EXPECT_FALSE(effect->closed_form);
  EXPECT_NEAR(effect->value_effect.value, std::expm1(-0.1), 4.0 * effect->value_effect.standard_error);
  EXPECT_GT(effect->value_effect.standard_error, 0.0);
  EXPECT_LT(effect->value_effect.standard_error, 0.003);
  ASSERT_EQ(e.shocks[0].listened_to_by.size(), 1u);
  EXPECT_EQ(e.shocks[0].listened_to_by[0].to, "child");
  EXPECT_EQ(e.shocks[1].listens_to[0].label, "upon");
}

TEST(Explain, ShockLeftOutHasNoEffect) {
  const Explanation e = explain(
      model_of(with_shocks("  s: {kind: arrivals, rate: 2/y, enabled: false, impact: {AAA: -10%}}\n")));
  EXPECT_FALSE(e.shocks[0].enabled);
  EXPECT_TRUE(e.shocks[0].effects.empty());
}

TEST(Explain, UndisturbedAssetIsExact) {
  const Explanation e =
      explain(model_of(with_shocks("  s: {kind: arrivals, rate: 2/y, impact: {BBB: -10%}}\n")));
  EXPECT_NEAR(e.assets[0].mean_return.value, std::expm1(0.05), 1e-12);
  EXPECT_EQ(e.assets[0].mean_return.standard_error, 0.0);
  EXPECT_NEAR(e.assets[0].volatility.value, 0.2, 1e-12);
  EXPECT_EQ(e.assets[0].jumps.value, 0.0);
}

TEST(Explain, ImpliedFiguresOfAJumpDiffusion) {
  const Explanation e =
      explain(model_of(with_shocks("  s: {kind: arrivals, rate: 2/y, impact: {AAA: -10%}}\n")), {65'536, 0});
  const ImpliedSeries& a = e.assets[0];
  const double l = std::log(0.9);
  EXPECT_NEAR(a.mean_return.value, std::expm1(0.05 - 0.2), 4.0 * a.mean_return.standard_error);
  EXPECT_NEAR(a.volatility.value, std::sqrt(0.04 + 2.0 * l * l), 4.0 * a.volatility.standard_error);
  EXPECT_NEAR(a.jumps.value, 2.0, 4.0 * a.jumps.standard_error);
  EXPECT_LT(a.mean_return.standard_error, 0.001);
}

TEST(Explain, TotalVolatilityKeepsItsMeaningWithoutTheShock) {
  const Model model = model_of(
      "faultline: 1\nhorizon: 1y\nstep: 1q\nassets: {AAA: {drift: 0%, volatility: {total: 30%}}}\n"
      "shocks: {s: {kind: arrivals, rate: 2/y, impact: {AAA: -10%}}}\n");
  const Explanation e = explain(model, {65'536, 0});
  const double jumps = 2.0 * std::pow(std::log(0.9), 2);
  EXPECT_NEAR(*e.assets[0].diffusion, std::sqrt(0.09 - jumps), 1e-12);
  EXPECT_NEAR(e.assets[0].volatility.value, 0.3, 4.0 * e.assets[0].volatility.standard_error);
  EXPECT_NEAR(e.shocks[0].effects[0].spread.value, std::sqrt(jumps), 1e-9);
}

TEST(Explain, StudentInnovationsRaiseTheMeanAsTheEngineDoes) {
  const Model model = model_of(
      "faultline: 1\nhorizon: 1y\nstep: 1q\nassets: {AAA: {drift: 0%, volatility: 30%}}\n"
      "dependence: {innovations: student_t(5)}\n"
      "portfolios: {all: {weights: {AAA: 100%}}}\n");
  const Explanation e = explain(model, {262'144, 0});
  EXPECT_GT(e.assets[0].mean_return.value, 1e-4);
  EXPECT_EQ(e.assets[0].mean_return.standard_error, 0.0);
  // The portfolio is the asset, with the asset's exact mean as control: the paths' own mean is in neither.
  EXPECT_NEAR(e.portfolios[0].mean_return.value, e.assets[0].mean_return.value, 1e-9);
}

TEST(Explain, RegisterFlagsWhatHasNoBasis) {
  const Explanation e = explain(model_of(
      "faultline: 1\nhorizon: 1y\nsources: {paper: {title: A paper}}\n"
      "parameters: {p: {value: 1.5/y, range: [1/y, 2/y], basis: published, source: paper, note: why}}\n"
      "assets: {AAA: {drift: 0%, volatility: 20%}}\n"));
  ASSERT_EQ(e.assumptions.size(), 2u);
  EXPECT_EQ(e.assumptions[0].value, "1.5/y");
  EXPECT_EQ(e.assumptions[0].range, "1/y to 2/y");
  EXPECT_EQ(e.assumptions[0].source, "A paper");
  EXPECT_EQ(e.assumptions[1].basis, "");
  EXPECT_THAT(to_text(e), HasSubstr("1 of 2 have no basis yet"));
}

TEST(Explain, HasNoVolatilityOfWhatCanLoseEverything) {
  const Explanation e = explain(
      model_of("faultline: 1\nhorizon: 1y\nassets: {AAA: {drift: 0%, volatility: 60%}}\n"
               "shocks: {a: {kind: arrivals, rate: 1/y, impact: {AAA: -10%}}}\n"
               "portfolios: {held: {weights: {AAA: 100%}}, lent: {weights: {AAA: 300%}, cash: -200%}}\n"));
  EXPECT_NEAR(e.portfolios[0].volatility.value, 0.61, 0.05);
  EXPECT_TRUE(std::isnan(e.portfolios[1].volatility.value));
  EXPECT_THAT(to_json(e), HasSubstr("\"total_volatility\": {\n        \"value\": null"));
}

TEST(Explain, NamesTheParametersThatNothingReads) {
  const auto unread = [](const std::string& note) {
    return explain(model_of("faultline: 1\nhorizon: 1y\n"
                            "parameters: {used: {value: 20%, note: " +
                            note + "}, rate: 2/y, spread: 5%}\nassets: {AAA: {volatility: used}}\n" +
                            "shocks: {a: {kind: arrivals, rate: 2 * rate}}\n"))
        .unread_parameters;
  };
  EXPECT_THAT(unread("why"), testing::ElementsAre("spread"));
  EXPECT_THAT(unread("wider than spread"), testing::ElementsAre("spread"));
}

TEST(Explain, JsonHoldsWhatTheTextSays) {
  const Explanation e =
      explain(model_of(with_shocks("  s: {kind: arrivals, rate: 2/y, impact: {AAA: -10%}}\n")));
  const auto json = nlohmann::json::parse(to_json(e));
  EXPECT_NEAR(json["shocks"]["s"]["effects"]["AAA"]["value_effect"]["value"].get<double>(), std::expm1(-0.2),
              1e-12);
  EXPECT_EQ(json["shocks"]["s"]["effects"]["AAA"]["closed_form"], true);
  EXPECT_EQ(json["correlations"]["diffusion"][0][1], 0.0);
  EXPECT_TRUE(json["assumptions"][0]["basis"].is_null());
}

TEST(Explain, StarterPassesEveryCheck) {
  Sources sources;
  const auto spec = parse_scenario(starter_scenario("A \"quoted\" \\ title"), "starter.yaml", {}, sources);
  ASSERT_TRUE(spec) << to_text(spec.diagnostics(), sources);
  EXPECT_TRUE(spec.diagnostics().empty()) << to_text(spec.diagnostics(), sources);
  const auto model = validate(spec.value());
  ASSERT_TRUE(model) << to_text(model.diagnostics(), sources);
  EXPECT_TRUE(model.diagnostics().empty()) << to_text(model.diagnostics(), sources);
  EXPECT_EQ(model.value().market.title, "A \"quoted\" \\ title");
  for (const Assumption& entry : explain(model.value()).assumptions) EXPECT_NE(entry.basis, "") << entry.name;
}

TEST(Explain, NeedsPaths) {
  const Model model = model_of(with_shocks("  s: {kind: arrivals, rate: 2/y, impact: {AAA: -10%}}\n"));
  EXPECT_THROW(explain(model, {.paths = 0}), std::invalid_argument);
  EXPECT_EQ(explain(model, {.paths = 1}).paths, 1u);
}

TEST(Explain, IsFoldedToAnyWidth) {
  const Explanation e =
      explain(model_of(with_shocks("  s: {kind: arrivals, rate: 2/y, impact: {AAA: -10%}}\n")));
  for (const std::size_t width : {0u, 1u, 20u}) EXPECT_NE(to_text(e, width), "") << width;
}

}  // namespace
}  // namespace faultline
