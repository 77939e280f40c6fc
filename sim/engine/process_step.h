#pragma once

#include "engine/noise.h"
#include "engine/path_state.h"

namespace faultline {

/// Moves every process over a step: the exact Ornstein-Uhlenbeck transition with the target held,
///
///     y' = y* + (y - y*) 2^(-dt/h) + eta sqrt((1 - 2^(-2 dt/h)) / (2 k)) z,   k = ln 2 / h;   y' = y + eta
///     sqrt(dt) z for no h.
void move_processes(PathState& state, const BlockNoise& noise, const GridStep& step);

}  // namespace faultline
