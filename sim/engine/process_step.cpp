#include "engine/process_step.h"

#include "math/elementary.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace faultline {
namespace {

constexpr double ln2 = 0.693147180559945309417;

struct Transition {
  double keep;   ///< weight of the present y
  double noise;  ///< sd of the step for eta = 1
};

Transition transition(double half_life, const GridStep& step) {
  const double k = ln2 / half_life;
  return {fast_exp2(-step.dt / half_life), std::sqrt(-std::expm1(-2.0 * k * step.dt) / (2.0 * k))};
}

/// The target on the process's scale. Few events change it, so it is found anew only for a few paths around
/// one on which it is another.
const double* scaled_target(PathState& state, std::size_t index) {
  const ProcessPlan& process = state.plan->processes[index];
  double* scaled = state.scaled_targets[index];
  if (!process.target.is_state()) return scaled;
  const double* target = state.registers[process.target.index];
  if (process.scale == Scale::identity) return target;
  double* known = state.known_targets[index];
  constexpr std::size_t few = 8;
  for (std::size_t first = 0; first < state.lanes(); first += few) {
    std::uint64_t other = 0;
    for (std::size_t i = first; i < first + few; ++i)
      other |= std::bit_cast<std::uint64_t>(known[i]) ^ std::bit_cast<std::uint64_t>(target[i]);
    if (other == 0) continue;
    std::copy_n(target + first, few, known + first);
    state.prepared->kernels->scales(process, target + first, scaled + first, few);
  }
  return scaled;
}

/// A random walk.
void wander(PathState& state, const ProcessPlan& process, const double* z, const GridStep& step, double* y) {
  const std::size_t n = state.paths.size();
  if (process.eta.is_state()) {
    const double* eta = state.registers[process.eta.index];
    for (std::size_t i = 0; i < n; ++i) y[i] = std::fma(eta[i] * step.sqrt_dt, z[i], y[i]);
  } else {
    const double by = process.eta.value * step.sqrt_dt;
    for (std::size_t i = 0; i < n; ++i) y[i] = std::fma(by, z[i], y[i]);
  }
}

/// The Ornstein-Uhlenbeck transition to the target held over the step.
void revert(PathState& state, std::size_t index, const double* z, const GridStep& step, double* y) {
  const ProcessPlan& process = state.plan->processes[index];
  const std::size_t n = state.paths.size();
  const double* target = scaled_target(state, index);
  if (process.half_life->is_state()) {
    const double* half_life = state.registers[process.half_life->index];
    for (std::size_t i = 0; i < n; ++i) {
      const Transition t = transition(half_life[i], step);
      y[i] = target[i] + (y[i] - target[i]) * t.keep + state.value(process.eta, i) * t.noise * z[i];
    }
    return;
  }
  const Transition t = transition(process.half_life->value, step);
  if (process.eta.is_state()) {
    const double* eta = state.registers[process.eta.index];
    for (std::size_t i = 0; i < n; ++i)
      y[i] = target[i] + (y[i] - target[i]) * t.keep + eta[i] * t.noise * z[i];
  } else {
    const double by = process.eta.value * t.noise;
    for (std::size_t i = 0; i < n; ++i) y[i] = target[i] + (y[i] - target[i]) * t.keep + by * z[i];
  }
}

}  // namespace

void move_processes(PathState& state, const BlockNoise& noise, const GridStep& step) {
  const std::size_t n = state.paths.size();
  for (std::size_t index = 0; index < state.plan->processes.size(); ++index) {
    const ProcessPlan& process = state.plan->processes[index];
    double* y = state.row(process.y);
    double* level = state.row(process.level);
    if (process.half_life)
      revert(state, index, noise.normal(process.noise), step, y);
    else
      wander(state, process, noise.normal(process.noise), step, y);
    state.prepared->kernels->levels(process, y, level, state.lanes());
    const auto wanted = [&](const auto& extreme) { return extreme && state.prepared->is_read[at(*extreme)]; };
    if (wanted(process.min)) {
      double* low = state.row(*process.min);
      for (std::size_t i = 0; i < n; ++i) low[i] = std::min(low[i], level[i]);
    }
    if (wanted(process.max)) {
      double* high = state.row(*process.max);
      for (std::size_t i = 0; i < n; ++i) high[i] = std::max(high[i], level[i]);
    }
    state.require(process.check, level, step.end);
  }
}

}  // namespace faultline
