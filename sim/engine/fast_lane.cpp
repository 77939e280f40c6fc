#include "engine/fast_lane.h"

#include "engine/clock_math.h"
#include "engine/flagged.h"
#include "math/elementary.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

constexpr double ln2 = 0.693147180559945309417;

/// consumption() of every path over the step, the same bits.
void excited_needs(PathState& state, const Clock& clock, const GridStep& step, double a, double b,
                   double* need) {
  const std::size_t n = state.paths.size();
  if (clock.excitation_half_life.is_state() || clock.rate.is_state() || !(b > a)) {
    for (std::size_t i = 0; i < n; ++i) {
      ClockView v = view(state, clock, i);
      v.anchor = step.start;
      need[i] = consumption(v, step.end);
    }
    return;
  }
  const double decay = ln2 / clock.excitation_half_life.value, own = clock.rate.value * (b - a);
  const double until_a = fast_exp(-decay * (a - step.start)), within = one_minus_exp(decay * (b - a));
  const double* excitation = state.row(*clock.excitation);
  for (std::size_t i = 0; i < n; ++i) need[i] = own + excitation[i] * until_a * within / decay;
}

/// What the step runs down, 0 where the clock is not armed; marks the paths on which it runs out.
void look_ahead(PathState& state, std::uint32_t index, const GridStep& step, double* late) {
  const Clock& clock = state.plan->clocks[index];
  double* need = state.needs[index];
  const double a = std::max(step.start, clock.from), b = std::min(step.end, clock.to);
  Countdown countdown{
      {nullptr, clock.rate.value}, std::max(0.0, b - a), clock.slack(), state.row(clock.budget)};
  if (clock.excitation) {
    excited_needs(state, clock, step, a, b, need);
    countdown.rate = {need};
    countdown.time = 1.0;
  } else if (clock.rate.is_state()) {
    countdown.rate = {state.registers[clock.rate.index]};
  }
  state.prepared->kernels->look_ahead(countdown, need, late, state.lanes());
}

/// Where nothing is used the weight does not matter.
void price_in(PathState& state, const Clock& clock, const double* used, const double* late) {
  const std::size_t n = state.paths.size();
  for (const Compensation& compensation : clock.compensations) {
    double* x = state.row(state.plan->assets[at(compensation.asset)].x);
    if (compensation.weight.is_state()) {
      const double* weight = state.registers[compensation.weight.index];
      for (std::size_t i = 0; i < n; ++i) x[i] -= weight[i] * used[i];
    } else {
      const double weight = compensation.weight.value;
      for (std::size_t i = 0; i < n; ++i) x[i] -= weight * used[i];
    }
    if (!state.observer) continue;
    for (std::size_t i = 0; i < n; ++i)
      if (late[i] == 0.0)
        state.observer->compensated(i, clock.order, compensation.asset,
                                    -state.value(compensation.weight, i) * used[i]);
  }
}

void run_down(PathState& state, std::uint32_t index, const GridStep& step, const double* late) {
  const Clock& clock = state.plan->clocks[index];
  const std::size_t n = state.paths.size();
  double* used = state.scratch[0];
  state.prepared->kernels->run_down(state.needs[index], late, state.row(clock.budget), used, state.lanes());
  price_in(state, clock, used, late);
  if (!clock.excitation) return;
  double* excitation = state.row(*clock.excitation);
  double* anchor = state.row(clock.anchor);
  const double dt = step.end - step.start;
  if (clock.excitation_half_life.is_state()) {
    const double* half_life = state.registers[clock.excitation_half_life.index];
    for (std::size_t i = 0; i < n; ++i)
      excitation[i] *= elementary::select(late[i] != 0.0, 1.0, fast_exp(-(ln2 / half_life[i]) * dt));
  } else {
    const double kept = fast_exp(-(ln2 / clock.excitation_half_life.value) * dt);
    for (std::size_t i = 0; i < n; ++i) excitation[i] *= elementary::select(late[i] != 0.0, 1.0, kept);
  }
  for (std::size_t i = 0; i < n; ++i) anchor[i] = elementary::select(late[i] != 0.0, anchor[i], step.end);
}

/// A foreseen clock fires at its constant rate whatever happens, so the risk is priced in the same for all
/// paths.
void price_in_foreseen(PathState& state, const ForeseenClock& foreseen, const GridStep& step) {
  const Clock& clock = state.plan->clocks[foreseen.clock];
  const double within = std::max(0.0, std::min(step.end, clock.to) - std::max(step.start, clock.from));
  const double amount = clock.rate.value * within;
  const std::size_t n = state.paths.size();
  for (const Compensation& compensation : clock.compensations) {
    double* x = state.row(state.plan->assets[at(compensation.asset)].x);
    if (compensation.weight.is_state()) {
      const double* weight = state.registers[compensation.weight.index];
      for (std::size_t i = 0; i < n; ++i) x[i] -= weight[i] * amount;
    } else {
      for (std::size_t i = 0; i < n; ++i) x[i] -= compensation.weight.value * amount;
    }
    for (std::size_t i = 0; state.observer && i < n; ++i)
      state.observer->compensated(i, clock.order, compensation.asset,
                                  -state.value(compensation.weight, i) * amount);
  }
}

/// Flags the paths that take the slow lane; the clocks of the others run down.
void flag(PathState& state, const GridStep& step, std::span<const ForeseenEvents::Event> foreseen) {
  const PreparedPlan& prepared = *state.prepared;
  double* late = state.scratch[1];
  const double* next_due = state.next_due.data();
  const std::size_t n = state.paths.size();
  for (std::size_t i = 0; i < n; ++i) late[i] = elementary::select(next_due[i] <= step.end, 1.0, 0.0);
  for (const std::uint32_t clock : prepared.stepped_clocks) look_ahead(state, clock, step, late);
  for (const ForeseenEvents::Event& event : foreseen)
    if (prepared.foreseen[event.clock].settles && state.foreseen.holds(event)) late[event.lane] = 1.0;
  for (const std::uint32_t clock : prepared.stepped_clocks) run_down(state, clock, step, late);
  std::uint8_t* flagged = state.flagged.data();
  for (std::size_t i = 0; i < n; ++i) flagged[i] = late[i] != 0.0;
}

}  // namespace

void run_clocks(PathState& state, SlowLane& slow_lane, const GridStep& step) {
  const bool waits = state.prepared->someone_waits;
  const auto foreseen = state.foreseen.of_step(step.index);
  if (waits) flag(state, step, foreseen);
  for (const ForeseenClock& clock : state.prepared->foreseen)
    if (!state.plan->clocks[clock.clock].compensations.empty()) price_in_foreseen(state, clock, step);
  slow_lane.begin_events(step, foreseen);
  for (const ForeseenEvents::Event& event : foreseen)
    if (!state.foreseen.holds(event))
      state.foreseen.pass_over(event);
    else if ((!waits || !state.flagged[event.lane]) && !state.light.take(event, state))
      slow_lane.pass(event);
  if (waits)
    for_each_flagged(state.flagged.data(), state.paths.size(), [&](std::size_t i) { slow_lane.run(i); });
}

}  // namespace faultline
