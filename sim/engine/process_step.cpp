#include "engine/process_step.h"

#include <algorithm>
#include <cmath>

#include "math/elementary.h"

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

}  // namespace

double to_scale(const ProcessPlan& process, double level) {
  switch (process.scale) {
    case Scale::identity: return level;
    case Scale::log: return fast_log(level - process.lower);
    case Scale::logit: return fast_log((level - process.lower) / (process.upper - level));
  }
  return level;
}

double from_scale(const ProcessPlan& process, double y) {
  switch (process.scale) {
    case Scale::identity: return y;
    case Scale::log: return process.lower + fast_exp(y);
    case Scale::logit: return process.lower + (process.upper - process.lower) / (1.0 + fast_exp(-y));
  }
  return y;
}

void move_processes(PathState& state, const BlockNoise& noise, const GridStep& step) {
  const std::size_t n = state.paths.size();
  for (const ProcessPlan& process : state.plan->processes) {
    const double* z = noise.normal(process.noise);
    double* y = state.row(process.y);
    double* level = state.row(process.level);
    if (!process.half_life) {
      for (std::size_t i = 0; i < n; ++i) y[i] = std::fma(state.value(process.eta, i) * step.sqrt_dt, z[i], y[i]);
    } else {
      const bool varies = process.half_life->is_state();
      Transition t = varies ? Transition{} : transition(process.half_life->value, step);
      const double fixed_target = process.target.is_state() ? 0.0 : to_scale(process, process.target.value);
      for (std::size_t i = 0; i < n; ++i) {
        if (varies) t = transition(state.value(*process.half_life, i), step);
        const double target =
            process.target.is_state() ? to_scale(process, state.registers[process.target.index][i]) : fixed_target;
        y[i] = target + (y[i] - target) * t.keep + state.value(process.eta, i) * t.noise * z[i];
      }
    }
    for (std::size_t i = 0; i < n; ++i) level[i] = from_scale(process, y[i]);
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
