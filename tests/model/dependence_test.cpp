// Residual correlations are derived so that the total covariance is the one listed: recomputed here from the
// loadings.
#include "model/dependence.h"

#include "math/linear.h"
#include "model/noise.h"
#include "model_fixture.h"

#include <cmath>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

constexpr const char* text = R"(
faultline: 1
horizon: 12m
factors:
  market: {volatility: 17%}
  chips_factor: {volatility: 25%}
assets:
  AAPL: {volatility: 28%}
  NVDA: {volatility: 48%, betas: {market: 1.5, chips_factor: 0.8}}
  AMD: {volatility: 52%, betas: {market: 1.4, chips_factor: 0.9}}
  BABA: {volatility: 42%, betas: {market: 0.9}}
dependence:
  correlation:
    chips_factor: {market: 0.3, share: 0.1}
    AAPL: {market: 0.6, share: 0.2}
    NVDA: {AAPL: 0.5, share: 0.25}
    AMD: {NVDA: 0.75, AAPL: 0.45}
    BABA: {AAPL: 0.34, NVDA: 0.4}
shocks:
  share: {kind: process, initial: 50%, half_life: none, volatility: 10%, bounds: [0, 1]}
)";

/// Covariance of the diffusions of two noises from loadings on all noises and R, by plain sums.
double covariance(const Market& market, std::uint32_t a, std::uint32_t b) {
  const NoiseOrder order(market);
  const auto loadings = [&](std::uint32_t noise) {
    std::vector<double> out(order.size(), 0.0);
    out[noise] = 1.0;
    if (order.kind(noise) != NoiseKind::asset) return out;
    const std::uint32_t asset = order.index(noise);
    out[noise] = market.dependence.residual_volatility[asset];
    for (const auto& [factor, beta] : market.assets[asset].betas)
      out[order.factor(factor)] += beta * market.factors[factor].volatility;
    return out;
  };
  const std::vector<double> x = loadings(a);
  const std::vector<double> y = loadings(b);
  double sum = 0.0;
  for (std::uint32_t i = 0; i < order.size(); ++i)
    for (std::uint32_t j = 0; j < order.size(); ++j)
      sum += x[i] * y[j] * market.dependence.residual_correlation[i * order.size() + j];
  return sum;
}

TEST(Dependence, TotalCovarianceIsTheOneListed) {
  const Market market = market_of(text);
  const NoiseOrder order(market);
  for (std::uint32_t a = 0; a < market.assets.size(); ++a)
    EXPECT_NEAR(covariance(market, order.asset(a), order.asset(a)), std::pow(market.assets[a].volatility, 2),
                1e-12)
        << market.assets[a].name;
  ASSERT_EQ(market.dependence.entries.size(), 10u);
  std::vector<double> volatility;
  for (const Asset& asset : market.assets) volatility.push_back(asset.volatility);
  for (const CorrelationEntry& entry : market.dependence.entries) {
    const double size =
        std::sqrt(covariance(market, entry.a, entry.a) * covariance(market, entry.b, entry.b));
    EXPECT_NEAR(covariance(market, entry.a, entry.b) / size, entry.value, 1e-12)
        << order.name(entry.a) << " " << order.name(entry.b);
    EXPECT_NEAR(total_correlation(market, volatility, entry.a, entry.b), entry.value, 1e-12);
  }
}

TEST(Dependence, UnlistedPairsHaveResidualCorrelationZero) {
  const Market market = market_of(text);
  const NoiseOrder order(market);
  const std::uint32_t amd = order.asset(2);
  const std::uint32_t baba = order.asset(3);
  EXPECT_EQ(market.dependence.residual_correlation[amd * order.size() + baba], 0.0);
  EXPECT_NE(covariance(market, amd, baba), 0.0);
}

TEST(Dependence, ResidualsAreTakenAsListed) {
  std::string direct = text;
  direct.replace(direct.find("dependence:\n"), 12, "dependence:\n  of: residuals\n");
  const Market market = market_of(direct);
  for (const CorrelationEntry& entry : market.dependence.entries)
    EXPECT_EQ(market.dependence.residual_correlation[entry.a * 7 + entry.b], entry.value);
}

TEST(Dependence, NoiseOrderIsProcessesFactorsAssets) {
  const Market market = market_of(text);
  const NoiseOrder order(market);
  const std::vector<std::string> expected{"share", "market", "chips_factor", "AAPL", "NVDA", "AMD", "BABA"};
  for (std::uint32_t i = 0; i < order.size(); ++i) EXPECT_EQ(order.name(i), expected[i]);
}

TEST(Dependence, RepairTakesTheNearestMatrixAndTellsTheChange) {
  const Market market = market_of(R"(
faultline: 1
horizon: 12m
assets: {A: {volatility: 30%}, B: {volatility: 20%}, C: {volatility: 20%}}
dependence: {correlation: {B: {A: 0.9}, C: {A: 0.9, B: -0.9}}, repair: nearest}
)");
  EXPECT_GT(market.dependence.repair_change, 0.1);
  EXPECT_GE(smallest_eigenvalue(SquareMatrix(3, market.dependence.residual_correlation)), -1e-9);
}

}  // namespace
}  // namespace faultline::testing
