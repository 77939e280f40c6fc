#pragma once

#include "core/metric.h"

#include <cstddef>
#include <span>
#include <vector>

namespace faultline {

/// A metric as a functional of a sample of its column: returns, drawdowns, or the indicator of a condition.
/// `given` is empty, or the indicator (0 or 1) of the paths that count. Conventions as in risk_report.h:
/// VaR_c is the order statistic ceil(c n) of the losses, ES_c the mean of the worst (1 - c) n with the
/// fractional one weighted. NaN for a sample on which the metric does not exist.
double statistic(const Metric& metric, std::span<const double> values, std::span<const double> given);

/// The influence function of a metric at a sample: how much one more observation y moves it, so that
///
///     T(F') - T(F) = E_F'[influence(y)] + second-order terms,   E_F[influence(y)] = 0.
///
///     mean                  y - m
///     sd                    ((y - m)^2 - s^2) / (2 s)
///     quantile, drawdown    (p - 1{y <= q}) / f(q)
///     VaR_c of L = -y       (1{L > v} - (1 - c)) / f(v)
///     ES_c                  v + max(L - v, 0) / (1 - c) - ES
///     probability           1{..} - p
///
/// under a condition of probability w: 1{condition} / w times that of the conditional sample. The density f
/// comes from quantiles around q, on the scale of log(p / (1 - p)), on which tails of exponential kind are
/// straight: the derivative there by five points, exact for polynomials of degree four. Hampel, F. R. (1974),
/// J. Amer. Stat. Assoc. 69; Serfling (1980), chapter 6.
class StatisticInfluence {
 public:
  /// `independent` is the number of independent observations behind the sample, for the error of the density:
  /// below the sample's size where observations come in pairs on common numbers.
  StatisticInfluence(const Metric& metric, std::span<const double> values, std::span<const double> given,
                     std::size_t independent);

  /// `given` is 1 where no condition is asked for. Not centred where the constant cancels between pairs.
  double operator()(double y, double given) const;

  double value() const { return value_; }  ///< the metric on the sample
  bool exists() const;                     ///< false: too few observations, or no spread around a quantile
  /// One standard error of the density, as a fraction of it; 0 where none enters.
  double scale_error() const { return scale_error_; }

 private:
  void take_density(std::vector<double> sorted, double p, double independent);

  MetricKind kind_;
  double level_;
  double value_;
  double at_ = 0.0;      ///< the mean, or the quantile, of the conditional sample
  double weight_ = 1.0;  ///< 1 / probability of the condition
  double inverse_density_ = 0.0;
  double scale_error_ = 0.0;
};

}  // namespace faultline
