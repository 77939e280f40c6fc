#include "faultline/run_error.h"

#include <limits>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

std::string text_of(const std::string& problem, std::uint64_t path, double time, const std::string& allowed) {
  return fmt::format("{} on path {} at {:.6g} years{}", problem, path, time,
                     allowed.empty() ? "" : ", allowed is " + allowed);
}

}  // namespace

RunError::RunError(std::uint64_t path_number, double at, std::string field_path, double found,
                   std::string allowed_text)
    : std::runtime_error(field_path + ": " +
                         text_of(fmt::format("{}", found), path_number, at, allowed_text)),
      path(path_number),
      time(at),
      field(std::move(field_path)),
      value(found),
      allowed(std::move(allowed_text)) {}

RunError::RunError(std::uint64_t path_number, double at, std::string field_path, std::string law_complaint)
    : std::runtime_error(field_path + ": " + text_of(law_complaint, path_number, at, "")),
      path(path_number),
      time(at),
      field(std::move(field_path)),
      value(std::numeric_limits<double>::quiet_NaN()),
      complaint(std::move(law_complaint)) {}

std::string RunError::text() const {
  return text_of(complaint.empty() ? fmt::format("{:.6g}", value) : complaint, path, time, allowed);
}

}  // namespace faultline
