#pragma once

#include "faultline/scenario_diff.h"

#include <string>

namespace faultline::cli {

/// The edits with their numbers, then a table for every metric.
std::string diff_text(const ScenarioDiff& diff);
/// docs/study-files.md
std::string diff_json(const ScenarioDiff& diff);

}  // namespace faultline::cli
