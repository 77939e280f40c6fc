#pragma once

#include "faultline/plan.h"
#include "faultline/simulate.h"

#include <cstdint>
#include <vector>

namespace faultline {

/// A path and its loss, L = -return.
struct PathLoss {
  double loss = 0.0;
  std::uint64_t path = 0;
};

struct TailPaths {
  std::vector<PathLoss> worst;  ///< the largest first; ties by path number
  std::uint64_t paths = 0;      ///< behind them: all, or those on which the condition of the metric holds
};

/// The `count` worst paths of a metric's series and horizon: from the samples that the tally keeps, or by a
/// second pass over the run that filled it. The column must be recorded.
TailPaths tail_paths(const CompiledScenario& scenario, const SimulateOptions& options, const Tally& tally,
                     const Metric& metric, std::size_t count);

}  // namespace faultline
