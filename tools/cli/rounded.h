#pragma once

#include "faultline/estimate.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

namespace faultline::cli {

/// "0.1234 ± 0.0021": digits down to the second one of the error; "-" without a value.
inline std::string rounded(const Estimate& estimate) {
  if (!estimate.exists()) return "-";
  if (!(estimate.standard_error > 0.0)) return fmt::format("{:.6g}", estimate.value);
  const int digits = std::clamp(1 - static_cast<int>(std::floor(std::log10(estimate.standard_error))), 0, 12);
  return fmt::format("{:.{}f} ± {:.{}f}", estimate.value, digits, estimate.standard_error, digits);
}

}  // namespace faultline::cli
