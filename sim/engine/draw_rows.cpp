#include "engine/draw_rows.h"

#include "math/elementary.h"
#include "math/normal_quantile.h"

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

double draw_law(const PreparedPlan& prepared, LawId id, double u) {
  const Distribution& law = *prepared.plan->laws[at(id)].fixed;
  if (const auto& table = prepared.tables[at(id)]) return (*table)(u);
  const auto& form = prepared.normal_forms[at(id)];
  if (!form) return law.quantile(u);
  const double p = form->below + u * form->kept, q = form->above + (1.0 - u) * form->kept;
  const double smaller = std::min(p, q);
  double z;  // of the lower side
  if (smaller >= as241::tail_below) {
    const as241::Quotient centre = as241::centre(smaller - 0.5);
    z = centre.top / centre.bottom;
  } else {
    const double r = as241::reach_of(smaller);
    if (r > as241::near_reach) return law.quantile(u);
    const as241::Quotient near = as241::near_tail(r);
    z = -near.top / near.bottom;
  }
  if (p > q) z = -z;
  const double x =
      form->logarithmic ? form->mean * fast_exp(form->sd * z) : std::fma(form->sd, z, form->mean);
  return elementary::clamped(x, form->lower, form->upper);
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
