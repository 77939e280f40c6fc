#pragma once

#include "faultline/plan.h"
#include "faultline/simulate.h"

#include <string>
#include <vector>

namespace faultline {

/// Share of a run's time that one kind of work takes; the shares of a run add to 1.
struct TimeShare {
  std::string work;
  double share = 0.0;
};

/// Runs paths 0 ... options.paths - 1 on one thread with a clock read between the kinds of work, some 20 ns
/// each time, and keeps no result. Blocks of 512 paths or more make the clock's own time small. Throws
/// RunError, and std::invalid_argument for no paths and for more than path_number_limit.
std::vector<TimeShare> time_shares(const CompiledScenario& scenario, const SimulateOptions& options);

}  // namespace faultline
