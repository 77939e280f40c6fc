#pragma once

#include "faultline/diagnostics.h"
#include "language/symbols.h"
#include "shocks/codes.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline {

/// The names of the phases or states of one shock; unknown ones are reported with the nearest.
class PartNames {
 public:
  PartNames(std::vector<std::string> names, std::string what, Diagnostics& diagnostics)
      : names_(std::move(names)), what_(std::move(what)), diagnostics_(diagnostics) {}

  std::optional<std::uint32_t> find(const Located<std::string>& name, const std::string& field) const {
    const auto found = std::find(names_.begin(), names_.end(), name.value);
    if (found != names_.end()) return static_cast<std::uint32_t>(found - names_.begin());
    if (name.value.empty() && name.where.file == no_file) return {};  // left out, and reported as such
    const std::string near = nearest_name(name.value, names_);
    diagnostics_.error(codes::unknown_part, name.where, field, "'" + name.value + "' is not a " + what_,
                       near.empty() ? "" : "did you mean '" + near + "'?");
    return {};
  }

 private:
  std::vector<std::string> names_;
  std::string what_;
  Diagnostics& diagnostics_;
};

}  // namespace faultline
