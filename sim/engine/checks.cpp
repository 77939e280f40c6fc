#include "engine/checks.h"

#include <cmath>
#include <cstdint>
#include <limits>

namespace faultline {

bool all_hold(const Check& check, const double* values, std::size_t n) {
  // One ulp outward turns >= into >, so that one loop serves open and closed bounds.
  const double infinity = std::numeric_limits<double>::infinity();
  const double lower = check.lower_allowed ? std::nextafter(check.lower, -infinity) : check.lower;
  const double upper = check.upper_allowed ? std::nextafter(check.upper, infinity) : check.upper;
  std::uint64_t broken = 0;
  for (std::size_t i = 0; i < n; ++i)
    broken |=
        static_cast<std::uint64_t>(!(values[i] > lower)) | static_cast<std::uint64_t>(!(values[i] < upper));
  return broken == 0;
}

}  // namespace faultline
