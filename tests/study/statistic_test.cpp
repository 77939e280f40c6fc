#include "study/statistic.h"

#include "math/special.h"
#include "study/sign_regression.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

Metric metric(MetricKind kind, double level = 0.0) {
  Metric out;
  out.kind = kind;
  out.level = level;
  return out;
}

/// n equally likely normal returns.
std::vector<double> normals(double mean, double sd, std::size_t n = 200'000) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i)
    out.push_back(mean + sd * normal_quantile((static_cast<double>(i) + 0.5) / static_cast<double>(n)));
  return out;
}

TEST(Statistic, FollowsTheConventionsOfTheReport) {
  const std::vector<double> returns = {-0.5, -0.3, 0.1, 0.2, 0.4};
  EXPECT_DOUBLE_EQ(statistic(metric(MetricKind::mean), returns, {}), -0.02);
  EXPECT_DOUBLE_EQ(statistic(metric(MetricKind::quantile, 0.4), returns, {}), -0.3);
  EXPECT_DOUBLE_EQ(statistic(metric(MetricKind::var, 0.8), returns, {}), 0.3);
  EXPECT_DOUBLE_EQ(statistic(metric(MetricKind::es, 0.7), returns, {}), (0.5 + 0.5 * 0.3) / 1.5);
  EXPECT_DOUBLE_EQ(statistic(metric(MetricKind::loss_probability, 0.3), returns, {}), 0.4);
  const std::vector<double> given = {1.0, 0.0, 1.0, 0.0, 0.0};
  EXPECT_DOUBLE_EQ(statistic(metric(MetricKind::mean), returns, given), -0.2);
  EXPECT_TRUE(std::isnan(statistic(metric(MetricKind::mean), returns, std::vector<double>(5, 0.0))));
}

/// The mean influence of a shifted and stretched sample is the change of the metric, to first order.
TEST(Influence, PredictsChangesOfAllMetrics) {
  const std::vector<double> base = normals(0.05, 0.2);
  for (const Metric& m :
       {metric(MetricKind::mean), metric(MetricKind::sd), metric(MetricKind::quantile, 0.05),
        metric(MetricKind::var, 0.99), metric(MetricKind::var, 0.95), metric(MetricKind::es, 0.975),
        metric(MetricKind::loss_probability, 0.2), metric(MetricKind::drawdown, 0.5)}) {
    const StatisticInfluence influence(m, base, {}, base.size());
    ASSERT_TRUE(influence.exists());
    for (const auto& [mean, sd] : {std::pair{0.052, 0.2}, {0.05, 0.202}}) {
      const std::vector<double> up = normals(mean, sd), down = normals(0.1 - mean, 0.4 - sd);
      double predicted = 0.0;
      for (std::size_t i = 0; i < up.size(); ++i)
        predicted += (influence(up[i], 1.0) - influence(down[i], 1.0)) / static_cast<double>(up.size());
      const double truth = statistic(m, up, {}) - statistic(m, down, {});
      EXPECT_NEAR(predicted, truth, 0.01 * std::fabs(truth) + 5e-6)
          << static_cast<int>(m.kind) << " " << m.level << " " << mean << " " << sd;
    }
  }
}

TEST(Influence, OfAConditionIsThatOfItsSample) {
  std::vector<double> base = normals(0.0, 0.1, 1000), given(1000, 0.0);
  for (std::size_t i = 0; i < 250; ++i) given[i] = 1.0;
  const StatisticInfluence influence(metric(MetricKind::mean), base, given, 1000);
  EXPECT_DOUBLE_EQ(influence(0.3, 1.0), 4.0 * (0.3 - influence.value()));
  EXPECT_EQ(influence(0.3, 0.0), 0.0);
}

TEST(Influence, KnowsTheErrorOfItsDensity) {
  // Against the spread of the density over many samples of 5,000.
  double sum = 0.0, squares = 0.0, claimed = 0.0;
  const int trials = 300;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<double> sample;
    std::uint64_t state = 0x9e3779b97f4a7c15u * static_cast<std::uint64_t>(trial + 1);
    for (int i = 0; i < 5000; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      sample.push_back(normal_quantile((static_cast<double>(state >> 12) + 0.5) * 0x1p-52));
    }
    const StatisticInfluence influence(metric(MetricKind::var, 0.95), sample, {}, sample.size());
    const double scale = influence(-9.0, 1.0) / 0.95;  // 1 / f
    sum += scale;
    squares += scale * scale;
    claimed += influence.scale_error() / trials;
  }
  const double mean = sum / trials, sd = std::sqrt(squares / trials - mean * mean);
  const double v = normal_quantile(0.95);
  EXPECT_NEAR(mean, 1.0 / normal_density(v), 0.02 / normal_density(v));
  EXPECT_NEAR(claimed, sd / mean, 0.2 * sd / mean);
}

TEST(Influence, DoesNotExistWithoutSpreadOrObservations) {
  EXPECT_FALSE(
      StatisticInfluence(metric(MetricKind::var, 0.95), std::vector<double>(5000, 0.1), {}, 5000).exists());
  EXPECT_FALSE(StatisticInfluence(metric(MetricKind::var, 0.99), normals(0.0, 1.0, 1000), {}, 1000).exists());
  EXPECT_FALSE(StatisticInfluence(metric(MetricKind::sd), std::vector<double>(100, 0.1), {}, 100).exists());
}

TEST(SignRegression, RecoversSlopesAndTheirErrors) {
  const SignDesign design(10);
  ASSERT_EQ(design.groups, 16u);
  std::vector<double> slopes;
  for (int i = 0; i < 10; ++i) slopes.push_back(0.1 * i - 0.3);
  std::vector<GroupSums> groups(design.groups);
  std::uint64_t state = 1;
  for (std::size_t j = 0; j < 16'000; ++j) {
    double d = 0.0;
    for (std::size_t i = 0; i < 10; ++i) d += 2.0 * slopes[i] * design.sign(j % 16, i);
    state = state * 6364136223846793005u + 1442695040888963407u;
    d += 3.0 * normal_quantile((static_cast<double>(state >> 12) + 0.5) * 0x1p-52);
    groups[j % 16].add(d);
  }
  const std::vector<Estimate> found = regress_on_signs(design, groups);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_NEAR(found[i].value, slopes[i], 4.0 * found[i].standard_error);
    EXPECT_NEAR(found[i].standard_error, 1.5 / std::sqrt(16'000.0), 2e-4);
  }
}

}  // namespace
}  // namespace faultline
