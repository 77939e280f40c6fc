#pragma once

#include "engine/noise.h"
#include "engine/path_state.h"

namespace faultline {

/// Adds a step to the positions along the directions of the plan and to the exposures of its assets.
void follow_directions(PathState& state, const BlockNoise& noise, const GridStep& step);

}  // namespace faultline
