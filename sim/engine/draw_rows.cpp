#include "engine/draw_rows.h"

namespace faultline {

void draw_law(const PreparedPlan& prepared, LawId id, const double* u, double* out, std::size_t n) {
  const Distribution& law = *prepared.plan->laws[at(id)].fixed;
  if (const auto& form = prepared.normal_forms[at(id)]) {
    if (!prepared.kernels->draw_normal(*form, u, out, n)) return;
    for (std::size_t i = 0; i < n; ++i) out[i] = law.quantile(u[i]);
  } else if (const auto& table = prepared.tables[at(id)]) {
    for (std::size_t i = 0; i < n; ++i) out[i] = (*table)(u[i]);
  } else {
    for (std::size_t i = 0; i < n; ++i) out[i] = law.quantile(u[i]);
  }
}

}  // namespace faultline
