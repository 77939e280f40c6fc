#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace faultline {

/// A number outside what its field allows that only shows on a path: ends the run.
struct RunError : std::runtime_error {
  RunError(std::uint64_t path_number, double at, std::string field_path, double found,
           std::string allowed_text);

  std::uint64_t path;
  double time;  ///< [years]
  std::string field;
  double value;
  std::string allowed;
};

}  // namespace faultline
