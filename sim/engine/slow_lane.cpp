#include "engine/slow_lane.h"

#include "engine/clock_math.h"
#include "math/elementary.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>
#include <utility>

namespace faultline {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// Calls work(evaluation) for the members of a set, in order.
template <class Work>
void for_each_in(EvaluationSet set, const std::vector<Evaluation>& evaluations, const Work& work) {
  for (; set != 0; set &= set - 1) {
    const auto e = static_cast<std::size_t>(std::countr_zero(set));
    if (e < 63) {
      work(evaluations[e]);
      continue;
    }
    for (std::size_t other = e; other < evaluations.size(); ++other) work(evaluations[other]);
  }
}

}  // namespace

double SlowLane::evaluate(ProgramId program, double time) const {
  return state_.lane_programs.evaluate(program, lane_, {now_, time});
}

/// Runs a clock's budget down to `until` and moves its anchor there.
void SlowLane::consume(std::uint32_t index, double until) {
  const Clock& clock = state_.plan->clocks[index];
  double& anchor = at_lane(clock.anchor);
  double& budget = at_lane(clock.budget);
  if (!(budget < never) || !(until > anchor)) {
    if (clock.excitation && until > anchor) {
      at_lane(*clock.excitation) = excitation_at(view(state_, clock, lane_), until);
      anchor = until;
    }
    return;
  }
  const ClockView v = view(state_, clock, lane_);
  const double amount = consumption(v, until);
  budget = std::max(0.0, budget - amount);
  for (const Compensation& compensation : clock.compensations)
    compensate(clock.order, compensation.asset, state_.value(compensation.weight, lane_) * amount);
  if (clock.excitation) at_lane(*clock.excitation) = excitation_at(v, until);
  anchor = until;
}

/// Finds a clock's due time from its anchor on.
void SlowLane::schedule(std::uint32_t index) {
  const Clock& clock = state_.plan->clocks[index];
  double& due = at_lane(clock.due);
  if (clock.kind == Clock::Kind::date) return;
  const double budget = at_lane(clock.budget);
  if (!(budget < never)) {
    due = never;
    return;
  }
  const ClockView v = view(state_, clock, lane_);
  if (!clock.every_step) {
    due = firing_time(v, budget, never);
    if (clock.law) due = state_.prepared->on_grid(due);
    return;
  }
  schedule_within_step(index, consumption(v, step_.end));
}

/// Of a clock that runs down by `amount` until the end of the step. The same test as in the fast lane, so
/// that what happens elsewhere on the path cannot change it.
void SlowLane::schedule_within_step(std::uint32_t index, double amount) {
  const Clock& clock = state_.plan->clocks[index];
  const double budget = at_lane(clock.budget);
  double& due = at_lane(clock.due);
  due = amount > 0.0 && budget - amount <= clock.slack()
            ? firing_time(view(state_, clock, lane_), budget, step_.end)
            : never;
  if (clock.law) due = state_.prepared->on_grid(due);
}

void SlowLane::arm(ClockId id) {
  const Clock& clock = state_.plan->clocks[at(id)];
  disarm(id);
  if (clock.count && at_lane(*clock.count) >= clock.max) return;
  at_lane(clock.anchor) = now_;
  if (clock.period) {
    const double k = at_lane(*clock.count) + 1.0;
    at_lane(clock.due) =
        k * static_cast<double>(clock.period->first) / static_cast<double>(clock.period->second);
    return;
  }
  const double drawn =
      clock.law ? draw(*clock.law, clock.stream, clock.number, clock.check)
                : -fast_log(draws_.event_uniform(state_.paths[lane_], clock.stream, number_of(clock.number)));
  if (clock.kind == Clock::Kind::date) {
    const double date = state_.prepared->on_grid(drawn);
    at_lane(clock.due) = date >= now_ ? date : never;
    return;
  }
  at_lane(clock.budget) = drawn;
  dirty_.push_back(static_cast<std::uint32_t>(at(id)));
}

/// A clock whose rate changes is armed as of its last event; the events that were foreseen hold no longer.
void SlowLane::forget_foreseen(std::uint32_t index) {
  const std::optional<std::uint32_t> position = state_.prepared->foreseen_as[index];
  if (!position || state_.foreseen.forgotten(*position, lane_)) return;
  state_.foreseen.forget(*position, lane_);
  const double now = std::exchange(now_, at_lane(state_.plan->clocks[index].anchor));
  arm(make_id<ClockId>(index));
  now_ = now;
}

