#include "engine/directions.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

/// factor[i] *= the operand's value on path i.
void scale_by(const PathState& state, const Operand& operand, double* factor) {
  const std::size_t n = state.paths.size();
  if (operand.is_state()) {
    const double* row = state.registers[operand.index];
    for (std::size_t i = 0; i < n; ++i) factor[i] *= row[i];
  } else {
    for (std::size_t i = 0; i < n; ++i) factor[i] *= operand.value;
  }
}

void share_by(const PathState& state, Exposure::Share share, double* factor) {
  if (share == Exposure::Share::whole) return;
  const double* b = state.row(*state.plan->noise.blend);
  const bool own = share == Exposure::Share::own;
  for (std::size_t i = 0; i < state.paths.size(); ++i) factor[i] *= std::sqrt(own ? 1.0 - b[i] : b[i]);
}

}  // namespace

void follow_directions(PathState& state, const BlockNoise& noise, const GridStep& step) {
  const std::size_t n = state.paths.size();
  for (std::size_t d = 0; d < state.plan->directions.size(); ++d) {
    const double* along = noise.row(state.prepared->direction_rows[d]);
    double* total = state.row(state.plan->directions[d].total);
    for (std::size_t i = 0; i < n; ++i) total[i] = std::fma(step.sqrt_dt, along[i], total[i]);
  }
  double* factor = state.scratch[0];
  for (const Exposure& exposure : state.plan->exposures) {
    std::fill_n(factor, n, step.dt);
    scale_by(state, state.plan->assets[at(exposure.asset)].multiplier, factor);
    scale_by(state, exposure.coefficient, factor);
    share_by(state, exposure.share, factor);
    if (const double* mixing = noise.mixing())
      for (std::size_t i = 0; i < n; ++i) factor[i] *= mixing[i];
    double* total = state.row(exposure.total);
    for (std::size_t i = 0; i < n; ++i) total[i] += factor[i];
  }
}

}  // namespace faultline
