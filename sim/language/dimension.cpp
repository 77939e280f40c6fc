#include "language/dimension.h"

#include <limits>

#include <fmt/format.h>

namespace faultline {
namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

std::string dimension_name(Dimension dimension) {
  switch (dimension) {
    case 0:
      return "number";
    case 1:
      return "time";
    case -1:
      return "1/time";
    default:
      return dimension > 0 ? fmt::format("time^{}", dimension) : fmt::format("1/time^{}", -dimension);
  }
}

Range Range::any() {
  return {-infinity, infinity};
}
Range Range::positive() {
  return {0.0, infinity, false, true};
}
Range Range::non_negative() {
  return {0.0, infinity};
}
Range Range::probability() {
  return {0.0, 1.0};
}
Range Range::above(double lower) {
  return {lower, infinity, false, true};
}

std::string range_text(const Range& range) {
  const bool below = range.upper < infinity;
  const bool above = range.lower > -infinity;
  if (!above && !below) return "any number";
  if (!below) {
    if (range.lower == 0.0) return range.lower_allowed ? "zero or more" : "positive";
    return fmt::format("{} {}", range.lower_allowed ? "at least" : "above", range.lower);
  }
  if (!above) return fmt::format("{} {}", range.upper_allowed ? "at most" : "below", range.upper);
  std::string text = fmt::format("between {} and {}", range.lower, range.upper);
  if (!range.lower_allowed && !range.upper_allowed) return text + ", both excluded";
  if (!range.lower_allowed) return text + fmt::format(", {} excluded", range.lower);
  if (!range.upper_allowed) return text + fmt::format(", {} excluded", range.upper);
  return text;
}

}  // namespace faultline
