#pragma once

#include "faultline/estimate.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// Uniform points of a Saltelli design: matrices A and B, `rows` x `parameters` each, the two halves of a
/// Sobol sequence in 2 * parameters dimensions with random digital shifts. Row-major. A restart with the same
/// seed gives the same points. Saltelli (2002), Comput. Phys. Commun. 145; Joe and Kuo (2008).
struct SaltelliDesign {
  std::size_t parameters = 0;
  std::size_t rows = 0;
  std::vector<double> a;
  std::vector<double> b;

  /// Coordinate `column` of evaluation `which` of a row: 0 is A_j, 1 is B_j, 2 + i is A_j with column i of
  /// B_j.
  double at(std::size_t row, std::size_t which, std::size_t column) const {
    const bool from_b = which == 1 || which == column + 2;
    return (from_b ? b : a)[row * parameters + column];
  }
  std::size_t evaluations() const { return parameters + 2; }
};

SaltelliDesign saltelli_design(std::size_t parameters, std::size_t rows, std::uint64_t seed);

/// A share of the variance with its 95 % bootstrap interval.
struct VarianceShare {
  Estimate estimate;
  double low = 0.0;
  double high = 0.0;
};

struct SobolIndices {
  Estimate mean;       ///< of the metric over the parameters
  Estimate variance;   ///< of the metric over the parameters, simulator noise removed
  double noise = 0.0;  ///< variance that simulation adds to one evaluation of the metric
  std::vector<VarianceShare> first;
  std::vector<VarianceShare> total;
  bool resolved =
      false;  ///< the variance stands out from the noise by 3 standard errors; otherwise no shares
};

/// First-order and total indices by the estimators of Jansen (1999, Comput. Phys. Commun. 117), simulator
/// noise removed. Every evaluation comes twice, f and g, on independent random numbers, so that products of
/// the two have no noise in expectation (rows x (parameters + 2), row-major, order of SaltelliDesign::at):
///
///     V   = cov(f, g) over A and B
///     U   = mean((f_A - f_B)(g_A - g_B)) / 2, whose expectation is V
///     S_i = 1 - mean((f_B - f_ABi)(g_B - g_ABi)) / (2 U)
///     T_i = mean((f_A - f_ABi)(g_A - g_ABi)) / (2 U)
///
/// Divided by U of the same rows, a parameter without effect has shares of exactly 0, one alone of exactly 1.
/// With f = g the usual ones. Standard errors and 95 % intervals by resampling rows (percentiles).
SobolIndices sobol_indices(std::size_t parameters, std::span<const double> f, std::span<const double> g,
                           std::uint64_t seed, std::size_t resamples = 1000);

}  // namespace faultline
