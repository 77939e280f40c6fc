#pragma once

#include "risk/tally_view.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// By how much a path with value x moves an estimate, to first order and times n: the estimator's influence
/// function (Hampel 1974, J. Amer. Stat. Assoc. 69; Serfling 1980, chapter 6).
///
///     step:   slope (1{x <= at} - centre)          shares, quantiles, VaR
///     hinge:  slope (max(at - x, 0) - centre)      ES
///     powers: sum_k powers[k - 1] (x - at)^k       mean and moments, finite values only
struct PathInfluence {
  enum class Kind : std::uint8_t { step, hinge, powers } kind = Kind::powers;
  double at = 0.0;
  double slope = 1.0;
  double centre = 0.0;  ///< about the mean of the function, for accuracy only
  std::array<double, 4> powers{};

  static PathInfluence step(double at, double centre, double slope = 1.0) {
    return {Kind::step, at, slope, centre, {}};
  }
  static PathInfluence hinge(double at, double centre, double slope = 1.0) {
    return {Kind::hinge, at, slope, centre, {}};
  }
  static PathInfluence moment(double mean, std::array<double, 4> powers) {
    return {Kind::powers, mean, 1.0, 0.0, powers};
  }
};

/// The error of an estimate with some influence function.
struct Spread {
  double by_path = 0.0;   ///< as if all paths were independent
  double by_group = 0.0;  ///< from the groups of the run's sampling: antithetic pairs, scramblings
  std::uint64_t groups = 0;

  /// What the sampling makes of an error found for independent paths (the root of Kish's design effect,
  /// 1965); 1 where paths show no spread.
  double ratio() const { return by_path > 0.0 ? by_group / by_path : 1.0; }
};

/// Spreads over groups u of n_u paths with influences I:
///
///     by_group^2 = U / (U - 1) sum_u (sum_{i in u} I_i - n_u mean I)^2 / n^2
///
/// but for shares (steps of slope 1) at least 1.5 / n: no quantile is known better than to its neighbours
/// among the order statistics. The view's run is sampled in groups.
std::vector<Spread> spreads(const TallyView& view, ColumnUse use, std::span<const PathInfluence> influences);

/// The same of differences: influence k of `with` minus influence k of `without`, path by path.
std::vector<Spread> spreads_of_change(const TallyView& view, std::uint32_t with, std::uint32_t without,
                                      std::span<const PathInfluence> influences_with,
                                      std::span<const PathInfluence> influences_without);

}  // namespace faultline
