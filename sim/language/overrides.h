#pragma once

#include "faultline/scenario.h"
#include "language/yaml_reader.h"

namespace faultline {

/// Applies `--set NAME=VALUE` and `--without SHOCK` to a merged tree. The new texts become sources of their
/// own
/// ("--set NAME"), so that what is wrong with them is shown there.
void apply_overrides(Node& root, const ReadOptions& options, Sources& sources, ReadBudget& budget,
                     Diagnostics& diagnostics);

}  // namespace faultline
