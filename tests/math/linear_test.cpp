#include "math/linear.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace faultline {
namespace {

double largest_product_error(const SquareMatrix& lower, const SquareMatrix& a) {
  double worst = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < a.size(); ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < a.size(); ++k) sum += lower(i, k) * lower(j, k);
      worst = std::max(worst, std::abs(sum - a(i, j)));
    }
  }
  return worst;
}

SquareMatrix equicorrelation(std::size_t n, double rho) {
  SquareMatrix m = SquareMatrix::identity(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) m(i, j) = i == j ? 1.0 : rho;
  }
  return m;
}

TEST(SmallestEigenvalue, OfEquicorrelation) {
  EXPECT_NEAR(smallest_eigenvalue(equicorrelation(5, 0.3)), 0.7, 1e-14);
  EXPECT_NEAR(smallest_eigenvalue(equicorrelation(5, -0.3)), 1.0 - 4.0 * 0.3, 1e-14);
  EXPECT_EQ(smallest_eigenvalue(SquareMatrix()), std::numeric_limits<double>::infinity());
}

TEST(Cholesky, ReproducesTheMatrix) {
  const SquareMatrix a = equicorrelation(6, 0.4);
  const auto lower = cholesky_lower(a);
  ASSERT_TRUE(lower);
  EXPECT_LT(largest_product_error(*lower, a), 1e-15);
}

TEST(Cholesky, AppendingARowLeavesTheOthersBitForBit) {
  const auto small = cholesky_lower(equicorrelation(5, 0.37));
  const auto large = cholesky_lower(equicorrelation(8, 0.37));
  ASSERT_TRUE(small && large);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 5; ++j) EXPECT_EQ((*small)(i, j), (*large)(i, j));
  }
}

TEST(Cholesky, TakesSemiDefiniteMatrices) {
  // Rank 2: the third is the first, the fourth the mean of the first two.
  const double r = std::sqrt(0.5);
  const SquareMatrix a(4, {1, 0, 1, r, 0, 1, 0, r, 1, 0, 1, r, r, r, r, 1});
  const auto lower = cholesky_lower(a);
  ASSERT_TRUE(lower);
  EXPECT_EQ((*lower)(2, 2), 0.0);
  EXPECT_LT(largest_product_error(*lower, a), 1e-9);
  EXPECT_TRUE(cholesky_lower(equicorrelation(4, 1.0)));
  EXPECT_TRUE(cholesky_lower(SquareMatrix(3)));
}

TEST(Cholesky, RefusesIndefiniteMatrices) {
  EXPECT_FALSE(cholesky_lower(equicorrelation(5, -0.3)));
  EXPECT_FALSE(cholesky_lower(SquareMatrix(3, {1, 1, 1, 1, 1, -1, 1, -1, 1})));
  EXPECT_FALSE(cholesky_lower(SquareMatrix(2, {0, 0.5, 0.5, 1})));
}

TEST(NearestCorrelation, AgreesWithHigham2002) {
  // Higham (2002), section 4: the tridiagonal example; the distance follows from the entries.
  const auto near =
      nearest_correlation(SquareMatrix(4, {2, -1, 0, 0, -1, 2, -1, 0, 0, -1, 2, -1, 0, 0, -1, 2}));
  const SquareMatrix expected(4, {1, -0.8084, 0.1916, 0.1068, -0.8084, 1, -0.6562, 0.1916, 0.1916, -0.6562, 1,
                                  -0.8084, 0.1068, 0.1916, -0.8084, 1});
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) EXPECT_NEAR(near.matrix(i, j), expected(i, j), 5.1e-5);
  }
  EXPECT_NEAR(near.frobenius_change, 2.1337, 5.1e-5);
  EXPECT_GT(smallest_eigenvalue(near.matrix), -1e-10);
  EXPECT_TRUE(cholesky_lower(near.matrix));
}

TEST(NearestCorrelation, OfThreeInConflict) {
  // Higham (2002), section 1: rows (1 1 0; 1 1 1; 0 1 1), distance 0.5278.
  const auto near = nearest_correlation(SquareMatrix(3, {1, 1, 0, 1, 1, 1, 0, 1, 1}));
  EXPECT_NEAR(near.matrix(0, 1), 0.7607, 5.1e-5);
  EXPECT_NEAR(near.matrix(0, 2), 0.1573, 5.1e-5);
  EXPECT_NEAR(near.frobenius_change, 0.5278, 5.1e-5);
  EXPECT_NEAR(near.max_change, 0.2393, 5.1e-5);
}

TEST(NearestCorrelation, LeavesACorrelationAlone) {
  const auto near = nearest_correlation(equicorrelation(4, 0.5));
  EXPECT_LT(near.max_change, 1e-14);
}

}  // namespace
}  // namespace faultline
