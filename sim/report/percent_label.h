#pragma once

#include <string>

#include <fmt/format.h>

namespace faultline {

/// "95%", "97.5%", "0.1%".
inline std::string percent_label(double fraction) {
  return fmt::format("{:.10g}%", 100.0 * fraction);
}

}  // namespace faultline
