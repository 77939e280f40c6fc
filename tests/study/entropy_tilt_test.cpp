#include "study/entropy_tilt.h"

#include "math/special.h"
#include "study/reverse_shares.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr std::size_t n = 200'000;

/// Quantiles at the midpoints of n equal shares: a sample without noise.
std::vector<double> quantiles_of(const std::function<double(double)>& quantile) {
  std::vector<double> out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = quantile((static_cast<double>(i) + 0.5) / n);
  return out;
}

std::vector<TiltPoint> shifted(const std::vector<double>& values, double by) {
  std::vector<TiltPoint> points;
  for (const double x : values) points.push_back({x - by, 1.0});
  return points;
}

TEST(EntropyTilt, OfANormalMeanIsAShiftOfHalfItsSquare) {
  const double mean = 0.05, sd = 0.2;
  const auto sample = quantiles_of([&](double p) { return mean + sd * normal_quantile(p); });
  for (const double shift : {0.02, -0.1, 0.2}) {
    const auto tilt = tilt_to_zero(shifted(sample, mean + shift));
    ASSERT_TRUE(tilt);
    const double truth = shift * shift / (2.0 * sd * sd);
    EXPECT_NEAR(tilt->entropy, truth, 2e-3 * truth) << shift;
    EXPECT_NEAR(tilt->theta, shift / (sd * sd), 2e-3 * std::fabs(shift) / (sd * sd));
    EXPECT_GT(std::fabs(tilt->entropy - 1.02 * truth), 2e-3 * truth);
  }
}

TEST(EntropyTilt, OfAProbabilityIsBernoulli) {
  const double p = 0.03;
  for (const double q : {0.05, 0.2, 0.01}) {
    const std::vector<TiltPoint> points{{1.0 - q, p * n}, {-q, (1.0 - p) * n}};
    const auto tilt = tilt_to_zero(points);
    ASSERT_TRUE(tilt);
    EXPECT_NEAR(tilt->entropy, relative_entropy(q, p), 1e-12);
    EXPECT_NEAR(p * tilt->weight(1.0 - q), q, 1e-12);
    EXPECT_NEAR((1.0 - p) * tilt->weight(-q), 1.0 - q, 1e-12);
  }
}

TEST(EntropyTilt, DoesNotExistOnOneSide) {
  EXPECT_FALSE(tilt_to_zero(std::vector<TiltPoint>{{1.0, 3.0}, {0.5, 1.0}}));
  EXPECT_FALSE(tilt_to_zero(std::vector<TiltPoint>{{0.0, 3.0}, {0.5, 1.0}, {-1.0, 0.0}}));
  const auto nothing = tilt_to_zero(std::vector<TiltPoint>{{0.0, 3.0}});
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->entropy, 0.0);
}

TEST(EntropyTilt, StaysFiniteWhereWeightsSpreadOverManyOrders) {
  const std::vector<TiltPoint> points{{1000.0, 1.0}, {-1e-3, 1e6}, {-2e-3, 1e6}};
  const auto tilt = tilt_to_zero(points);
  ASSERT_TRUE(tilt);
  double mean = 0.0;
  for (const TiltPoint& point : points) mean += point.count * tilt->weight(point.g) * point.g;
  EXPECT_NEAR(mean / (2e6 + 1.0), 0.0, 1e-9);
  EXPECT_GE(tilt->entropy, 0.0);
}

/// ES under weights, the fractional observation weighted.
double shortfall_under(const std::vector<double>& losses, const ShortfallTilt& found, double c, double e) {
  double left = (1.0 - c) * static_cast<double>(losses.size()), sum = 0.0;
  for (const double loss : losses) {
    const double w = found.tilt.weight(found.var - e + std::max(0.0, loss - found.var) / (1.0 - c));
    const double part = std::min(left, w);
    sum += part * loss;
    left -= part;
  }
  return sum / ((1.0 - c) * static_cast<double>(losses.size()));
}

/// Entropy of the tilt of one linear constraint v + E(L - v)^+ / (1 - c) = e.
double entropy_at(const std::vector<double>& losses, double v, double c, double e) {
  std::vector<TiltPoint> points;
  for (const double loss : losses) points.push_back({v - e + std::max(0.0, loss - v) / (1.0 - c), 1.0});
  const auto tilt = tilt_to_zero(points);
  return tilt ? tilt->entropy : 0.0;
}

TEST(EntropyTilt, OfShortfallReachesItOnTheHardestConstraint) {
  const double c = 0.95;
  auto losses = quantiles_of([](double p) { return 0.2 * normal_quantile(p); });
  std::sort(losses.begin(), losses.end(), std::greater<>());
  const double es = 0.2 * normal_density(normal_quantile(c)) / (1.0 - c);
  for (const double e : {es + 0.03, es + 0.15, es - 0.05}) {
    const auto found = tilt_shortfall(losses, 0.0, c, e);
    ASSERT_TRUE(found);
    EXPECT_NEAR(shortfall_under(losses, *found, c, e), e, 1e-4);
    // A shift of everything reaches it too, at a higher price.
    EXPECT_LT(found->tilt.entropy, (e - es) * (e - es) / (2.0 * 0.04));
    EXPECT_NEAR(found->tilt.entropy, entropy_at(losses, found->var, c, e), 1e-9);
    for (const double off : {-0.02, 0.02}) {
      const double beside = entropy_at(losses, found->var + off, c, e);
      EXPECT_EQ(beside<found->tilt.entropy, e> es) << e << " " << off;
    }
  }
}

TEST(EntropyTilt, OfShortfallBeyondTheWorstLossDoesNotExist) {
  EXPECT_FALSE(tilt_shortfall(std::vector<double>{0.3, 0.2, 0.1}, 0.0, 0.5, 0.31));
  EXPECT_FALSE(tilt_shortfall(std::vector<double>{0.3, 0.2, 0.1}, 0.0, 0.5, 0.05));
}

}  // namespace
}  // namespace faultline
