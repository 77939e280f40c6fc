#pragma once

#include "faultline/diagnostics.h"
#include "faultline/run_error.h"
#include "faultline/scenario.h"
#include "scenario_options.h"

#include <string>
#include <string_view>

namespace faultline::cli {

/// Where a field such as "shocks.curb.next[1].hazard" is written: its value, or the nearest part that is
/// there. Names may hold points themselves; the longest name wins.
SourceRange find_field(const Node& root, std::string_view field);

/// A number that broke what its field allows on a path, as a problem of the scenario with its place.
Diagnostic problem_of(const RunError& error, const ScenarioSpec& spec);

/// The same as the text to show. The scenario has been read.
std::string shown_problem(const RunError& error, const LoadedScenario& scenario, DiagnosticsFormat format);
/// That of a point of a study, with its setting.
std::string shown_problem(const BrokenPoint& point, const LoadedScenario& scenario, DiagnosticsFormat format);

}  // namespace faultline::cli
