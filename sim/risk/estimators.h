#pragma once

#include "engine/tally_moments.h"
#include "faultline/estimate.h"
#include "risk/order.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// Mean and its error sqrt(s^2 / n), s^2 the unbiased sample variance. Without spread the error is 0.
Estimate mean_estimate(const Moments<8>& moments);
Estimate mean_estimate(const Moments<2>& moments);

/// Standard deviation s (divisor n - 1) and its asymptotic error s sqrt((b - 1) / (4 n)), b = m4 / m2^2
/// (Kendall and Stuart, The Advanced Theory of Statistics 1, section 10.10). n >= 2.
Estimate sd_estimate(const Moments<8>& moments);

/// Skewness g = m3 / m2^(3/2). Error from its influence function
///     z^3 - g - 3 z - (3/2) g (z^2 - 1),  z = (x - mean) / sqrt(m2),
/// whose variance needs moments up to the sixth (Serfling 1980, section 3.3). Does not exist for a constant.
Estimate skewness_estimate(const Moments<8>& moments);

/// Excess kurtosis m4 / m2^2 - 3. Error from its influence function
///     z^4 - b - 4 g z - 2 b (z^2 - 1),  b = m4 / m2^2,
/// whose variance needs moments up to the eighth. Does not exist for a constant.
Estimate kurtosis_estimate(const Moments<8>& moments);

/// A probability and half of its 1-sigma Wilson interval (Wilson 1927, J. Amer. Stat. Assoc. 22). Nothing for
/// n = 0.
Estimate probability_estimate(std::uint64_t hits, std::uint64_t n);

/// Error of a mean of batches: sd / sqrt(batches) over the values that exist; NaN with fewer than two.
double batch_error(std::span<const double> batches);

/// Which figures of order are wanted: quantiles of the values, VaR and ES of the losses.
struct OrderLevels {
  std::vector<double> quantiles;
  std::vector<double> var;
  std::vector<double> es;

  std::size_t size() const { return quantiles.size() + var.size() + es.size(); }
};

/// Point values in the order quantiles, VaR, ES. Infinite ones ("never") are NaN.
std::vector<double> order_points(const OrderAnswer& answer, std::size_t n, const OrderLevels& levels);
/// The same with errors: of quantiles and VaR half the width of the 68.27 % order-statistic interval, of ES
/// asymptotic. None where the sample is too small for one: has_rank_interval(), two losses in the tail of ES.
std::vector<Estimate> order_estimates(const OrderAnswer& answer, std::size_t n, const OrderLevels& levels);

OrderRequest points_request(std::size_t n, const OrderLevels& levels);
OrderRequest estimates_request(std::size_t n, const OrderLevels& levels);

/// Observations beyond a quantile on its thinner side: min(p, 1 - p) n.
double observations_beyond(std::uint64_t n, double p);

}  // namespace faultline
