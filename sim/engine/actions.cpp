#include "core/same_time.h"
#include "engine/clock_math.h"
#include "engine/draw_rows.h"
#include "engine/slow_lane.h"
#include "math/elementary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

std::uint32_t SlowLane::number_of(EventNumber number) const {
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(state_.row(number.counter)[lane_]) +
                                    number.offset);
}

double SlowLane::draw(const Draw& what, StreamId stream, EventNumber number, CheckId check) {
  double value = 0.0;
  if (what.program) {
    value = at_event(*what.program);
  } else {
    const PlanLaw& law = state_.plan->laws[at(*what.law)];
    const double u = draws_.event_uniform(state_.paths[lane_], stream, number_of(number));
    if (law.fixed) {
      value = draw_law(*state_.prepared, *what.law, u);
    } else {
      std::vector<double> arguments;
      for (const ProgramId argument : law.arguments) arguments.push_back(at_event(argument));
      value = state_.computed(check, lane_, now_, [&] { return law.make(arguments).quantile(u); });
    }
  }
  state_.require(check, value, lane_, now_);
  return value;
}

/// Notes what an action changes.
void SlowLane::note(ActionId action) {
  touched_rates_ |= state_.prepared->rates.touched[at(action)];
  touched_ |= state_.prepared->touched_by(action);
}

bool SlowLane::perform(ActionId action) {
  note(action);
  if (state_.observer) return perform(state_.plan->actions[at(action)]);
  for (const Step* step : state_.prepared->lean_actions[at(action)])
    if (!perform(*step)) return false;
  return true;
}

bool SlowLane::perform(const Action& action) {
  for (const Step& step : action)
    if (!perform(step)) return false;
  return true;
}

void SlowLane::perform(const ForeseenEvents::Event& event) {
  const ForeseenClock& foreseen = state_.prepared->foreseen[event.clock];
  drawn_event_ = state_.foreseen.drawn(event) ? &event : nullptr;
  const Clock& clock = state_.plan->clocks[foreseen.clock];
  if (foreseen.provisional) at_lane(clock.anchor) = now_;
  note(clock.action);
  perform(drawn_event_ && !state_.observer ? foreseen.steps : state_.plan->actions[at(clock.action)]);
  drawn_event_ = nullptr;
}

bool SlowLane::perform(const act::Admit& step) {
  return now_ >= step.from - same_time && now_ < step.to - same_time && at_lane(step.count) < step.max;
}

bool SlowLane::perform(const act::Mark& step) {
  if (state_.observer) state_.observer->happened(lane_, now_, step.label);
  return true;
}

bool SlowLane::perform(const act::Count& step) {
  at_lane(step.counter) += 1.0;
  return true;
}

bool SlowLane::perform(const act::Set& step) {
  at_lane(step.target) = step.value;
  return true;
}

bool SlowLane::perform(const act::SetNow& step) {
  at_lane(step.target) = now_;
  return true;
}

bool SlowLane::perform(const act::SetNowIfNever& step) {
  if (std::isinf(at_lane(step.target))) at_lane(step.target) = now_;
  return true;
}

bool SlowLane::perform(const act::AddElapsed& step) {
  at_lane(step.target) += now_ - at_lane(step.since);
  return true;
}

bool SlowLane::perform(const act::DrawInto& step) {
  at_lane(step.target) = drawn_event_ ? state_.foreseen.severity(*drawn_event_)
                                      : draw(step.draw, step.stream, step.number, step.check);
  return true;
}

void SlowLane::compensate(std::uint32_t shock, AssetId asset, double amount) {
  at_lane(state_.plan->assets[at(asset)].x) -= amount;
  if (state_.prepared->prices_run[at(asset)]) state_.followed_prices[at(asset)][lane_] *= fast_exp(-amount);
  if (state_.observer) state_.observer->compensated(lane_, shock, asset, -amount);
}

