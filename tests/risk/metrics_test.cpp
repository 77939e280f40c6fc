#include "faultline/risk_report.h"
#include "risk/sample_market.h"

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

Metric metric(MetricKind kind, double level = 0.0, std::optional<std::uint32_t> given = std::nullopt) {
  Metric result;
  result.kind = kind;
  result.level = level;
  result.given = given;
  return result;
}

Tally sample_tally(const Outputs& outputs, std::uint64_t paths, bool exact) {
  return tally_of(
      outputs, paths, [](std::uint64_t p, std::vector<double>& row) { one_series_path(p, row); }, exact);
}

TEST(Metrics, AreTheFiguresOfTheReport) {
  const Outputs outputs = one_series_outputs();
  for (bool exact : {true, false}) {
    const Tally tally = sample_tally(outputs, 60'000, exact);
    const RiskReport report = measure(outputs, tally);
    const Figures& all = report.series[0].horizons[0].figures;
    const Figures& given = report.given[0].series[0].horizons[0].figures;
    const auto value = [&](const Metric& m) { return evaluate(m, outputs, tally).value; };
    EXPECT_EQ(value(metric(MetricKind::mean)), all.mean->value);
    EXPECT_EQ(value(metric(MetricKind::sd)), all.sd->value);
    EXPECT_EQ(value(metric(MetricKind::quantile, 0.05)), all.quantiles[4].estimate.value);
    EXPECT_EQ(value(metric(MetricKind::var, 0.95)), all.var[0].estimate.value);
    EXPECT_EQ(value(metric(MetricKind::es, 0.99)), all.es[1].estimate.value);
    EXPECT_EQ(value(metric(MetricKind::drawdown, 0.9)), all.max_drawdown->quantiles[9].estimate.value);
    EXPECT_EQ(value(metric(MetricKind::loss_probability, 0.2)), all.prob_loss[1].estimate.value);
    EXPECT_EQ(value(metric(MetricKind::es, 0.95, 0u)), given.es[0].estimate.value);
    EXPECT_EQ(value(metric(MetricKind::loss_probability, 0.2, 0u)), given.prob_loss[1].estimate.value);
    EXPECT_EQ(value(metric(MetricKind::condition_probability)), report.shocks[0].figures[1].value.value);
  }
}

TEST(Metrics, LossesNotAnnouncedAreCountedToo) {
  const Outputs outputs = one_series_outputs();
  const Estimate exact =
      evaluate(metric(MetricKind::loss_probability, 0.123), outputs, sample_tally(outputs, 60'000, true));
  const Estimate binned =
      evaluate(metric(MetricKind::loss_probability, 0.123), outputs, sample_tally(outputs, 60'000, false));
  EXPECT_NEAR(exact.value, binned.value, 1e-4);
  EXPECT_GT(exact.value, evaluate(metric(MetricKind::loss_probability, 0.124), outputs,
                                  sample_tally(outputs, 60'000, true))
                             .value);
}

TEST(Metrics, ConditionUnderACondition) {
  const Outputs outputs = one_series_outputs();
  const Tally tally = sample_tally(outputs, 60'000, true);
  std::uint64_t both = 0, given = 0;
  std::vector<double> row(8);
  for (std::uint64_t p = 0; p < 60'000; ++p) {
    one_series_path(p, row);
    given += row[4] != 0.0;
    both += row[4] != 0.0 && row[5] != 0.0;
  }
  const Estimate e = evaluate(metric(MetricKind::condition_probability, 0.0, 0u), outputs, tally);
  EXPECT_EQ(e.n, given);
  EXPECT_DOUBLE_EQ(e.value, static_cast<double>(both) / static_cast<double>(given));
}

TEST(Limits, AreUndecidedWithinTwoStandardErrors) {
  const Limit limit{"", {}, Comparison::less_equal, 0.10};
  EXPECT_EQ(verdict(limit, {0.080, 0.010, 100}), Verdict::held);
  EXPECT_EQ(verdict(limit, {0.081, 0.010, 100}), Verdict::undecided);
  EXPECT_EQ(verdict(limit, {0.119, 0.010, 100}), Verdict::undecided);
  EXPECT_EQ(verdict(limit, {0.121, 0.010, 100}), Verdict::breached);
  EXPECT_EQ(verdict(limit, {0.10, 0.0, 100}), Verdict::held);
  EXPECT_EQ(verdict({"", {}, Comparison::less, 0.10}, {0.10, 0.0, 100}), Verdict::breached);
  EXPECT_EQ(verdict({"", {}, Comparison::greater_equal, 0.10}, {0.2, 0.01, 100}), Verdict::held);
  EXPECT_EQ(verdict(limit, {}), Verdict::undecided);
}

TEST(Precision, NeedsATailToBelieveIn) {
  const Outputs outputs = one_series_outputs();
  const Tally tally = sample_tally(outputs, 10'000, true);
  const auto is_reached = [&](const Metric& m, double error) {
    return reached({m, error}, outputs, tally).reached;
  };
  EXPECT_TRUE(is_reached(metric(MetricKind::es, 0.95), 0.1));
  EXPECT_FALSE(is_reached(metric(MetricKind::es, 0.95), 1e-6));
  EXPECT_FALSE(is_reached(metric(MetricKind::es, 0.99), 0.1)) << "100 observations in the tail";
  EXPECT_FALSE(is_reached(metric(MetricKind::loss_probability, 0.9), 0.1)) << "no hits";
  EXPECT_TRUE(is_reached(metric(MetricKind::loss_probability, 0.2), 0.1));
}

}  // namespace
}  // namespace faultline::testing
