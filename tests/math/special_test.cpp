#include "math/special.h"

#include "math/fast_normal.h"

#include <cmath>
#include <limits>

#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

namespace faultline {
namespace {

TEST(NormalQuantile, AgreesWithBoostFromTailToTail) {
  const boost::math::normal_distribution<long double> exact;
  for (double exponent = -300.0; exponent < -0.31; exponent += 0.173) {
    const double p = std::pow(10.0, exponent);
    const double truth = static_cast<double>(boost::math::quantile(exact, static_cast<long double>(p)));
    EXPECT_NEAR(normal_quantile(p), truth, 2e-15 * (1.0 + std::abs(truth))) << p;
    EXPECT_EQ(normal_quantile_complement(p), -normal_quantile(p));
  }
  for (double p = 0.001; p < 1.0; p += 0.00173) {
    const double truth = static_cast<double>(boost::math::quantile(exact, static_cast<long double>(p)));
    EXPECT_NEAR(normal_quantile(p), truth, 2e-15 * (1.0 + std::abs(truth))) << p;
  }
}

TEST(NormalQuantile, EndsAreInfinite) {
  EXPECT_EQ(normal_quantile(0.0), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(normal_quantile(1.0), std::numeric_limits<double>::infinity());
}

TEST(NormalCdf, UndoesTheQuantile) {
  for (const double p : {1e-12, 1e-3, 0.2, 0.5, 0.9, 0.999})
    EXPECT_NEAR(normal_cdf(normal_quantile(p)) / p, 1.0, 1e-13);
}

TEST(ChiSquare, TwoDegreesAreExponential) {
  EXPECT_NEAR(chi_square_quantile(2.0, 0.3), -2.0 * std::log(0.7), 1e-14);
  EXPECT_NEAR(chi_square_quantile_complement(2.0, 1e-10), -2.0 * std::log(1e-10), 1e-12);
}

TEST(FastNormal, AgreesWithTheErrorFunction) {
  for (double z = -38.0; z <= 8.0; z += 0.0625) {
    const double exact = normal_cdf(z), tolerance = std::fabs(z) < 8.0 ? 1e-14 : 5e-13;
    EXPECT_NEAR(fast_normal_cdf(z) / exact, 1.0, tolerance) << z;
  }
  EXPECT_EQ(fast_normal_cdf(40.0), 1.0);
}

}  // namespace
}  // namespace faultline
