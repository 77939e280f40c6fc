#include "math/linear.h"
#include "model/codes.h"
#include "model/dependence.h"
#include "model/noise.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr double rounding = 1e-9;

std::string number(double value) {
  return fmt::format("{:.4g}", value);
}

/// Covariances of the diffusions in terms of the noises: asset a = sum_f load(a, f) z_f + s_a eps_a.
class Covariance {
 public:
  Covariance(const Market& market, std::span<const double> residual, const SquareMatrix& correlation)
      : market_(market), order_(market), residual_(residual), correlation_(correlation) {}

  /// Covariance rate of the systematic part of asset a with noise b (unit variance).
  double systematic_with_noise(std::uint32_t a, std::uint32_t b) const {
    double sum = 0.0;
    for (const auto& [factor, beta] : market_.assets[a].betas)
      sum += beta * market_.factors[factor].volatility * correlation_(order_.factor(factor), b);
    return sum;
  }
  /// Covariance rate of the systematic parts of two assets.
  double systematic(std::uint32_t a, std::uint32_t b) const {
    double sum = 0.0;
    for (const auto& [factor, beta] : market_.assets[b].betas)
      sum += beta * market_.factors[factor].volatility * systematic_with_noise(a, order_.factor(factor));
    return sum;
  }
  /// Everything of the covariance of assets a and b but s_a s_b R(eps_a, eps_b).
  double without_residuals(std::uint32_t a, std::uint32_t b) const {
    return systematic(a, b) + residual_[b] * systematic_with_noise(a, order_.asset(b)) +
           residual_[a] * systematic_with_noise(b, order_.asset(a));
  }

 private:
  const Market& market_;
  NoiseOrder order_;
  std::span<const double> residual_;
  const SquareMatrix& correlation_;
};

class Derivation {
 public:
  Derivation(std::span<const double> volatility, Market& market, Diagnostics& diagnostics)
      : volatility_(volatility),
        market_(market),
        diagnostics_(diagnostics),
        order_(market),
        correlation_(SquareMatrix::identity(order_.size())),
        residual_(volatility.begin(), volatility.end()) {}

  void run() {
    for (const CorrelationEntry& entry : market_.dependence.entries)
      if (is_direct(entry)) set(entry.a, entry.b, entry.value);
    if (!split_volatilities()) return;
    bool ok = true;
    // A process' correlation with the factors is direct, so asset-process pairs can be solved in any order,
    // and pairs of assets rest on factors alone.
    for (const CorrelationEntry& entry : market_.dependence.entries)
      if (!is_direct(entry)) ok = solve(entry) && ok;
    if (ok) make_positive();
  }

 private:
  bool is_direct(const CorrelationEntry& entry) const {
    if (market_.dependence.of == CorrelationMeaning::residuals) return true;
    return !has_betas(entry.a) && !has_betas(entry.b);
  }
  bool has_betas(std::uint32_t noise) const {
    return order_.kind(noise) == NoiseKind::asset && !market_.assets[order_.index(noise)].betas.empty();
  }
  void set(std::uint32_t a, std::uint32_t b, double value) {
    correlation_(a, b) = value;
    correlation_(b, a) = value;
  }

  /// s_a^2 = sigma_a^2 - the systematic variance.
  bool split_volatilities() {
    bool ok = true;
    const Covariance covariance(market_, residual_, correlation_);
    for (std::uint32_t a = 0; a < market_.assets.size(); ++a) {
      const Asset& asset = market_.assets[a];
      if (asset.betas.empty()) continue;
      const double systematic = covariance.systematic(a, a);
      const double total = volatility_[a] * volatility_[a];
      if (systematic > total * (1.0 + rounding)) {
        diagnostics_.error(codes::systematic_exceeds, asset.where, "assets." + asset.name + ".betas",
                           "the betas alone make a volatility of " + number(std::sqrt(systematic)) +
                               ", more than the asset's " + number(volatility_[a]),
                           "lower the betas or raise the volatility");
        ok = false;
      }
      residual_[a] = std::sqrt(std::max(total - systematic, 0.0));
      if (residual_[a] < 1e-9 * volatility_[a]) residual_[a] = 0.0;
    }
    market_.dependence.residual_volatility = residual_;
    return ok;
  }

