#pragma once

#include "faultline/risk_report.h"
#include "faultline/simulate.h"

#include <optional>

namespace faultline {

/// Splits the metric that `report.attribute` asks for, by replaying the paths of its tail. `options` and
/// `tally` are those of the run. Nothing without such a metric or without paths behind it. The same bits for
/// any number of threads. Throws RunError; std::invalid_argument for a tally of other columns.
std::optional<Attribution> attribute(const CompiledScenario& scenario, const SimulateOptions& options,
                                     const Tally& tally);

}  // namespace faultline