bool SlowLane::armed_or_excited(std::uint32_t index) const {
  const Clock& clock = state_.plan->clocks[index];
  return state_.row(clock.budget)[lane_] < never || clock.excitation;
}

void SlowLane::disarm(ClockId id) {
  const Clock& clock = state_.plan->clocks[at(id)];
  consume(static_cast<std::uint32_t>(at(id)), now_);
  at_lane(clock.budget) = never;
  at_lane(clock.due) = never;
}

/// The earliest event; ties go by the file order of the shocks and of their edges, then clocks before pending
/// events.
SlowLane::Candidate SlowLane::earliest() {
  using Kind = Candidate::Kind;
  Candidate best{never, 0, 0, Kind::clock, 0};
  const std::vector<const double*>& dues = state_.waiting_dues;
  std::size_t next = dues.size();
  for (std::size_t k = 0; k < dues.size(); ++k) {
    const double due = dues[k][lane_];
    next = due < best.time ? k : next;
    best.time = std::min(best.time, due);
  }
  if (next < dues.size()) {
    const WaitingClock& waiting = state_.prepared->waiting_clocks[next];
    best = {best.time, waiting.order, waiting.rank, Kind::clock, waiting.clock};
  }
  const auto& clocks = state_.plan->clocks;
  const auto takes_place = [&](const ForeseenEvents::Event& event) {
    return event.lane == lane_ && state_.foreseen.holds(event);
  };
  while (next_foreseen_ < foreseen_.size() && !takes_place(foreseen_[next_foreseen_])) ++next_foreseen_;
  if (next_foreseen_ < foreseen_.size()) {
    const ForeseenEvents::Event& event = foreseen_[next_foreseen_];
    const std::uint32_t order = clocks[state_.prepared->foreseen[event.clock].clock].order;
    if (event.time < best.time || (event.time == best.time && order <= best.order))
      best = {event.time, order, 0, Kind::foreseen, next_foreseen_};
  }
  if (state_.pending[lane_].empty()) return best;
  const PendingEvent& event = state_.pending[lane_].first();
  if (event.time < best.time ||
      (event.time == best.time && std::tie(event.order, event.rank) < std::tie(best.order, best.rank)))
    best = {event.time, event.order, event.rank, Kind::pending, 0};
  return best;
}

bool SlowLane::fire(const Candidate& candidate) {
  if (candidate.kind == Candidate::Kind::clock) {
    disarm(make_id<ClockId>(candidate.index));
    perform(state_.plan->clocks[candidate.index].action);
    return true;
  }
  if (candidate.kind == Candidate::Kind::foreseen) {
    ++next_foreseen_;
    perform(foreseen_[candidate.index]);
    return true;
  }
  const PendingEvent event = state_.pending[lane_].take_first();
  if (event.guard && at_lane(event.guard->state) != event.guard->value) return false;
  if (event.stamp && at_lane(*event.stamp) != event.stamp_value) return false;
  return perform(event.action);
}

/// Evaluates the rates anew. A clock whose rate has not changed keeps its due time to the last bit.
void SlowLane::settle() {
  const auto refresh = [&](const Evaluation& evaluation) {
    const double value = evaluate(evaluation.program, step_.midpoint);
    double& kept = at_lane(evaluation.target);
    const auto& clocks = state_.prepared->clocks_reading[at(evaluation.target)];
    if (value != kept)
      for (const std::uint32_t clock : clocks) forget_foreseen(clock);
    if (!evaluation.armed || at_lane(*evaluation.armed) < never)
      state_.require(evaluation.check, value, lane_, now_);
    if (value == kept) return;
    for (const std::uint32_t clock : clocks) {
      if (!armed_or_excited(clock)) continue;
      consume(clock, now_);
      dirty_.push_back(clock);
    }
    kept = value;
  };
  for_each_in(touched_rates_, state_.prepared->rates.at_events, refresh);
  touched_rates_ = 0;
  for (const Evaluation& evaluation : state_.prepared->rates.each_step) refresh(evaluation);
  for (const std::uint32_t clock : dirty_) schedule(clock);
  dirty_.clear();
}

/// Runs stepped clocks down to the end of the step and looks ahead.
void SlowLane::finish() {
  for (const std::uint32_t clock : state_.prepared->stepped_clocks) consume(clock, step_.end);
  now_ = step_.end;
  finish_start(lane_);
  keep_touched();
}

void SlowLane::begin_step(const GridStep& step) {
  step_ = step;
  now_ = step.start;
  refresh(state_.prepared->step_start.at_events, &Touched::step_start, step.start);
  refresh(state_.prepared->step_midpoint.at_events, &Touched::step_midpoint, step.midpoint);
  state_.eventful.clear();
}

