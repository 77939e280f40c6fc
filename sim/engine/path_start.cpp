#include "engine/draw_rows.h"
#include "engine/path_state.h"
#include "engine/process_step.h"
#include "engine/slow_lane.h"

#include <algorithm>
#include <limits>

namespace faultline {
namespace {

void start_with(PathState& state, const InitialDraw& draw, const PathDraws& draws) {
  const std::size_t n = state.paths.size();
  double* out = state.row(draw.target);
  const PlanLaw& law = state.plan->laws[at(draw.law)];
  const bool along_row = state.prepared->normal_forms[at(draw.law)].has_value();
  draws.event_uniforms(draw.stream, 0, state.paths, along_row ? state.scratch[0] : out);
  if (along_row) {
    draw_law(*state.prepared, draw.law, state.scratch[0], out, n);
  } else if (law.fixed) {
    for (std::size_t i = 0; i < n; ++i) out[i] = law.fixed->quantile(out[i]);
  } else {
    std::vector<double> arguments(law.arguments.size());
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t a = 0; a < arguments.size(); ++a)
        arguments[a] = state.lane_programs.evaluate(law.arguments[a], i, {});
      out[i] = state.computed(draw.check, i, 0.0, [&] { return law.make(arguments).quantile(out[i]); });
    }
  }
  state.require(draw.check, out, 0.0);
}

void start_with(PathState& state, const Evaluation& evaluation, const PathDraws&) {
  state.evaluate(evaluation, {});
}

void start_with(PathState& state, const PathFunction& function, const PathDraws&) {
  double* out = state.row(function.target);
  std::vector<double> arguments(function.arguments.size());
  for (std::size_t i = 0; i < state.paths.size(); ++i) {
    for (std::size_t a = 0; a < arguments.size(); ++a)
      arguments[a] = state.lane_programs.evaluate(function.arguments[a], i, {});
    out[i] = state.computed(function.check, i, 0.0, [&] { return function.compute(arguments); });
  }
  state.require(function.check, out, 0.0);
}

void start_processes(PathState& state) {
  const std::size_t n = state.paths.size();
  const Kernels& kernels = *state.prepared->kernels;
  for (std::size_t p = 0; p < state.plan->processes.size(); ++p) {
    const ProcessPlan& process = state.plan->processes[p];
    const double nan = std::numeric_limits<double>::quiet_NaN();
    double* target = state.known_targets[p];
    std::fill_n(target, state.lanes(), process.target.is_state() ? nan : process.target.value);
    kernels.scales(process, target, state.scaled_targets[p], state.lanes());
  }
  for (const ProcessPlan& process : state.plan->processes) {
    const double* level = state.row(process.level);
    state.require(process.check, level, 0.0);
    double* y = state.row(process.y);
    kernels.scales(process, level, y, state.lanes());
    if (process.min) std::copy_n(level, n, state.row(*process.min));
    if (process.max) std::copy_n(level, n, state.row(*process.max));
  }
  for (const Effect& effect : state.plan->effects)
    state.evaluate({effect.program, effect.base, effect.check, {}}, {});
}

}  // namespace

void start_paths(PathState& state, std::span<const std::uint64_t> paths, const PathDraws& draws) {
  state.paths = paths;
  const Plan& plan = *state.plan;
  const std::size_t n = paths.size();
  for (std::size_t r = 0; r < plan.initial.size(); ++r)
    std::fill_n(state.registers[r], state.lanes(), plan.initial[r]);
  for (std::size_t i = 0; i < n; ++i) state.pending[i].clear();
  state.eventful.clear();
  for (const PathStart& start : plan.path_start)
    std::visit([&](const auto& what) { start_with(state, what, draws); }, start);
  start_processes(state);
  if (state.prepared->steps.empty()) return;

  const GridStep& first = state.prepared->steps.front();
  if (plan.midpoint) std::fill_n(state.row(*plan.midpoint), n, first.midpoint);
  SlowLane slow_lane(state, draws);
  for (const Evaluation& e :
       state.prepared->rates.all)  // checked below, once it is known which clocks are armed
    state.evaluate(e.program, {0.0, first.midpoint}, state.row(e.target));
  state.foreseen.draw(paths, draws);
  state.light.find_rows(state);
  state.ahead.start(paths);
  for (const ClockId clock : plan.armed_at_start) {
    const auto position = state.prepared->foreseen_as[at(clock)];
    if (!position || state.foreseen.gave_up(*position)) slow_lane.arm_at_start(clock, first);
  }
  for (const Evaluation& e : state.prepared->rates.all)
    state.require(e.check, state.row(e.target), 0.0, e.armed ? state.row(*e.armed) : nullptr);
  for (std::size_t i = 0; i < n; ++i) slow_lane.finish_start(i);
  for (const Evaluation& e : state.prepared->step_start.all) state.evaluate(e, {0.0, 0.0});
  for (const Evaluation& e : state.prepared->step_midpoint.all) state.evaluate(e, {0.0, first.midpoint});
}

}  // namespace faultline