/// Log jumps s log(1 + x) of the targets: first all draws, then all logarithms, vectorised.
void SlowLane::draw_jumps(const act::Jump& step) {
  const double severity = severity_of(step);
  const std::size_t n = step.targets.size();
  double* jumps = state_.event_jumps.data();
  if (state_.ahead.find(step, number_of(step.number), lane_, draws_, jumps)) {
    for (std::size_t k = 0; k < n; ++k) jumps[k] *= severity;
    return;
  }
  for (std::size_t k = 0; k < n; ++k) {
    const act::Jump::Target& target = step.targets[k];
    jumps[k] = draw(target.jump, target.stream, step.number, target.check);
  }
  for (std::size_t k = 0; k < n; ++k) jumps[k] = severity * fast_log1p(jumps[k]);
}

void SlowLane::jump_as_foreseen(const ForeseenEvents::Event& event) {
  for (const ForeseenClock::Move& move : state_.prepared->foreseen[event.clock].moves) {
    const double jump = move.weight * state_.foreseen.jump(event, move.target);
    at_lane(move.x) += jump;
    if (move.price)
      state_.followed_prices[move.asset][lane_] *=
          move.weight == 1.0 ? state_.foreseen.factor(event, move.target) : fast_exp(jump);
  }
}

/// Prices that are kept along the way follow.
void SlowLane::jump_at_once(const act::Jump& step) {
  if (drawn_event_ && !state_.observer) return jump_as_foreseen(*drawn_event_);
  for (std::size_t k = 0; k < step.targets.size(); ++k) {
    const double whole = drawn_event_ ? state_.foreseen.jump(*drawn_event_, k) : state_.event_jumps[k];
    for (const Loading& loading : step.targets[k].loadings) {
      const double jump = loading.weight * whole;
      const std::size_t asset = at(loading.asset);
      at_lane(state_.plan->assets[asset].x) += jump;
      if (state_.prepared->prices_run[asset]) state_.followed_prices[asset][lane_] *= fast_exp(jump);
      if (state_.observer)
        state_.observer->jumped(lane_, step.shock, loading.asset, severity_of(step), jump, 0.0);
    }
  }
}

/// A part stays, a part decays from the end of the step on as it would from now.
void SlowLane::unfold(const act::Jump& step, double share) {
  const bool fades = step.unfolding == act::Jump::Unfolding::fade;
  double half_life = 0.0, left = 0.0;  // of the last one: most are alike
  for (std::size_t k = 0; k < step.targets.size(); ++k) {
    const double whole = drawn_event_ ? state_.foreseen.jump(*drawn_event_, k) : state_.event_jumps[k];
    for (const Loading& loading : step.targets[k].loadings) {
      const double jump = loading.weight * whole;
      const double transient = fades ? share * jump : -(1.0 - share) * jump;
      const double permanent = fades ? jump - transient : jump;
      at_lane(state_.plan->assets[at(loading.asset)].x) += permanent;
      if (state_.observer)
        state_.observer->jumped(lane_, step.shock, loading.asset, severity_of(step), permanent, transient);
      const auto found = std::find_if(step.transients.begin(), step.transients.end(),
                                      [&](const auto& entry) { return entry.first == loading.asset; });
      const Transient& kept = state_.plan->transients[found->second];
      if (const double own = state_.value(kept.half_life, lane_); own != half_life) {
        half_life = own;
        left = fast_exp2(-(step_.end - now_) / half_life);
      }
      at_lane(kept.level) += transient * left;
    }
  }
}

bool SlowLane::perform(const act::Jump& step) {
  double share = 0.0;
  if (step.unfolding != act::Jump::Unfolding::at_once) {
    share = at_event(*step.share);
    state_.require(step.share_check, share, lane_, now_);
  }
  if (!drawn_event_) draw_jumps(step);
  if (step.unfolding == act::Jump::Unfolding::at_once)
    jump_at_once(step);
  else
    unfold(step, share);
  return true;
}

