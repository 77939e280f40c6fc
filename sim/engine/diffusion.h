#pragma once

#include "engine/noise.h"
#include "engine/path_state.h"

namespace faultline {

/// Moves every asset's log price over a step by its diffusion:
///
///     x += (drift - v/2) dt + sqrt(dt) t m (sum_f beta_f m_f sigma_f z_f + r z),   v = m^2 (systematic
///     variance + r^2)
///
/// t the Student-t factor (unit variance), m the multipliers in force, z correlated normals; under blend b
/// z becomes sqrt(1-b) z + sqrt(b) w.
void diffuse(PathState& state, const BlockNoise& noise, const GridStep& step);

}  // namespace faultline
