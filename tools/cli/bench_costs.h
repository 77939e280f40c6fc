#pragma once

#include "faultline/plan.h"
#include "faultline/simulate.h"

#include <optional>

namespace faultline::cli {

/// What a run costs beside parts of itself, in processor time of one thread.
struct RelativeCosts {
  /// Over its normals alone, the same draws in the same blocks: no scenario on the same noise can cost less
  /// than 1. Empty where the scenario draws none.
  std::optional<double> over_normals;
  /// Over the twin without shocks, its measures and its tallies alone. Empty where the report leaves it out.
  std::optional<double> over_diffusion;
};

/// The half of a scenario without shocks as one of its own, in the same columns: what is reported of the twin
/// is all that is reported of it. The scenario has a twin.
CompiledScenario diffusion_of(const CompiledScenario& scenario);

/// Medians over rounds in which all of them take turns; options.threads is ignored.
RelativeCosts relative_costs(const CompiledScenario& scenario, SimulateOptions options, int rounds);

}  // namespace faultline::cli