bool SlowLane::perform(const act::Choose& step) {
  const double u = draws_.event_uniform(state_.paths[lane_], step.stream, number_of(step.number));
  std::vector<double> probabilities;
  double total = 0.0;
  for (const auto& branch : step.branches) {
    const double p = branch.probability ? at_event(*branch.probability) : 0.0;
    if (branch.probability) state_.require(step.check, p, lane_, now_);
    probabilities.push_back(p);
    total += p;
  }
  const bool has_rest = std::any_of(step.branches.begin(), step.branches.end(),
                                    [](const auto& branch) { return !branch.probability; });
  const Check& check = state_.plan->checks[at(step.check)];
  if (total > 1.0 + 1e-9) state_.fail(check.field + " (sum)", total, lane_, now_, "at most 1");
  if (!has_rest && total < 1.0 - 1e-9) state_.fail(check.field + " (sum)", total, lane_, now_, "1");
  double cumulative = 0.0;
  std::size_t chosen = step.branches.size() - 1;
  for (std::size_t i = 0; i < step.branches.size(); ++i) {
    cumulative += step.branches[i].probability ? probabilities[i] : std::max(0.0, 1.0 - total);
    if (u < cumulative) {
      chosen = i;
      break;
    }
  }
  return perform(step.branches[chosen].action);
}

bool SlowLane::perform(const act::CompensateDate& step) {
  const double share = state_.value(step.share, lane_);
  std::vector<double> weights;
  double total = 0.0;
  for (const auto& probability : step.probabilities) {
    weights.push_back(probability ? at_event(*probability) : 0.0);
    total += weights.back();
  }
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (!step.probabilities[i]) weights[i] = std::max(0.0, 1.0 - total);
  for (const auto& entry : step.entries) {
    double expected = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i)
      expected += weights[i] * state_.value(entry.expected_factor[i], lane_);
    compensate(step.shock, entry.asset, share * std::log(expected));
  }
  return true;
}

bool SlowLane::perform(const act::Arm& step) {
  const auto position = state_.prepared->foreseen_as[at(step.clock)];
  if (position && !state_.foreseen.forgotten(*position, lane_)) return true;
  arm(step.clock);
  return true;
}

bool SlowLane::perform(const act::Disarm& step) {
  const Clock& clock = state_.plan->clocks[at(step.clock)];
  if (step.spent && at_lane(*clock.count) < clock.max) return true;
  disarm(step.clock);
  return true;
}

bool SlowLane::perform(const act::Excite& step) {
  const auto index = static_cast<std::uint32_t>(at(step.clock));
  const Clock& clock = state_.plan->clocks[index];
  consume(index, now_);
  const double jump = at_event(step.jump);
  state_.require(step.check, jump, lane_, now_);
  at_lane(clock.anchor) = now_;
  at_lane(*clock.excitation) += jump;
  dirty_.push_back(index);
  return true;
}

bool SlowLane::perform(const act::Notify& step) {
  for (const Trigger& trigger : state_.plan->sources[at(step.source)]) {
    if (trigger.guard && at_lane(trigger.guard->state) != trigger.guard->value) continue;
    if (trigger.chance) {
      const double p = at_event(*trigger.chance);
      state_.require(trigger.chance_check, p, lane_, now_);
      const double u =
          draws_.event_uniform(state_.paths[lane_], trigger.chance_stream, number_of(step.number));
      if (u >= p) continue;
    }
    PendingEvent event;
    event.time = now_;
    if (trigger.delay)
      event.time = state_.prepared->on_grid(
          now_ + draw(*trigger.delay, trigger.delay_stream, step.number, trigger.delay_check));
    event.order = trigger.order;
    event.rank = trigger.rank;
    event.action = trigger.action;
    event.guard = trigger.guard;
    event.stamp = trigger.stamp;
    if (trigger.stamp) event.stamp_value = at_lane(*trigger.stamp);
    state_.pending[lane_].add(event);
  }
  return true;
}

}  // namespace faultline
