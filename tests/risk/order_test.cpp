#include "risk/order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

std::vector<double> sample_of(std::size_t n, unsigned seed) {
  std::mt19937_64 bits(seed);
  std::student_t_distribution<double> law(3.0);
  std::vector<double> sample(n);
  for (double& x : sample) x = 0.1 * law(bits);
  return sample;
}

/// The sample cut in uneven pieces, as leaves are.
std::vector<std::span<const double>> pieces_of(std::span<const double> sample) {
  std::vector<std::span<const double>> pieces;
  for (std::size_t begin = 0, size = 7; begin < sample.size(); begin += size, size = size * 2 + 1) {
    pieces.push_back(sample.subspan(begin, std::min(size, sample.size() - begin)));
  }
  return pieces;
}

void expect_same_as_sorting(std::vector<double> sample, const std::vector<std::size_t>& ranks) {
  const OrderAnswer answer = order_of(pieces_of(sample), {ranks, {}});
  std::sort(sample.begin(), sample.end());
  for (std::size_t rank : ranks) EXPECT_EQ(answer.at(rank), sample[rank - 1]) << "rank " << rank;
}

TEST(Order, IsThatOfSorting) {
  for (std::size_t n : {1u, 2u, 100u, 19'999u, 20'000u, 70'000u}) {
    expect_same_as_sorting(sample_of(n, 1),
                           {n, 1, (n + 1) / 2, (n + 9) / 10, n, std::max<std::size_t>(n - 1, 1)});
  }
}

TEST(Order, HoldsForAtomsZerosAndInfinities) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  std::vector<double> sample = sample_of(30'000, 2);
  for (std::size_t i = 0; i < sample.size(); ++i) {
    if (i % 3 == 0) sample[i] = i % 2 == 0 ? 0.0 : -0.0;
    if (i % 7 == 0) sample[i] = inf;
    if (i % 11 == 0) sample[i] = -1.0;
    if (i % 13 == 0) sample[i] = 1e-300;
    if (i % 17 == 0) sample[i] = 1e200;
  }
  std::vector<std::size_t> ranks;
  for (std::size_t rank = 1; rank <= sample.size(); rank += 613) ranks.push_back(rank);
  expect_same_as_sorting(sample, ranks);
}

TEST(Order, ShortfallIsThatOfTheWholeSample) {
  const std::vector<double> sample = sample_of(50'000, 3);
  const std::vector<double> confidence = {0.5, 0.99, 0.95, 0.9999};
  const OrderAnswer answer = order_of(pieces_of(sample), {{}, confidence});
  for (std::size_t i = 0; i < confidence.size(); ++i) {
    std::vector<double> losses;
    for (double x : sample) losses.push_back(-x);
    const Shortfall expected = expected_shortfall(losses, confidence[i]);
    EXPECT_EQ(answer.shortfalls[i].var, expected.var);
    EXPECT_EQ(answer.shortfalls[i].es, expected.es);
    EXPECT_EQ(answer.shortfalls[i].var_of_es, expected.var_of_es);
  }
}

template <class Histogram>
void expect_agreement(double resolution) {
  const std::vector<double> sample = sample_of(200'000, 4);
  Histogram histogram;
  for (double x : sample) histogram.add(x);
  const auto [lowest, highest] = std::minmax_element(sample.begin(), sample.end());
  const OrderRequest request{{1, 200, 2'000, 20'000, 90'000, 100'000, 150'000, 199'800, 200'000},
                             {0.9, 0.95, 0.99}};
  const OrderAnswer exact = order_of(pieces_of(sample), request);
  const OrderAnswer read = order_of(histogram, *lowest, *highest, request);
  for (std::size_t rank : request.ranks) {
    EXPECT_NEAR(read.at(rank), exact.at(rank), resolution * std::fabs(exact.at(rank)) + resolution * 0x1p-12);
  }
  for (std::size_t i = 0; i < exact.shortfalls.size(); ++i) {
    const Shortfall& a = exact.shortfalls[i];
    const Shortfall& b = read.shortfalls[i];
    // Sums inside bins make the shortfall far better than the bins.
    EXPECT_NEAR(b.es, a.es, 0.02 * resolution * a.es);
    EXPECT_NEAR(b.var_of_es, a.var_of_es, 2.0 * resolution * a.var_of_es);
  }
}

TEST(Histogram, AgreesWithSamplesWithinItsResolution) {
  expect_agreement<FineHistogram>(0x1p-11);
  expect_agreement<BatchHistogram>(0x1p-7);
}

TEST(Histogram, AtomsAreExactAndInfinityIsKept) {
  FineHistogram histogram;
  for (int i = 0; i < 1000; ++i) histogram.add(i < 300 ? -1.0 : i < 500 ? 0.0 : i < 800 ? 0.5 : HUGE_VAL);
  const OrderAnswer answer = order_of(histogram, -1.0, 0.5, {{1, 300, 301, 500, 501, 800, 801}, {}});
  EXPECT_EQ(answer.values, (std::vector<double>{-1.0, -1.0, 0.0, 0.0, 0.5, 0.5, HUGE_VAL}));
}

TEST(Histogram, MergesToTheSameBits) {
  const std::vector<double> sample = sample_of(10'000, 5);
  FineHistogram whole, left, right;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    whole.add(sample[i]);
    (i % 3 == 0 ? left : right).add(sample[i]);
  }
  right.merge(left);
  const OrderRequest request{{1, 500, 5'000, 9'999}, {0.95}};
  const OrderAnswer a = order_of(whole, -100.0, 100.0, request), b = order_of(right, -100.0, 100.0, request);
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.shortfalls[0].es, b.shortfalls[0].es);
}

}  // namespace
}  // namespace faultline::testing
