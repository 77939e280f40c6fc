#pragma once

#include "engine/prepared_plan.h"

#include <cstddef>

namespace faultline {

/// out[i] = quantile of a law with fixed arguments at u[i], the same bits as one by one. `u` and `out` are
/// aligned to 64 bytes and padded to whole lane groups, and so far overwritten.
void draw_law(const PreparedPlan& prepared, LawId law, double* u, double* out, std::size_t n);

/// The same for one path.
double draw_law(const PreparedPlan& prepared, LawId law, double u);

}  // namespace faultline
