#include "engine/fast_lane.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/clock_math.h"
#include "math/elementary.h"

namespace faultline {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double ln2 = 0.693147180559945309417;

/// need = what the step runs down, 0 where the clock is not armed; flags the paths on which it runs out.
void look_ahead(PathState& state, std::uint32_t index, const GridStep& step) {
  const Clock& clock = state.plan->clocks[index];
  const std::size_t n = state.paths.size();
  double* need = state.needs[index];
  const double* budget = state.row(clock.budget);
  std::uint8_t* flagged = state.flagged.data();
  const double a = std::max(step.start, clock.from), b = std::min(step.end, clock.to);
  const double within = std::max(0.0, b - a);
  if (clock.excitation) {
    for (std::size_t i = 0; i < n; ++i) {
      ClockView v = view(state, clock, i);
      v.anchor = step.start;
      need[i] = budget[i] < never ? consumption(v, step.end) : 0.0;
    }
  } else if (clock.rate.is_state()) {
    const double* rate = state.registers[clock.rate.index];
    for (std::size_t i = 0; i < n; ++i) need[i] = budget[i] < never ? rate[i] * within : 0.0;
  } else {
    const double amount = clock.rate.value * within;
    for (std::size_t i = 0; i < n; ++i) need[i] = budget[i] < never ? amount : 0.0;
  }
  for (std::size_t i = 0; i < n; ++i)
    flagged[i] = static_cast<std::uint8_t>(flagged[i] | ((need[i] > 0.0) & (budget[i] - need[i] <= 0.0)));
}

void run_down(PathState& state, std::uint32_t index, const GridStep& step) {
  const Clock& clock = state.plan->clocks[index];
  const std::size_t n = state.paths.size();
  const double* need = state.needs[index];
  const std::uint8_t* flagged = state.flagged.data();
  double* budget = state.row(clock.budget);
  for (std::size_t i = 0; i < n; ++i) budget[i] -= flagged[i] ? 0.0 : need[i];
  for (const Compensation& compensation : clock.compensations) {
    double* x = state.row(state.plan->assets[at(compensation.asset)].x);
    for (std::size_t i = 0; i < n; ++i)
      if (!flagged[i]) x[i] -= state.value(compensation.weight, i) * need[i];
  }
  if (!clock.excitation) return;
  double* excitation = state.row(*clock.excitation);
  double* anchor = state.row(clock.anchor);
  for (std::size_t i = 0; i < n; ++i) {
    if (flagged[i]) continue;
    const double decay = ln2 / state.value(clock.excitation_half_life, i);
    if (excitation[i] != 0.0) excitation[i] *= fast_exp(-decay * (step.end - step.start));
    anchor[i] = step.end;
  }
}

}  // namespace

void run_clocks(PathState& state, SlowLane& slow_lane, const GridStep& step) {
  const std::size_t n = state.paths.size();
  std::uint8_t* flagged = state.flagged.data();
  const double* next_due = state.next_due.data();
  for (std::size_t i = 0; i < n; ++i) flagged[i] = next_due[i] <= step.end;
  for (const std::uint32_t clock : state.prepared->stepped_clocks) look_ahead(state, clock, step);
  for (const std::uint32_t clock : state.prepared->stepped_clocks) run_down(state, clock, step);
  for (std::size_t i = 0; i < n; ++i)
    if (flagged[i]) slow_lane.run(i, step);
}

}  // namespace faultline
