#include "engine/draw_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

void draw_law(const PreparedPlan& prepared, LawId id, double* u, double* out, std::size_t n) {
  const Distribution& law = *prepared.plan->laws[at(id)].fixed;
  if (const auto& form = prepared.normal_forms[at(id)]) {
    const std::size_t padded = padded_lanes(n);
    std::fill(u + n, u + padded, 0.5);
    if (!prepared.kernels->draw_normal(*form, u, out, padded)) return;
    for (std::size_t i = 0; i < n; ++i) out[i] = law.quantile(u[i]);
  } else if (const auto& table = prepared.tables[at(id)]) {
    for (std::size_t i = 0; i < n; ++i) out[i] = (*table)(u[i]);
  } else {
    for (std::size_t i = 0; i < n; ++i) out[i] = law.quantile(u[i]);
  }
}

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
