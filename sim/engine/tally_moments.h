#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace faultline {

/// Count, mean, extremes and central sums of a sample, M_p = sum (x - mean)^p for p = 2 .. Order; mergeable.
template <int Order>
struct Moments {
  std::uint64_t n = 0;
  double mean = 0.0;
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -std::numeric_limits<double>::infinity();
  std::array<double, Order - 1> sums{};  ///< sums[p - 2] = M_p

  /// The central sum M_p, 2 <= p <= Order.
  double sum(int p) const { return sums[static_cast<std::size_t>(p - 2)]; }
  /// The central moment M_p / n; n >= 1.
  double central(int p) const { return sum(p) / static_cast<double>(n); }
  /// No spread at all: what divides by the variance does not exist.
  bool constant() const { return !(lowest < highest); }
};

/// Two passes over finite values in eight fixed lanes: the same bits on every vector width.
template <int Order>
Moments<Order> moments_of(std::span<const double> values);

/// The same of those values that are finite; `scratch` holds them where others are among them.
template <int Order>
Moments<Order> finite_moments_of(std::span<const double> values, std::vector<double>& scratch);

/// The moments of the union. Pebay (2008), Formulas for robust, one-pass parallel computation of covariances
/// and arbitrary-order statistical moments, SAND2008-6212, eq. 2.1. The order of the arguments matters to the
/// last bits.
template <int Order>
Moments<Order> merged(const Moments<Order>& left, const Moments<Order>& right);

}  // namespace faultline
