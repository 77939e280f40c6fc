#pragma once

#include "engine/path_state.h"
#include "engine/slow_lane.h"

namespace faultline {

/// One step of all clocks of a block. Where no clock runs out, budgets only count down, vectorised; the other
/// paths take the slow lane for this step.
void run_clocks(PathState& state, SlowLane& slow_lane, const GridStep& step);

}  // namespace faultline
