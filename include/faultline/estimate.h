#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace faultline {

/// A reported statistic. A value or error that does not exist ("never", kurtosis of a constant) is NaN and
/// null in JSON.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  std::uint64_t n = 0;      ///< observations behind it
  bool unreliable = false;  ///< a conditional quantile with fewer than 100 observations beyond it

  bool exists() const { return !std::isnan(value); }
};

}  // namespace faultline
