#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace faultline {

/// What a field does not allow and what only shows on a path: a number outside its range, or a law whose
/// drawn arguments do not fit it. Ends the run.
struct RunError : std::runtime_error {
  RunError(std::uint64_t path_number, double at, std::string field_path, double found,
           std::string allowed_text);
  RunError(std::uint64_t path_number, double at, std::string field_path, std::string law_complaint);

  /// The error without its field: "-1 on path 17 at 0.25 years, allowed is at least 0".
  std::string text() const;

  std::uint64_t path;
  double time;        ///< [years]
  std::string field;  ///< "shocks.curb.rate"
  double value;       ///< NaN for a law
  std::string allowed;
  std::string complaint;  ///< of the law
};

/// A point of a study whose run ended so.
struct BrokenPoint {
  std::string setting;  ///< "curb_rate=2/y, grant=50%"
  RunError error;
};

}  // namespace faultline
