#pragma once

#include "engine/run_error.h"
#include "faultline/diagnostics.h"
#include "faultline/scenario.h"

#include <string_view>

namespace faultline::cli {

/// Where a field such as "shocks.curb.next[1].hazard" is written: its value, or the nearest part that is
/// there. Names may hold points themselves; the longest name wins.
SourceRange find_field(const Node& root, std::string_view field);

/// A number that broke what its field allows on a path, as a problem of the scenario with its place.
Diagnostic problem_of(const RunError& error, const ScenarioSpec& spec);

}  // namespace faultline::cli
