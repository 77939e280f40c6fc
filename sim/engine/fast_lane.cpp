#include "engine/fast_lane.h"

#include "engine/clock_math.h"
#include "math/elementary.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

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
    if (!state.observer) continue;
    for (std::size_t i = 0; i < n; ++i)
      if (!flagged[i])
        state.observer->compensated(i, clock.order, compensation.asset,
                                    -state.value(compensation.weight, i) * need[i]);
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

/// Events move x; prices that are kept along the way follow, and are left alone by a jump of 0.
void take_slow_lane(PathState& state, SlowLane& slow_lane, std::size_t lane, const GridStep& step) {
  const std::vector<std::uint32_t>& running = state.prepared->running_assets;
  const auto x = [&](std::size_t k) { return state.row(state.prepared->running_x[k])[lane]; };
  double* jumps = state.jumps.data();
  for (std::size_t k = 0; k < running.size(); ++k) jumps[k] = x(k);
  slow_lane.run(lane, step);
  for (std::size_t k = 0; k < running.size(); ++k) jumps[k] = x(k) - jumps[k];
  for (std::size_t k = 0; k < running.size(); ++k) jumps[k] = fast_exp(jumps[k]);
  for (std::size_t k = 0; k < running.size(); ++k) state.followed_prices[running[k]][lane] *= jumps[k];
}

/// Calls work(i) for each i < n that is flagged; `flagged` is padded.
template <class Work>
void for_each_flagged(const std::uint8_t* flagged, std::size_t n, Work work) {
  for (std::size_t first = 0; first < n; first += sizeof(std::uint64_t)) {
    std::uint64_t eight;
    std::memcpy(&eight, flagged + first, sizeof eight);
    if (eight == 0) continue;
    for (std::size_t i = first; i < std::min(n, first + sizeof eight); ++i)
      if (flagged[i]) work(i);
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
  for_each_flagged(flagged, n, [&](std::size_t i) { take_slow_lane(state, slow_lane, i, step); });
}

}  // namespace faultline
