#pragma once

#include "faultline/plan.h"

#include <cstddef>

namespace faultline {

/// Whether every value holds the check.
bool all_hold(const Check& check, const double* values, std::size_t n);

}  // namespace faultline
