#pragma once

#include <string>

namespace faultline {

/// Power of time: 0 a number, 1 a time [years], -1 a rate [1/year].
using Dimension = int;
inline constexpr Dimension number_dimension = 0;
inline constexpr Dimension time_dimension = 1;
inline constexpr Dimension rate_dimension = -1;

/// "number", "time", "1/time", "time^2".
std::string dimension_name(Dimension dimension);

/// What a field allows, bounds included or not.
struct Range {
  double lower;
  double upper;
  bool lower_allowed = true;
  bool upper_allowed = true;

  bool contains(double value) const {
    return (lower_allowed ? value >= lower : value > lower) &&
           (upper_allowed ? value <= upper : value < upper);
  }
  static Range any();
  static Range positive();      ///< (0, inf)
  static Range non_negative();  ///< [0, inf)
  static Range probability();   ///< [0, 1]
  static Range above(double lower);
};

/// "between 0 and 1", "positive", ...
std::string range_text(const Range& range);

}  // namespace faultline
