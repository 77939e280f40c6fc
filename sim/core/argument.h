#pragma once

#include <stdexcept>
#include <string>

namespace faultline {

/// Of what a caller hands to a public function: std::invalid_argument with this text unless the condition
/// holds.
inline void require_argument(bool holds, const std::string& otherwise) {
  if (!holds) throw std::invalid_argument(otherwise);
}

}  // namespace faultline
