// Assets whose drift and volatility are numbers: their kernels against the exponential, and their paths.
#include "engine/kernels.h"
#include "engine/rows.h"
#include "faultline/compile.h"
#include "faultline/simulate.h"
#include "random/bulk.h"
#include "support/engine.h"
#include "support/scenario.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr std::size_t paths = 512;
/// Of OneAsset's noise.
constexpr double largest_noise = 6.0;

void grow(const Kernels& kernels, const Rows<float>& noise, const SteadyAsset& asset, double dt) {
  kernels.grow_single(noise[0], noise.stride(), &asset, 1, dt, largest_noise, paths);
}
void grow(const Kernels& kernels, const Rows<double>& noise, const SteadyAsset& asset, double dt) {
  kernels.grow_double(noise[0], noise.stride(), &asset, 1, dt, largest_noise, paths);
}
void settle(const Kernels& kernels, const Rows<float>& noise, const SteadyAsset& asset, const QuadSoFar& quad,
            double* out) {
  kernels.settled_single(noise[0], noise.stride(), asset, quad, out, paths);
}
void settle(const Kernels& kernels, const Rows<double>& noise, const SteadyAsset& asset,
            const QuadSoFar& quad, double* out) {
  kernels.settled_double(noise[0], noise.stride(), asset, quad, out, paths);
}

/// One asset on rows of noise, from -6 to 6 and back; of a year's `deviation`, on steps of 1/100 year.
template <class Real>
struct OneAsset {
  explicit OneAsset(double deviation) : noise(steps_per_quad, paths), x(1, paths), price(1, paths), asset{} {
    for (std::size_t i = 0; i < paths; ++i) {
      noise[1][i] = static_cast<Real>(-6.0 + 12.0 * static_cast<double>(i) / (paths - 1));
      noise[0][i] = Real{0.5} * noise[1][i] * noise[1][i] - Real{6};
      x[0][i] = 0.25;
      price[0][i] = 2.0;
    }
    asset = {0.3, deviation, deviation, 1, x[0], price[0]};
  }

  double drift() const { return asset.mean * dt; }
  double diffusion(std::size_t i) const { return asset.scale * sqrt_dt * static_cast<double>(noise[1][i]); }

  static constexpr double dt = 0.01, sqrt_dt = 0.1;
  Rows<Real> noise;
  Rows<double> x;
  Rows<double> price;
  SteadyAsset asset;
};

/// Largest error of a price relative to its drift and diffusion.
template <class Real>
double worst_growth(const Kernels& kernels, double deviation) {
  OneAsset<Real> one(deviation);
  grow(kernels, one.noise, one.asset, one.dt);
  double worst = 0.0;
  for (std::size_t i = 0; i < paths; ++i) {
    const double expected = 2.0 * std::exp(one.drift() + one.diffusion(i));
    const double moved = std::fabs(one.drift()) + std::fabs(one.diffusion(i));
    worst = std::max(worst, std::fabs(one.price[0][i] / expected - 1.0) / moved);
  }
  return worst;
}

class Steady : public ::testing::TestWithParam<SimdTarget> {};

// 15 % and 32 % a year reach no further than the first polynomial, 40 % and 65 % than the second, 90 % and
// 160 % than the third; 300 % goes beyond, 0 % has none.
TEST_P(Steady, PricesGrowByTheExponential) {
  const Kernels& kernels = kernels_of(GetParam());
  for (const double deviation : {0.0, 0.15, 0.32, 0.4, 0.65, 0.9, 1.6, 3.0}) {
    EXPECT_LT(worst_growth<float>(kernels, deviation), 1.9e-7) << deviation;
    EXPECT_LT(worst_growth<double>(kernels, deviation), 5.1e-11) << deviation;
  }
}

TEST_P(Steady, NormalsWithoutBoundGrowByTheExponential) {
  OneAsset<float> one(0.15), unbounded(0.15);
  grow(kernels_of(GetParam()), one.noise, one.asset, one.dt);
  kernels_of(GetParam())
      .grow_single(unbounded.noise[0], unbounded.noise.stride(), &unbounded.asset, 1, unbounded.dt,
                   std::numeric_limits<double>::infinity(), paths);
  for (std::size_t i = 0; i < paths; ++i) {
    EXPECT_NEAR(one.price[0][i], unbounded.price[0][i], 2e-8) << i;
    EXPECT_NEAR(unbounded.price[0][i], 2.0 * std::exp(one.drift() + one.diffusion(i)), 1e-11) << i;
  }
}