  /// A listed total correlation of an asset with betas.
  bool solve(const CorrelationEntry& entry) {
    const Covariance covariance(market_, residual_, correlation_);
    const std::uint32_t first = has_betas(entry.a) ? entry.a : entry.b;
    const std::uint32_t second = first == entry.a ? entry.b : entry.a;
    const std::uint32_t a = order_.index(first);
    double wanted = 0.0;
    double scale = 0.0;
    double size = volatility_[a];
    if (order_.kind(second) == NoiseKind::asset) {
      const std::uint32_t b = order_.index(second);
      size *= volatility_[b];
      wanted = entry.value * size - covariance.without_residuals(a, b);
      scale = residual_[a] * residual_[b];
    } else {
      wanted = entry.value * size - covariance.systematic_with_noise(a, second);
      scale = residual_[a];
    }
    if (std::abs(wanted) > scale * (1.0 + rounding) + 1e-12 * size) return report(entry, wanted, scale);
    set(first, second, scale > 0.0 ? std::clamp(wanted / scale, -1.0, 1.0) : 0.0);
    return true;
  }

  bool report(const CorrelationEntry& entry, double wanted, double scale) {
    const std::string pair = "'" + order_.name(entry.a) + "' and '" + order_.name(entry.b) + "'";
    diagnostics_.error(
        codes::residual_correlation, entry.where, "dependence.correlation",
        "with the betas as they are, no correlation of the residuals of " + pair + " gives " +
            number(entry.value) +
            (scale > 0.0 ? ": it would have to be " + number(wanted / scale) : ": nothing is left of them"),
        "change the betas, or list residual correlations with `of: residuals`");
    return false;
  }

  void make_positive() {
    Dependence& dependence = market_.dependence;
    const double smallest = order_.size() == 0 ? 0.0 : smallest_eigenvalue(correlation_);
    if (smallest < -1e-10) {
      const SourceRange where = dependence.entries.empty() ? SourceRange{} : dependence.entries.front().where;
      if (!dependence.repair_nearest) {
        diagnostics_.error(
            codes::not_semidefinite, where, "dependence.correlation",
            "the correlations contradict each other: the smallest eigenvalue of the residual matrix is " +
                number(smallest),
            "correct them, or take the nearest matrix with `repair: nearest`");
        return;
      }
      const NearestCorrelation nearest = nearest_correlation(correlation_);
      correlation_ = nearest.matrix;
      dependence.repair_change = nearest.max_change;
      diagnostics_.warning(codes::repaired, where, "dependence.correlation",
                           "the residual matrix had the smallest eigenvalue " + number(smallest) +
                               "; the nearest correlation matrix is taken, which changes an entry by up to " +
                               number(nearest.max_change));
    }
    dependence.residual_correlation.assign(correlation_.values().begin(), correlation_.values().end());
  }

  std::span<const double> volatility_;
  Market& market_;
  Diagnostics& diagnostics_;
  NoiseOrder order_;
  SquareMatrix correlation_;
  std::vector<double> residual_;
};

}  // namespace

void derive_dependence(std::span<const double> volatility, Market& market, Diagnostics& diagnostics) {
  Derivation(volatility, market, diagnostics).run();
}

double total_correlation(const Market& market, std::span<const double> volatility, std::uint32_t a,
                         std::uint32_t b) {
  const NoiseOrder order(market);
  const SquareMatrix correlation(order.size(), market.dependence.residual_correlation);
  const Covariance covariance(market, market.dependence.residual_volatility, correlation);
  const bool first = order.kind(a) == NoiseKind::asset;
  const bool second = order.kind(b) == NoiseKind::asset;
  if (!first && !second) return correlation(a, b);
  if (!first) return total_correlation(market, volatility, b, a);
  const std::uint32_t i = order.index(a);
  const double own = market.dependence.residual_volatility[i];
  if (!second) return (covariance.systematic_with_noise(i, b) + own * correlation(a, b)) / volatility[i];
  const std::uint32_t j = order.index(b);
  return (covariance.without_residuals(i, j) +
          own * market.dependence.residual_volatility[j] * correlation(a, b)) /
         (volatility[i] * volatility[j]);
}

}  // namespace faultline
