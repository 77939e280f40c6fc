#include "math/order_statistics.h"

#include "math/special.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

TEST(QuantileRank, IsTheCeilingOfTheProduct) {
  EXPECT_EQ(quantile_rank(100, 0.95), 95u);
  EXPECT_EQ(quantile_rank(100, 0.07), 7u);  // 0.07 * 100 is a little above 7 in binary
  EXPECT_EQ(quantile_rank(101, 0.95), 96u);
  EXPECT_EQ(quantile_rank(10, 0.999), 10u);
  EXPECT_EQ(quantile_rank(10, 0.0001), 1u);
  EXPECT_EQ(quantile_rank(1'000'000'000, 0.999), 999'000'000u);
}

/// P(Binomial(n, p) < k), summed.
double binomial_below(std::size_t k, std::size_t n, double p) {
  double sum = 0.0;
  for (std::size_t i = 0; i < k; ++i) {
    const auto x = static_cast<double>(i);
    const auto m = static_cast<double>(n);
    sum += std::exp(std::lgamma(m + 1) - std::lgamma(x + 1) - std::lgamma(m - x + 1) + x * std::log(p) +
                    (m - x) * std::log1p(-p));
  }
  return sum;
}

TEST(QuantileRankInterval, IsTheNarrowestWithSmallBinomialTails) {
  constexpr double tail = 0.158655253931457;
  for (const std::size_t n : {50u, 400u, 2000u}) {
    for (const double p : {0.05, 0.3, 0.5, 0.9, 0.99}) {
      const RankInterval ranks = quantile_rank_interval(n, p);
      if (ranks.lower > 1) {
        EXPECT_LE(binomial_below(ranks.lower, n, p), tail);
      }
      EXPECT_GT(binomial_below(ranks.lower + 1, n, p), tail);
      if (ranks.upper < n) {
        EXPECT_LE(1.0 - binomial_below(ranks.upper, n, p), tail);
      }
      EXPECT_GT(1.0 - binomial_below(ranks.upper - 1, n, p), tail);
    }
  }
}

TEST(QuantileRankInterval, NormalApproximationContinuesTheExactRanks) {
  // n p (1 - p) just below and just above 1000.
  const RankInterval exact = quantile_rank_interval(3999, 0.5);
  const RankInterval approximate = quantile_rank_interval(4001, 0.5);
  EXPECT_NEAR(static_cast<double>(exact.lower), static_cast<double>(approximate.lower), 2.0);
  EXPECT_NEAR(static_cast<double>(exact.upper), static_cast<double>(approximate.upper), 2.0);
  EXPECT_NEAR(static_cast<double>(approximate.upper - approximate.lower), 2.0 * std::sqrt(1000.0), 2.0);
}

TEST(WilsonInterval, SolvesItsQuadratic) {
  for (const double z : {1.0, 1.96}) {
    const Interval interval = wilson_interval(7.0, 40.0, z);
    for (const double p : {interval.lower, interval.upper}) {
      EXPECT_NEAR(std::abs(7.0 / 40.0 - p), z * std::sqrt(p * (1.0 - p) / 40.0), 1e-14);
    }
  }
  EXPECT_EQ(wilson_interval(0.0, 10.0).lower, 0.0);
  EXPECT_NEAR(wilson_interval(0.0, 10.0).upper, 1.0 / 11.0, 1e-15);
}

std::vector<double> shuffled(std::size_t n) {
  std::vector<double> values(n);
  std::iota(values.begin(), values.end(), 1.0);
  std::shuffle(values.begin(), values.end(), std::mt19937_64(3));
  return values;
}

TEST(SelectRanks, GivesTheSortedValues) {
  const std::vector<std::size_t> ranks{1, 1, 2, 17, 500, 500, 501, 999, 1000, 1000};
  std::vector<double> sample = shuffled(1000);
  std::vector<double> values(ranks.size());
  select_ranks(sample, ranks, values);
  for (std::size_t i = 0; i < ranks.size(); ++i) EXPECT_EQ(values[i], static_cast<double>(ranks[i]));
  std::vector<double> other = shuffled(1000);
  EXPECT_EQ(select_rank(other, 123), 123.0);
}

TEST(ExpectedShortfall, WeightsTheFractionalObservation) {
  std::vector<double> whole = shuffled(100);
  const Shortfall five = expected_shortfall(whole, 0.95);
  EXPECT_DOUBLE_EQ(five.var, 95.0);
  EXPECT_DOUBLE_EQ(five.es, 98.0);
  std::vector<double> part = shuffled(50);  // k = 2.5: 50, 49 and half of 48
  const Shortfall fraction = expected_shortfall(part, 0.95);
  EXPECT_DOUBLE_EQ(fraction.var, 48.0);
  EXPECT_NEAR(fraction.es, (50.0 + 49.0 + 24.0) / 2.5, 1e-12);
  std::vector<double> few = shuffled(10);  // k < 1
  EXPECT_DOUBLE_EQ(expected_shortfall(few, 0.99).es, 10.0);
}

TEST(ExpectedShortfall, HasNoErrorWithFewerThanTwoObservationsInTheTail) {
  std::vector<double> few = shuffled(39);  // k = 1.95
  EXPECT_TRUE(std::isnan(expected_shortfall(few, 0.95).var_of_es));
  std::vector<double> enough = shuffled(40);
  EXPECT_GT(expected_shortfall(enough, 0.95).var_of_es, 0.0);
}

TEST(QuantileRankInterval, NeedsExtremesThatEncloseTheQuantile) {
  // 0.99^183 = 0.1589, 0.99^184 = 0.1574
  EXPECT_FALSE(has_rank_interval(183, 0.99));
  EXPECT_TRUE(has_rank_interval(184, 0.99));
  EXPECT_FALSE(has_rank_interval(183, 0.01));
  EXPECT_FALSE(has_rank_interval(2, 0.5));
  EXPECT_TRUE(has_rank_interval(3, 0.5));
}

TEST(ExpectedShortfall, TailAloneGivesTheSame) {
  std::vector<double> all = shuffled(1000);
  const Shortfall full = expected_shortfall(all, 0.975);
  ASSERT_EQ(tail_size(1000, 0.975), 26u);
  std::vector<double> tail;
  for (int i = 0; i < 30; ++i) tail.push_back(971.0 + i);
  const Shortfall part = expected_shortfall_of_tail(tail, 1000, 0.975);
  EXPECT_EQ(part.var, full.var);
  EXPECT_DOUBLE_EQ(part.es, full.es);
  EXPECT_DOUBLE_EQ(part.var_of_es, full.var_of_es);
}

TEST(ExpectedShortfall, OfTheNormalAndItsVariance) {
  constexpr double c = 0.95;
  constexpr std::size_t n = 4000;
  constexpr int repeats = 2000;
  const double z = normal_quantile(c);
  const double truth = normal_density(z) / (1.0 - c);
  std::mt19937_64 bits(11);
  double sum = 0.0;
  double squares = 0.0;
  double stated = 0.0;
  std::vector<double> losses(n);
  for (int repeat = 0; repeat < repeats; ++repeat) {
    for (double& loss : losses) loss = normal_quantile((static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53);
    const Shortfall s = expected_shortfall(losses, c);
    sum += s.es - truth;
    squares += (s.es - truth) * (s.es - truth);
    stated += s.var_of_es;
  }
  const double variance = squares / repeats;
  EXPECT_LT(std::abs(sum / repeats), 4.0 * std::sqrt(variance / repeats) + 0.002);  // bias of order 1/n
  EXPECT_NEAR(stated / repeats / variance, 1.0, 4.0 * std::sqrt(2.0 / repeats));
}

}  // namespace
}  // namespace faultline