template <class Real>
void noise_is_taken_over(const Kernels& kernels, double tolerance) {
  OneAsset<Real> one(0.3);
  const double longer = std::sqrt(0.02);
  const QuadSoFar quad{2, 0.03, one.sqrt_dt, {1.0, longer / one.sqrt_dt}};
  Rows<double> out(1, paths);
  settle(kernels, one.noise, one.asset, quad, out[0]);
  for (std::size_t i = 0; i < paths; ++i) {
    const double noise =
        one.sqrt_dt * static_cast<double>(one.noise[0][i]) + longer * static_cast<double>(one.noise[1][i]);
    const double expected = 0.25 + 0.3 * 0.03 + 0.3 * noise;
    EXPECT_NEAR(out[0][i], expected, tolerance) << i;
    EXPECT_EQ(one.x[0][i], 0.25);
  }
}

TEST_P(Steady, LogPricesTakeOverTheNoiseOfAQuad) {
  noise_is_taken_over<float>(kernels_of(GetParam()), 3e-7);
  noise_is_taken_over<double>(kernels_of(GetParam()), 2e-15);
}

template <class Real>
std::vector<double> after_a_step(SimdTarget target, double deviation) {
  OneAsset<Real> one(deviation);
  grow(kernels_of(target), one.noise, one.asset, one.dt);
  settle(kernels_of(target), one.noise, one.asset, {2, 0.02, one.sqrt_dt, {1.0, 0.9}}, one.x[0]);
  std::vector<double> all(one.x[0], one.x[0] + paths);
  all.insert(all.end(), one.price[0], one.price[0] + paths);
  return all;
}

TEST_P(Steady, IsTheSameBitsAsTheScalarTarget) {
  for (const double deviation : {0.0, 0.15, 0.4, 0.9, 3.0}) {
    EXPECT_EQ(after_a_step<float>(GetParam(), deviation), after_a_step<float>(SimdTarget::scalar, deviation));
    EXPECT_EQ(after_a_step<double>(GetParam(), deviation),
              after_a_step<double>(SimdTarget::scalar, deviation));
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, Steady, ::testing::ValuesIn(supported_simd_targets()),
                         [](const auto& test) { return std::string(name_of(test.param)); });

std::vector<double> column(const std::string& yaml, const std::string& label) {
  const auto scenario = compile(testing::model_of(yaml));
  const auto& columns = scenario.value().outputs.columns;
  const auto values = simulate_paths(scenario.value(), {}, testing::path_numbers(0, paths));
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].label == label)
      return {values.begin() + static_cast<std::ptrdiff_t>(c * paths),
              values.begin() + static_cast<std::ptrdiff_t>((c + 1) * paths)};
  ADD_FAILURE() << "no column " << label;
  return {};
}

std::string falling(const std::string& report) {
  return "faultline: 1\ntitle: t\nhorizon: 1y\nstep: 1d\n"
         "assets: {A: {drift: 5%, volatility: 45%}}\n"
         "shocks: {falls: {kind: arrivals, rate: 3/y, impact: {A: -5% +- 4%}}}\n"
         "portfolios: {P: {weights: {A: 100%}}}\n" +
         report;
}

// The asset's drawdown goes by the log price, the portfolio's by the price that grows along the way.
TEST(SteadyPaths, PricesAndLogPricesStayTogether) {
  const std::string yaml = falling("report: {series: [A, P], measures: [max_drawdown]}\n");
  const auto by_log = column(yaml, "A.max_drawdown at 1y"), by_price = column(yaml, "P.max_drawdown at 1y");
  ASSERT_EQ(by_log.size(), by_price.size());
  for (std::size_t i = 0; i < by_log.size(); ++i) EXPECT_NEAR(by_price[i], by_log[i], 5e-7) << i;
}

// Days 5, 6 and 7 lie within a draw of four steps.
TEST(SteadyPaths, HorizonsWithinAQuadChangeNothing) {
  const auto alone = column(falling("report: {series: [A], horizons: [12m]}\n"), "A.return at 12m");
  const auto among =
      column(falling("report: {series: [A], horizons: [5d, 6d, 7d, 12m]}\n"), "A.return at 12m");
  EXPECT_EQ(alone, among);
}

}  // namespace
}  // namespace faultline
