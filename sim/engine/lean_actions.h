#pragma once

#include "faultline/plan.h"

#include <vector>

namespace faultline {

/// What is left of an action: steps of the plan.
using LeanAction = std::vector<const Step*>;

/// The plan's actions without what nobody reads (`read`: per register) or listens to: what they do when
/// nobody follows the paths.
std::vector<LeanAction> lean_actions(const Plan& plan, const std::vector<bool>& read);

}  // namespace faultline
