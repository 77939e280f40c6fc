#include "study/sobol_indices.h"

#include "math/special.h"

#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

using Function = std::function<double(const std::vector<double>&)>;

/// Both evaluations of every point of a design, each with its own normal noise.
SobolIndices indices_of(const Function& function, std::size_t parameters, std::size_t rows, double noise) {
  const SaltelliDesign design = saltelli_design(parameters, rows, 7);
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  std::vector<double> f, g, u(parameters);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t which = 0; which < design.evaluations(); ++which) {
      for (std::size_t i = 0; i < parameters; ++i) u[i] = design.at(row, which, i);
      const double truth = function(u);
      f.push_back(truth + noise * normal(random));
      g.push_back(truth + noise * normal(random));
    }
  return sobol_indices(parameters, f, g, 3);
}

/// Ishigami and Homma (1990) with a = 7, b = 0.1.
double ishigami(const std::vector<double>& u) {
  const auto x = [&](std::size_t i) { return std::numbers::pi * (2.0 * u[i] - 1.0); };
  return std::sin(x(0)) + 7.0 * std::pow(std::sin(x(1)), 2) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

double additive(const std::vector<double>& u) {
  return 5.0 + 1.0 * normal_quantile(u[0]) + 2.0 * normal_quantile(u[1]) + 0.5 * normal_quantile(u[2]);
}

TEST(SobolIndices, AreIshigamisWithoutNoise) {
  const SobolIndices found = indices_of(ishigami, 3, 4096, 0.0);
  EXPECT_NEAR(found.mean.value, 3.5, 4.5 * found.mean.standard_error);
  EXPECT_NEAR(found.variance.value, 13.8446, 4.5 * found.variance.standard_error);
  const double first[] = {0.3139, 0.4424, 0.0}, total[] = {0.5576, 0.4424, 0.2437};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(found.first[i].estimate.value, first[i], 4.5 * found.first[i].estimate.standard_error) << i;
    EXPECT_NEAR(found.total[i].estimate.value, total[i], 4.5 * found.total[i].estimate.standard_error) << i;
    EXPECT_LT(found.first[i].estimate.standard_error, 0.025) << i;
    EXPECT_LT(found.total[i].estimate.standard_error, 0.025) << i;
  }
  EXPECT_EQ(found.noise, 0.0);
}

TEST(SobolIndices, RemoveTheSimulatorsNoise) {
  // Noise of the size of the signal: left in, it would halve the first-order indices and fill the totals.
  const double noise = std::sqrt(5.25);
  const SobolIndices found = indices_of(additive, 3, 16384, noise);
  const double shares[] = {1.0 / 5.25, 4.0 / 5.25, 0.25 / 5.25};
  // A variance of 16384 rows with 5 differences each.
  EXPECT_NEAR(found.noise, 5.25, 4.5 * 5.25 * std::sqrt(2.0 / (5.0 * 16384.0)));
  EXPECT_NEAR(found.variance.value, 5.25, 4.5 * found.variance.standard_error);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(found.first[i].estimate.value, shares[i], 4.5 * found.first[i].estimate.standard_error) << i;
    EXPECT_NEAR(found.total[i].estimate.value, shares[i], 4.5 * found.total[i].estimate.standard_error) << i;
    EXPECT_LT(found.total[i].estimate.standard_error, 0.03);
    EXPECT_LT(found.first[i].low, shares[i] + 0.03);
    EXPECT_GT(found.first[i].high, shares[i] - 0.03);
  }
}

TEST(SobolIndices, IntervalsCoverTheTruth) {
  int covered = 0;
  const int trials = 200;
  for (int trial = 0; trial < trials; ++trial) {
    std::mt19937_64 random(static_cast<std::uint64_t>(trial));
    std::uniform_real_distribution<double> uniform;
    std::vector<double> f;
    for (int row = 0; row < 200; ++row) {
      const double a0 = uniform(random), a1 = uniform(random), b0 = uniform(random), b1 = uniform(random);
      for (const double y : {a0 + 2.0 * a1, b0 + 2.0 * b1, b0 + 2.0 * a1, a0 + 2.0 * b1}) f.push_back(y);
    }
    const SobolIndices found = sobol_indices(2, f, f, 5, 400);
    if (found.total[0].low <= 0.2 && 0.2 <= found.total[0].high) ++covered;
  }
  EXPECT_GE(covered, 176);  // 190 expected, sd 3
  EXPECT_LE(covered, 199);
}

TEST(SobolIndices, SayNothingWhereThereIsOnlyNoise) {
  const SobolIndices found = indices_of([](const auto&) { return 1.0; }, 2, 512, 1.0);
  EXPECT_FALSE(found.resolved);
  EXPECT_TRUE(std::isnan(found.first[0].estimate.value));
  EXPECT_FALSE(indices_of([](const auto&) { return 1.0; }, 2, 64, 0.0).resolved);
}

TEST(SaltelliDesign, IsEvenAndReproducible) {
  const SaltelliDesign one = saltelli_design(5, 256, 1);
  EXPECT_EQ(one.a, saltelli_design(5, 256, 1).a);
  EXPECT_NE(one.a, saltelli_design(5, 256, 2).a);
  for (std::size_t i = 0; i < 5; ++i) {
    double a = 0.0, b = 0.0;
    for (std::size_t row = 0; row < 256; ++row) {
      a += one.at(row, 0, i) / 256.0;
      b += one.at(row, 1, i) / 256.0;
      EXPECT_EQ(one.at(row, 2 + i, i), one.at(row, 1, i));
      EXPECT_EQ(one.at(row, 2 + (i + 1) % 5, i), one.at(row, 0, i));
    }
    EXPECT_NEAR(a, 0.5, 0.004);
    EXPECT_NEAR(b, 0.5, 0.004);
  }
}

}  // namespace
}  // namespace faultline
