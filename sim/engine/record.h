#pragma once

#include "engine/path_state.h"

namespace faultline {

/// Writes what is recorded at a grid point to `out`: column c of path i at out[c * stride + i].
void record(PathState& state, std::uint32_t grid_point, double time, double* out, std::size_t stride);

}  // namespace faultline
