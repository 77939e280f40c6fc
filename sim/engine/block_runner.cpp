#include "engine/block_runner.h"

#include "core/contract.h"
#include "engine/diffusion.h"
#include "engine/directions.h"
#include "engine/fast_lane.h"
#include "engine/grid_point.h"
#include "engine/process_step.h"
#include "engine/record.h"
#include "engine/trade.h"
#include "math/elementary.h"

#include <algorithm>
#include <utility>

namespace faultline {
namespace {

void decay_transients(PathState& state, const GridStep& step) {
  const std::size_t n = state.paths.size();
  for (const Transient& transient : state.plan->transients) {
    double* level = state.row(transient.level);
    if (transient.half_life.is_state()) {
      const double* half_life = state.registers[transient.half_life.index];
      for (std::size_t i = 0; i < n; ++i) level[i] *= fast_exp2(-step.dt / half_life[i]);
    } else {
      const double factor = fast_exp2(-step.dt / transient.half_life.value);
      for (std::size_t i = 0; i < n; ++i) level[i] *= factor;
    }
  }
}

void take_over_regimes(PathState& state) {
  for (const ActingState& machine : state.plan->acting)
    std::copy_n(state.row(machine.state), state.paths.size(), state.row(machine.acting));
}

/// What changes with the grid, for the step that begins.
void evaluate_step(PathState& state, const GridStep& step) {
  for (const Evaluation& e : state.prepared->step_start.each_step)
    state.evaluate(e, {step.start, step.start});
  for (const Evaluation& e : state.prepared->step_midpoint.each_step)
    state.evaluate(e, {step.start, step.midpoint});
  for (const Evaluation& e : state.prepared->rates.each_step) state.evaluate(e, {step.start, step.midpoint});
}

NoiseSource noise_source(const CompiledScenario& scenario, const PreparedPlan& plan, NoiseRows rows,
                         BulkRandom random) {
  const Sampling sampling = scenario.outputs.sampling;
  if (sampling != Sampling::sobol || scenario.plan.steps() == 0)
    return {scenario.plan, std::move(rows), PathDraws(random, sampling)};
  auto quasi = std::make_shared<const QuasiPlan>(scenario.plan, plan, rows, random.key());
  PathDraws draws(random, quasi->points());
  return {scenario.plan, std::move(rows), std::move(draws), std::move(quasi)};
}

}  // namespace

PreparedScenario::PreparedScenario(const CompiledScenario& scenario, std::uint64_t seed,
                                   NormalPrecision precision, SimdTarget target)
    : PreparedScenario(scenario, seed, precision, target, NoiseRows(scenario.plan.noise.sources.size() + 1)) {
}

PreparedScenario::PreparedScenario(const CompiledScenario& scenario, std::uint64_t seed,
                                   NormalPrecision precision, SimdTarget target, NoiseRows rows)
    : plan_(scenario.plan, scenario.plan.noise, rows, kernels_of(target), precision),
      twin_(scenario.twin ? std::optional<PreparedPlan>(std::in_place, *scenario.twin, scenario.plan.noise,
                                                        rows, kernels_of(target), precision)
                          : std::nullopt),
      noise_(noise_source(scenario, plan_, std::move(rows), BulkRandom(SeedKey(seed), target))),
      precision_(precision),
      columns_(scenario.outputs.columns.size()) {}

BlockRunner::BlockRunner(const PreparedScenario& scenario, std::size_t capacity, PhaseTimes* times)
    : scenario_(&scenario),
      times_(times),
      capacity_(capacity),
      noise_(scenario.noise(), capacity, scenario.precision()),
      state_(scenario.plan(), capacity) {
  if (scenario.twin()) twin_.emplace(*scenario.twin(), capacity);
}

void BlockRunner::start(PathState& state, std::span<const std::uint64_t> paths, double* out,
                        std::size_t stride) {
  state.steady.start();
  start_paths(state, paths, scenario_->noise().draws());
  open_portfolios(state);
  start_prices(state);
  if (!state.prepared->recordings_at[0].empty()) {
    find_effects(state, 0.0);
    measure_series(state);
    record(state, 0, 0.0, out, stride);
  }
}

void BlockRunner::advance(PathState& state, const GridStep& step, double* out, std::size_t stride) {
  SlowLane slow_lane(state, scenario_->noise().draws());
  if (state.plan->midpoint) std::fill_n(state.row(*state.plan->midpoint), state.paths.size(), step.midpoint);
  if (step.index > 0) {
    slow_lane.begin_step(step);
    evaluate_step(state, step);
    lap(Phase::expressions);
  }
  diffuse(state, noise_, step);
  follow_directions(state, noise_, step);
  decay_transients(state, step);
  grow_cash(state, step);
  lap(Phase::diffusion);
  run_clocks(state, slow_lane, step);
  lap(Phase::clocks);
  move_processes(state, noise_, step);
  lap(Phase::processes);
  const std::uint32_t point = step.index + 1;
  const bool needed = state.prepared->prices_needed[point];
  if (needed || state.observer) find_effects(state, step.end);
  if (needed) {
    measure_series(state);
    lap(Phase::measures);
    record(state, point, step.end, out, stride);
  }
  take_over_regimes(state);
  if (point < state.plan->steps()) trade(state, point, step.end);
  lap(Phase::recording);
}

void BlockRunner::run(std::span<const std::uint64_t> paths, double* out, std::size_t stride) {
  FAULTLINE_EXPECT(paths.size() <= capacity_);
  if (times_ != nullptr) times_->begin();
  noise_.start(paths);
  start(state_, paths, out, stride);
  if (twin_) start(*twin_, paths, out, stride);
  PathState* twin = twin_ ? &*twin_ : nullptr;
  if (state_.observer) state_.observer->started(state_, twin);
  lap(Phase::start);
  for (const GridStep& step : scenario_->plan().steps) {
    noise_.advance(step.index);
    lap(Phase::normals);
    advance(state_, step, out, stride);
    if (twin_) advance(*twin_, step, out, stride);
    if (state_.observer) state_.observer->stepped(state_, twin, step);
  }
}

}  // namespace faultline
