#pragma once

#include "engine/noise.h"
#include "engine/path_state.h"

namespace faultline {

/// y of a process level on its scale, and back.
double to_scale(const ProcessPlan& process, double level);
double from_scale(const ProcessPlan& process, double y);

/// Moves every process over a step: the exact Ornstein-Uhlenbeck transition with the target held,
///
///     y' = y* + (y - y*) 2^(-dt/h) + eta sqrt((1 - 2^(-2 dt/h)) / (2 k)) z,   k = ln 2 / h;   y' = y + eta
///     sqrt(dt) z for no h.
void move_processes(PathState& state, const BlockNoise& noise, const GridStep& step);

}  // namespace faultline
