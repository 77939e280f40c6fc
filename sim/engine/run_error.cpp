#include "engine/run_error.h"

#include <fmt/format.h>

namespace faultline {

RunError::RunError(std::uint64_t path_number, double at, std::string field_path, double found,
                   std::string allowed_text)
    : std::runtime_error(fmt::format("{}: {} on path {} at {:.6g} years{}", field_path, found, path_number,
                                     at, allowed_text.empty() ? "" : ", allowed is " + allowed_text)),
      path(path_number),
      time(at),
      field(std::move(field_path)),
      value(found),
      allowed(std::move(allowed_text)) {}

}  // namespace faultline
