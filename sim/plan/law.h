#pragma once

#include "math/distribution.h"
#include "plan/program.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace faultline {

enum class LawId : std::uint32_t {};

/// A law that events draw from. Its arguments are constants mostly; with drawn parameters among them the law
/// is made anew, per path, from the values of `arguments`.
struct PlanLaw {
  std::optional<Distribution> fixed;
  std::vector<ProgramId> arguments;
  std::function<Distribution(std::span<const double>)> make;
};

/// A number drawn or computed at an event: exactly one of the two.
struct Draw {
  std::optional<LawId> law;
  std::optional<ProgramId> program;
};

}  // namespace faultline
