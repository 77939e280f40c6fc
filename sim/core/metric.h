#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace faultline {

enum class MetricKind : std::uint8_t {
  mean,
  sd,
  quantile,
  var,
  es,
  loss_probability,
  condition_probability,
  drawdown
};

/// A figure as it can be named in limits, precision and sweeps: `es(core, 99%, 3m | deal dies)`.
struct Metric {
  MetricKind kind = MetricKind::mean;
  std::string text;                    ///< as written, normalised spaces
  std::uint32_t series = 0;            ///< position among the series of the report
  double level = 0.0;                  ///< p, confidence or loss
  std::uint32_t horizon = 0;           ///< position among the horizons of the report
  std::optional<std::uint32_t> given;  ///< position among the `given` conditions
  std::uint32_t condition = 0;         ///< position among the conditions of prob(<condition>)
};

enum class Comparison : std::uint8_t { less, less_equal, greater, greater_equal };

/// A metric that must stay on one side of a bound.
struct Limit {
  std::string text;
  Metric metric;
  Comparison comparison = Comparison::less_equal;
  double bound = 0.0;
};

/// A standard error to be reached for a metric.
struct Precision {
  Metric metric;
  double standard_error = 0.0;
};

/// Which statistics are asked for.
struct Measures {
  bool mean = true, sd = true, skewness = true, kurtosis = true, quantiles = true, var = true, es = true,
       prob_loss = true, max_drawdown = true;
};

}  // namespace faultline
