#include "math/elementary.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Largest relative error over a wide and a narrow range.
template <class F, class G>
double worst_error(F fast, G exact, double lo, double hi, bool logarithmic) {
  std::mt19937_64 bits(20'240'901);
  double worst = 0.0;
  for (int i = 0; i < 400'000; ++i) {
    const double u = static_cast<double>(bits() >> 11) * 0x1p-53;
    const double x = logarithmic ? std::exp2(lo + (hi - lo) * u) : lo + (hi - lo) * u;
    const long double truth = exact(static_cast<long double>(x));
    if (truth == 0.0L) continue;
    worst =
        std::max(worst, static_cast<double>(std::abs((static_cast<long double>(fast(x)) - truth) / truth)));
  }
  return worst;
}

TEST(Elementary, ErrorIsBelowTwoTimesTenToMinusSixteen) {
  const auto exp_exact = [](long double x) { return std::exp(x); };
  const auto exp2_exact = [](long double x) { return std::exp2(x); };
  const auto log_exact = [](long double x) { return std::log(x); };
  EXPECT_LT(worst_error(fast_exp, exp_exact, -1.0, 1.0, false), 2e-16);
  EXPECT_LT(worst_error(fast_exp, exp_exact, -708.0, 709.0, false), 2e-16);
  EXPECT_LT(worst_error(fast_exp2, exp2_exact, -1.0, 1.0, false), 2e-16);
  EXPECT_LT(worst_error(fast_exp2, exp2_exact, -1021.0, 1023.0, false), 2e-16);
  EXPECT_LT(worst_error(fast_log, log_exact, 0.5, 2.0, false), 2e-16);
  EXPECT_LT(worst_error(fast_log, log_exact, -1022.0, 1023.0, true), 2e-16);
}

TEST(Elementary, LogOfOnePlusXIsExactForSmallX) {
  const auto exact = [](long double x) { return std::log1p(x); };
  EXPECT_LT(worst_error(fast_log1p, exact, -0.999, 3.0, false), 4e-16);
  EXPECT_LT(worst_error(fast_log1p, exact, -60.0, 0.0, true), 4e-16);
  EXPECT_LT(worst_error([](double x) { return fast_log1p(-x); }, [](long double x) { return std::log1p(-x); },
                        -60.0, -1.0, true),
            4e-16);
  EXPECT_EQ(fast_log1p(0.0), 0.0);
}

TEST(Elementary, LimitsAreThoseOfIeee) {
  EXPECT_EQ(fast_exp(0.0), 1.0);
  EXPECT_EQ(fast_exp(infinity), infinity);
  EXPECT_EQ(fast_exp(710.0), infinity);
  EXPECT_EQ(fast_exp(-infinity), 0.0);
  EXPECT_EQ(fast_exp(-746.0), 0.0);
  EXPECT_EQ(fast_exp(-745.0), 0x1p-1074);
  EXPECT_TRUE(std::isnan(fast_exp(nan)));
  EXPECT_EQ(fast_exp2(10.0), 1024.0);
  EXPECT_EQ(fast_exp2(1024.0), infinity);
  EXPECT_EQ(fast_exp2(-1074.0), 0x1p-1074);
  EXPECT_EQ(fast_exp2(-1080.0), 0.0);
  EXPECT_TRUE(std::isnan(fast_exp2(nan)));
  EXPECT_EQ(fast_log(1.0), 0.0);
  EXPECT_EQ(fast_log(0.0), -infinity);
  EXPECT_EQ(fast_log(infinity), infinity);
  EXPECT_TRUE(std::isnan(fast_log(-1.0)));
  EXPECT_TRUE(std::isnan(fast_log(-infinity)));
  EXPECT_TRUE(std::isnan(fast_log(nan)));
  EXPECT_DOUBLE_EQ(fast_log(0x1p-1074), std::log(0x1p-1074));
}

__attribute__((noinline)) void exp_row(const double* x, double* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = fast_exp(x[i]);
}

__attribute__((noinline)) void log_row(const double* x, double* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = fast_log(x[i]);
}

TEST(Elementary, RowsAndSingleValuesHaveTheSameBits) {
  std::mt19937_64 bits(7);
  std::vector<double> x(1003);
  for (double& value : x) value = (static_cast<double>(bits() >> 11) * 0x1p-53 - 0.4) * 900.0;
  std::vector<double> row(x.size());
  exp_row(x.data(), row.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const volatile double alone = x[i];
    ASSERT_EQ(row[i], fast_exp(alone));
  }
  log_row(x.data(), row.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const volatile double alone = x[i];
    ASSERT_TRUE(row[i] == fast_log(alone) || (alone < 0.0 && std::isnan(row[i])));
  }
}

}  // namespace
}  // namespace faultline
