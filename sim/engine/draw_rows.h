#pragma once

#include "engine/prepared_plan.h"

#include <cstddef>

namespace faultline {

/// out[i] = quantile of a law with fixed arguments at u[i], the same bits as one by one.
void draw_law(const PreparedPlan& prepared, LawId law, const double* u, double* out, std::size_t n);

}  // namespace faultline
