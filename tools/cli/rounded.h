#pragma once

#include "faultline/estimate.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

namespace faultline::cli {

/// "0.1234 ± 0.0021": digits down to the second one of the error; "-" without a value, "?" after an
/// unreliable one.
inline std::string rounded(const Estimate& estimate) {
  if (!estimate.exists()) return "-";
  const char* mark = estimate.unreliable ? "?" : "";
  if (!(estimate.standard_error > 0.0)) return fmt::format("{:.6g}{}", estimate.value, mark);
  const int digits = std::clamp(1 - static_cast<int>(std::floor(std::log10(estimate.standard_error))), 0, 12);
  return fmt::format("{:.{}f}{} ± {:.{}f}", estimate.value, digits, mark, estimate.standard_error, digits);
}

}  // namespace faultline::cli
