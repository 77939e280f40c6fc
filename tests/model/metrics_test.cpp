#include "model/metrics.h"

#include "model_fixture.h"

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

const std::string base_text = R"(
faultline: 1
horizon: 12m
step: 1w
parameters: {cap: 45%, x: 25%}
assets: {A: {volatility: 20%}, B.C: {volatility: 30%}}
portfolios: {core: {weights: {A: 50%, B.C: 50%}}}
shocks: {curb: {kind: arrivals, rate: 1/y}}
report: {horizons: [12m], series: [core], given: {A falls hard: A.return < -20%, none: curb.count == 0}}
limits:
)";

Limit limit_of(const std::string& text) {
  return market_of(base_text + "  - " + text + "\n").report.limits.at(0);
}

struct Row {
  const char* text;
  MetricKind kind;
  double level;
  Comparison comparison;
  double bound;
};

TEST(Metrics, EveryFormIsRead) {
  const Row rows[] = {
      {"mean(core) >= 5%", MetricKind::mean, 0.0, Comparison::greater_equal, 0.05},
      {"sd( A , 26w ) < 0.4", MetricKind::sd, 0.0, Comparison::less, 0.4},
      {"quantile(core, 5%) > -30%", MetricKind::quantile, 0.05, Comparison::greater, -0.3},
      {"var(B.C,95%,13w)<=40%", MetricKind::var, 0.95, Comparison::less_equal, 0.4},
      {"es(core, 99%) <= cap", MetricKind::es, 0.99, Comparison::less_equal, 0.45},
      {"es(core,99%|A falls hard)<=60%", MetricKind::es, 0.99, Comparison::less_equal, 0.6},
      {"prob(core, loss>=25%) <= 10%", MetricKind::loss_probability, 0.25, Comparison::less_equal, 0.1},
      {"prob(core, loss >= x, 13w | none) <= 10%", MetricKind::loss_probability, 0.25, Comparison::less_equal,
       0.1},
      {"prob(curb.count >= 2) <= 90%", MetricKind::condition_probability, 0.0, Comparison::less_equal, 0.9},
      {"prob(max(A.return, B.C.return) > 0 | none) <= 90%", MetricKind::condition_probability, 0.0,
       Comparison::less_equal, 0.9},
      {"drawdown(core, 95%, 26w) <= 30%", MetricKind::drawdown, 0.95, Comparison::less_equal, 0.3},
  };
  for (const Row& row : rows) {
    const Limit limit = limit_of(row.text);
    EXPECT_EQ(limit.metric.kind, row.kind) << row.text;
    EXPECT_EQ(limit.metric.level, row.level) << row.text;
    EXPECT_EQ(limit.comparison, row.comparison) << row.text;
    EXPECT_EQ(limit.bound, row.bound) << row.text;
  }
}

TEST(Metrics, LabelsAndConditionsAreFound) {
  EXPECT_EQ(limit_of("es(core, 99% | A falls hard) <= 1").metric.given, 0u);
  EXPECT_EQ(limit_of("es(core, 99% |  A  falls  hard ) <= 1").metric.given, 0u);
  EXPECT_EQ(limit_of("prob(curb.any | none) <= 1").metric.given, 1u);
  EXPECT_EQ(limit_of("es(core, 99%) <= 1").metric.given, std::nullopt);
}

TEST(Metrics, AskedHorizonsAreAddedInOrderAndNotReported) {
  const Market market = market_of(
      base_text + "  - es(core, 99%) <= 1\n  - es(core, 99%, 39w) <= 1\n  - var(A, 95%, 13w) <= 1\n");
  const Report& report = market.report;
  ASSERT_EQ(report.horizons.size(), 3u);
  EXPECT_EQ(report.horizons[0].text, "13w");
  EXPECT_EQ(report.horizons[1].text, "39w");
  EXPECT_FALSE(report.horizons[0].reported);
  EXPECT_TRUE(report.horizons[2].reported);
  EXPECT_EQ(report.run_horizon, 2u);
  EXPECT_EQ(report.limits[0].metric.horizon, 2u);
  EXPECT_EQ(report.limits[1].metric.horizon, 1u);
  EXPECT_EQ(report.limits[2].metric.horizon, 0u);
  ASSERT_EQ(report.series.size(), 2u);
  EXPECT_EQ(report.reported_series, 1u);
  EXPECT_EQ(report.limits[2].metric.series, 1u);
}

TEST(Metrics, PrecisionIsReadSingleAndListed) {
  const std::string run =
      "run: {until: {precision: [\"es(core, 99%) +- 20bp\", mean(A) ± 0.1%], time: 2min}}\n";
  const Market market = market_of(base_text + "  - mean(core) > 0\n" + run);
  ASSERT_EQ(market.run.until_precision.size(), 2u);
  EXPECT_EQ(market.run.until_precision[0].standard_error, 0.002);
  EXPECT_EQ(market.run.until_precision[1].standard_error, 0.001);
  EXPECT_EQ(market.run.until_seconds, 120.0);
}

TEST(Metrics, PlacesPointIntoTheText) {
  const std::string said = said_of(base_text + "  - es(core, 99% | A fals hard) <= 60%\n");
  EXPECT_NE(said.find("test.yaml:11:20: error[E0443]"), std::string::npos) << said;
  EXPECT_NE(said.find("did you mean 'A falls hard'?"), std::string::npos) << said;
}

}  // namespace
}  // namespace faultline::testing