/// On the paths on which events touched them; on all where that is quicker, for it changes nothing on the
/// others.
void SlowLane::refresh(const std::vector<Evaluation>& evaluations, EvaluationSet Touched::*set, double time) {
  for (std::size_t e = 0; e < evaluations.size(); ++e) {
    const Evaluation& evaluation = evaluations[e];
    if (!state_.eventful.some_touched(set, bit_of(e))) continue;
    if (state_.eventful.many_touched(set, bit_of(e), state_.paths.size())) {
      state_.evaluate(evaluation, {now_, time});
      continue;
    }
    state_.eventful.for_each_touched(set, bit_of(e), [&](std::size_t lane) {
      lane_ = lane;
      const double value = evaluate(evaluation.program, time);
      state_.require(evaluation.check, value, lane_, now_);
      at_lane(evaluation.target) = value;
    });
  }
}

void SlowLane::finish_start(std::size_t lane) {
  lane_ = lane;
  double next = never;
  for (const RegisterId due : state_.prepared->absolute_dues) next = std::min(next, state_.row(due)[lane]);
  if (!state_.pending[lane].empty()) next = std::min(next, state_.pending[lane].first().time);
  state_.next_due[lane] = next;
}

/// Exp(1) along the row, if that is what all paths draw; false if each has to be armed by itself.
bool SlowLane::draw_budgets(ClockId id) {
  const Clock& clock = state_.plan->clocks[at(id)];
  const std::vector<double>& initial = state_.plan->initial;
  if (clock.kind != Clock::Kind::budget || clock.law || clock.period) return false;
  if (clock.count && initial[at(*clock.count)] >= clock.max) return false;
  const auto drawn_before = static_cast<std::int64_t>(initial[at(clock.number.counter)]);
  double* budget = state_.row(clock.budget);
  draws_.event_uniforms(clock.stream, static_cast<std::uint32_t>(drawn_before + clock.number.offset),
                        state_.paths, budget);
  for (std::size_t i = 0; i < state_.paths.size(); ++i) budget[i] = -fast_log(budget[i]);
  std::fill_n(state_.row(clock.anchor), state_.paths.size(), now_);
  return true;
}

void SlowLane::arm_at_start(ClockId clock, const GridStep& first) {
  step_ = first;
  now_ = 0.0;
  const bool drawn = draw_budgets(clock);
  for (lane_ = 0; lane_ < state_.paths.size(); ++lane_) {
    if (drawn)
      schedule(static_cast<std::uint32_t>(at(clock)));
    else
      arm(clock);
    for (const std::uint32_t index : dirty_) schedule(index);
    dirty_.clear();
  }
}

void SlowLane::begin_events(const GridStep& step, std::span<const ForeseenEvents::Event> foreseen) {
  step_ = step;
  foreseen_ = foreseen;
}

void SlowLane::pass(const ForeseenEvents::Event& event) {
  lane_ = event.lane;
  now_ = event.time;
  touched_ = {};
  perform(event);
  touched_rates_ = 0;
  keep_touched();
}

/// What holds from the start of a step is evaluated anew there.
void SlowLane::keep_touched() {
  if (touched_.any()) state_.eventful.add(static_cast<std::uint32_t>(lane_), touched_);
}

/// Names the clock that is due, if it is one.
void SlowLane::too_many_events(const Candidate& next) const {
  const Plan& plan = *state_.plan;
  std::string field = "events in one step";
  if (next.kind == Candidate::Kind::clock)
    field = plan.checks[at(plan.clocks[next.index].check)].field + " (" + field + ")";
  state_.fail(field, static_cast<double>(events_), lane_, now_, "at most 1000000");
}

void SlowLane::run(std::size_t lane) {
  lane_ = lane;
  now_ = step_.start;
  events_ = 0;
  next_foreseen_ = 0;
  touched_rates_ = 0;
  touched_ = {};
  for (const std::uint32_t clock : state_.prepared->stepped_clocks) {
    at_lane(state_.plan->clocks[clock].anchor) = step_.start;
    schedule_within_step(clock, state_.needs[clock][lane_]);
  }
  while (true) {
    const Candidate next = earliest();
    if (!(next.time <= step_.end)) break;
    if (++events_ > most_events_per_step) too_many_events(next);
    now_ = std::max(next.time, now_);
    if (fire(next)) settle();
  }
  finish();
}

}  // namespace faultline
