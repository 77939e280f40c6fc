#include "engine/process_step.h"

#include "math/elementary.h"

#include <algorithm>
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

/// The operand as a row: its own, or `scratch` filled with its number.
const double* row_of(const PathState& state, const Operand& operand, double* scratch) {
  if (operand.is_state()) return state.registers[operand.index];
  std::fill_n(scratch, state.paths.size(), operand.value);
  return scratch;
}

// The loops of to_scale and from_scale along a row, each vectorised.

void scales_of(const ProcessPlan& process, const double* level, double* y, std::size_t n) {
  const double lower = process.lower, upper = process.upper;
  switch (process.scale) {
    case Scale::identity:
      std::copy_n(level, n, y);
      return;
    case Scale::log:
      for (std::size_t i = 0; i < n; ++i) y[i] = fast_log(level[i] - lower);
      return;
    case Scale::logit:
      for (std::size_t i = 0; i < n; ++i) y[i] = fast_log((level[i] - lower) / (upper - level[i]));
      return;
  }
}

void levels_of(const ProcessPlan& process, const double* y, double* level, std::size_t n) {
  const double lower = process.lower, width = process.upper - process.lower;
  switch (process.scale) {
    case Scale::identity:
      std::copy_n(y, n, level);
      return;
    case Scale::log:
      for (std::size_t i = 0; i < n; ++i) level[i] = lower + fast_exp(y[i]);
      return;
    case Scale::logit:
      for (std::size_t i = 0; i < n; ++i) level[i] = lower + width / (1.0 + fast_exp(-y[i]));
      return;
  }
}

/// A random walk.
void wander(PathState& state, const ProcessPlan& process, const double* z, const GridStep& step, double* y) {
  const double* eta = row_of(state, process.eta, state.scratch[0]);
  for (std::size_t i = 0; i < state.paths.size(); ++i) y[i] = std::fma(eta[i] * step.sqrt_dt, z[i], y[i]);
}

/// The Ornstein-Uhlenbeck transition to the target held over the step.
void revert(PathState& state, const ProcessPlan& process, const double* z, const GridStep& step, double* y) {
  const std::size_t n = state.paths.size();
  const double* eta = row_of(state, process.eta, state.scratch[0]);
  double* target = state.scratch[1];
  if (process.target.is_state())
    scales_of(process, state.registers[process.target.index], target, n);
  else
    std::fill_n(target, n, to_scale(process, process.target.value));
  if (process.half_life->is_state()) {
    const double* half_life = state.registers[process.half_life->index];
    for (std::size_t i = 0; i < n; ++i) {
      const Transition t = transition(half_life[i], step);
      y[i] = target[i] + (y[i] - target[i]) * t.keep + eta[i] * t.noise * z[i];
    }
    return;
  }
  const Transition t = transition(process.half_life->value, step);
  for (std::size_t i = 0; i < n; ++i)
    y[i] = target[i] + (y[i] - target[i]) * t.keep + eta[i] * t.noise * z[i];
}

}  // namespace

double to_scale(const ProcessPlan& process, double level) {
  switch (process.scale) {
    case Scale::identity:
      return level;
    case Scale::log:
      return fast_log(level - process.lower);
    case Scale::logit:
      return fast_log((level - process.lower) / (process.upper - level));
  }
  return level;
}

double from_scale(const ProcessPlan& process, double y) {
  switch (process.scale) {
    case Scale::identity:
      return y;
    case Scale::log:
      return process.lower + fast_exp(y);
    case Scale::logit:
      return process.lower + (process.upper - process.lower) / (1.0 + fast_exp(-y));
  }
  return y;
}

void move_processes(PathState& state, const BlockNoise& noise, const GridStep& step) {
  const std::size_t n = state.paths.size();
  for (const ProcessPlan& process : state.plan->processes) {
    double* y = state.row(process.y);
    double* level = state.row(process.level);
    if (process.half_life)
      revert(state, process, noise.normal(process.noise), step, y);
    else
      wander(state, process, noise.normal(process.noise), step, y);
    levels_of(process, y, level, n);
    if (process.min) {
      double* low = state.row(*process.min);
      for (std::size_t i = 0; i < n; ++i) low[i] = std::min(low[i], level[i]);
    }
    if (process.max) {
      double* high = state.row(*process.max);
      for (std::size_t i = 0; i < n; ++i) high[i] = std::max(high[i], level[i]);
    }
    state.require(process.check, level, step.end);
  }
}

}  // namespace faultline
