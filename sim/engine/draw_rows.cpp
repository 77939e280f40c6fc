#include "engine/draw_rows.h"

#include "math/elementary.h"
#include "math/special.h"

#include <algorithm>
#include <cmath>

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
  const double z = p <= q ? normal_quantile(p) : normal_quantile_complement(q);
  const double x =
      form->logarithmic ? form->mean * fast_exp(form->sd * z) : std::fma(form->sd, z, form->mean);
  return elementary::clamped(x, form->lower, form->upper);
}

}  // namespace faultline
