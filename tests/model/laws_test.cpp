#include "model/laws.h"

#include "model_fixture.h"

#include <cmath>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

Model with(const std::string& parameters, const std::string& shock) {
  return checked_model("faultline: 1\nhorizon: 12m\nassets: {A: {volatility: 20%}}\nparameters: {" +
                       parameters + "}\nshocks: {curb: {kind: arrivals, rate: 1/y, " + shock + "}}\n");
}

const Arrivals& curb(const Model& model) {
  return std::get<Arrivals>(model.shocks.at(0));
}

TEST(Laws, FieldLawIsTruncatedToItsRange) {
  const Model model = with("", "impact: {A: -40% +- 25%}");
  const Distribution law =
      field_distribution(curb(model).jump.impact[0].jump, constant_evaluator(model.market));
  EXPECT_GT(law.quantile(1e-12), -1.0);
  EXPECT_EQ(law.mass_below(-1.0), 0.0);
}

TEST(Laws, FarTailIsDrawnFrom) {
  const Model model = with("far: \"truncate(0 +- 1, 8.3, 9)\"", "impact: {A: -4%}");
  const Distribution law =
      field_distribution(model.market.parameters[0].value, constant_evaluator(model.market));
  EXPECT_NEAR(law.mean(), 8.4157, 1e-3);
  EXPECT_NEAR(law.quantile(0.5), 8.382, 2e-3);
}

TEST(Laws, IntervalIsLognormalWhereTheFieldIsPositive) {
  const Model model = with("", "severity: 0.5 to 2, impact: {A: -4% to 1%}");
  const Evaluator evaluate = constant_evaluator(model.market);
  const Distribution severity = field_distribution(*curb(model).jump.severity, evaluate);
  EXPECT_NEAR(severity.quantile(0.5), 1.0, 1e-12);
  EXPECT_NEAR(severity.quantile(0.05), 0.5, 1e-12);
  const Distribution impact = field_distribution(curb(model).jump.impact[0].jump, evaluate);
  EXPECT_NEAR(impact.quantile(0.5), -0.015, 1e-12);
}

TEST(Laws, SeverityEndsAtItsExtremeQuantile) {
  const Model model = with("", "\"severity\": \"lognormal(1, 0.5)\", impact: {A: -4%}");
  const Distribution law =
      severity_distribution(*curb(model).jump.severity, constant_evaluator(model.market));
  const double top = std::exp(0.5 * 4.753424308822899);  // normal quantile of 1 - 1e-6
  EXPECT_NEAR(law.upper(), top, 1e-9 * top);
}

TEST(Laws, ParameterStandsAtItsMeanAndIsNarrowedWhereItStandsAlone) {
  const Model model = with("keep: 60% +- 15%", "impact: {A: -4%}, fade: {share: keep, half_life: 1m}");
  const Parameter& keep = model.market.parameters[0];
  EXPECT_TRUE(keep.drawn);
  EXPECT_NEAR(keep.constant, 0.6, 1e-12);
  EXPECT_EQ(keep.value.range.lower, 0.0);
  EXPECT_EQ(keep.value.range.upper, 1.0);
}

TEST(Laws, DrawnArgumentsAreExemptFromTheRule) {
  const Model model = with("spread: 10% to 50%", "impact: {A: \"normal(-40%, spread)\"}");
  EXPECT_TRUE(reads_drawn(curb(model).jump.impact[0].jump, model.market));
}

TEST(Laws, ParameterWithAUnitIsLognormal) {
  const Model model = with("rate: 0.5/y to 2/y", "impact: {A: -4%}");
  const Distribution law =
      field_distribution(model.market.parameters[0].value, constant_evaluator(model.market));
  EXPECT_NEAR(law.quantile(0.5), 1.0, 1e-12);
}

}  // namespace
}  // namespace faultline::testing
