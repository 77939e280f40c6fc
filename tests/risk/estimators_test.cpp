#include "risk/estimators.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

Moments<8> moments_of_draws(unsigned seed, std::size_t n, double (*transform)(double)) {
  std::mt19937_64 bits(seed);
  std::normal_distribution<double> normal;
  std::vector<double> sample(n);
  for (double& x : sample) x = transform(normal(bits));
  return moments_of<8>(std::span<const double>(sample));
}

TEST(Moments, OfAFewNumbers) {
  const std::vector<double> sample = {1.0, 2.0, 4.0, 9.0};
  const Moments<8> m = moments_of<8>(std::span<const double>(sample));
  EXPECT_EQ(m.n, 4u);
  EXPECT_DOUBLE_EQ(m.mean, 4.0);
  EXPECT_DOUBLE_EQ(m.sum(2), 38.0);
  EXPECT_DOUBLE_EQ(m.sum(3), 90.0);
  EXPECT_DOUBLE_EQ(m.sum(4), 722.0);
  EXPECT_DOUBLE_EQ(m.sum(8), 6561.0 + 256.0 + 390625.0);
  EXPECT_EQ(m.lowest, 1.0);
  EXPECT_EQ(m.highest, 9.0);
}

TEST(Moments, MergedAreThoseOfTheUnion) {
  std::mt19937_64 bits(7);
  std::exponential_distribution<double> law;
  std::vector<double> sample(1000);
  for (double& x : sample) x = law(bits);
  const std::span<const double> all(sample);
  const Moments<8> whole = moments_of<8>(all);
  const Moments<8> joined = merged(moments_of<8>(all.first(137)), moments_of<8>(all.subspan(137)));
  EXPECT_EQ(joined.n, whole.n);
  EXPECT_NEAR(joined.mean, whole.mean, 1e-14);
  for (int p = 2; p <= 8; ++p) EXPECT_NEAR(joined.sum(p) / whole.sum(p), 1.0, 1e-12) << p;
}

TEST(Estimators, SdIsUnbiasedInTheSquare) {
  const std::vector<double> sample = {1.0, 2.0, 4.0, 9.0};
  const Moments<8> m = moments_of<8>(std::span<const double>(sample));
  EXPECT_DOUBLE_EQ(sd_estimate(m).value, std::sqrt(38.0 / 3.0));
  EXPECT_DOUBLE_EQ(mean_estimate(m).standard_error, std::sqrt(38.0 / 3.0 / 4.0));
}

TEST(Estimators, ConstantsHaveNoShape) {
  const std::vector<double> sample(100, 0.1);
  const Moments<8> m = moments_of<8>(std::span<const double>(sample));
  EXPECT_EQ(mean_estimate(m).value, 0.1);
  EXPECT_EQ(mean_estimate(m).standard_error, 0.0);
  EXPECT_EQ(sd_estimate(m).value, 0.0);
  EXPECT_FALSE(skewness_estimate(m).exists());
  EXPECT_FALSE(kurtosis_estimate(m).exists());
}

TEST(Estimators, ErrorsOfMomentsOfANormalAreTheKnownOnes) {
  constexpr std::size_t n = 1'000'000;
  const Moments<8> m = moments_of_draws(11, n, [](double z) { return 3.0 + 2.0 * z; });
  const double root = std::sqrt(static_cast<double>(n));
  EXPECT_NEAR(mean_estimate(m).standard_error * root, 2.0, 0.01);
  EXPECT_NEAR(sd_estimate(m).standard_error * root, 2.0 / std::sqrt(2.0), 0.01);
  EXPECT_NEAR(skewness_estimate(m).standard_error * root, std::sqrt(6.0), 0.03);
  EXPECT_NEAR(kurtosis_estimate(m).standard_error * root, std::sqrt(24.0), 0.2);
}

/// The spread of many repetitions is the error that each of them states.
TEST(Estimators, ErrorsOfSdSkewnessAndKurtosisAreTheirSpread) {
  constexpr unsigned runs = 400;
  const auto gamma_like = [](double z) { return std::exp(0.25 * z); };
  for (auto* estimator : {&sd_estimate, &skewness_estimate, &kurtosis_estimate}) {
    double sum = 0.0, squares = 0.0, stated = 0.0;
    for (unsigned run = 0; run < runs; ++run) {
      const Estimate e = estimator(moments_of_draws(100 + run, 20'000, gamma_like));
      sum += e.value;
      squares += e.value * e.value;
      stated += e.standard_error;
    }
    const double spread = std::sqrt((squares - sum * sum / runs) / (runs - 1));
    EXPECT_NEAR(stated / runs / spread, 1.0, 0.12);
  }
}

TEST(Estimators, ProbabilityHasAnErrorEvenWithoutHits) {
  const Estimate none = probability_estimate(0, 1000);
  EXPECT_EQ(none.value, 0.0);
  EXPECT_NEAR(none.standard_error, 0.5 / 1001.0, 1e-12);
  EXPECT_NEAR(probability_estimate(500, 1000).standard_error, std::sqrt(0.25 / 1000.0), 1e-5);
  EXPECT_FALSE(probability_estimate(0, 0).exists());
}

TEST(Estimators, NeverHasNoQuantile) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  std::vector<double> times(1000, inf);
  for (std::size_t i = 0; i < 400; ++i) times[i] = 0.001 * static_cast<double>(i);
  const OrderLevels levels{{0.1, 0.39, 0.5}, {}, {}};
  const std::span<const double> piece(times);
  const auto found = order_estimates(order_of({&piece, 1}, estimates_request(1000, levels)), 1000, levels);
  EXPECT_EQ(found[0].value, 0.099);
  EXPECT_GT(found[0].standard_error, 0.0);
  EXPECT_TRUE(found[1].exists());
  EXPECT_TRUE(std::isnan(found[1].standard_error));
  EXPECT_FALSE(found[2].exists());
}

TEST(Estimators, BatchErrorIsThatOfAMean) {
  const std::vector<double> batches = {1.0, 2.0, 3.0, 4.0};
  EXPECT_DOUBLE_EQ(batch_error(batches), std::sqrt(5.0 / 3.0 / 4.0));
  EXPECT_TRUE(std::isnan(batch_error(std::vector<double>{1.0})));
}

}  // namespace
}  // namespace faultline::testing
