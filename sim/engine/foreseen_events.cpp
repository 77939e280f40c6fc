#include "engine/foreseen_events.h"

#include "engine/clock_math.h"
#include "engine/draw_rows.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

namespace faultline {

ForeseenEvents::ForeseenEvents(const PreparedPlan& prepared)
    : prepared_(&prepared), drawn_(prepared.foreseen.size()), first_of_step_(prepared.steps.size() + 1) {}

void ForeseenEvents::draw(std::span<const std::uint64_t> paths, const PathDraws& draws) {
  if (drawn_.empty() || prepared_->steps.empty()) return;
  paths_ = paths;
  for (std::size_t c = 0; c < drawn_.size(); ++c) {
    const ForeseenClock& foreseen = prepared_->foreseen[c];
    draw_times(foreseen, draws, drawn_[c]);
    draw_jumps(foreseen, draws, drawn_[c]);
  }
  sort_into_steps();
}

/// Event after event, each for all paths on which there was one before.
void ForeseenEvents::draw_times(const ForeseenClock& foreseen, const PathDraws& draws, Drawn& drawn) {
  const Clock& clock = prepared_->plan->clocks[foreseen.clock];
  const double horizon = prepared_->steps.back().end;
  drawn.times.clear(), drawn.lanes.clear(), drawn.paths.clear();
  drawn.first_of_number.assign(1, 0);
  armed_.resize(paths_.size());
  std::iota(armed_.begin(), armed_.end(), 0u);
  anchors_.assign(paths_.size(), 0.0);
  armed_paths_.assign(paths_.begin(), paths_.end());
  const double most = clock.count ? clock.max : std::numeric_limits<double>::infinity();
  for (std::uint32_t number = 0; !armed_.empty() && number < most; ++number) {
    const std::size_t n = armed_.size(), first = drawn.times.size();
    uniforms_.resize(n);
    draws.event_uniforms(clock.stream, foreseen.first_budget + number, armed_paths_, uniforms_.data());
    prepared_->kernels->budgets(uniforms_.data(), n);
    for (std::size_t i = 0; i < n; ++i) {
      const double time = firing_time_at(clock, clock.rate.value, anchors_[i], uniforms_[i]);
      if (!(time <= horizon)) continue;
      drawn.times.push_back(time);
      drawn.lanes.push_back(armed_[i]);
      drawn.paths.push_back(armed_paths_[i]);
    }
    drawn.first_of_number.push_back(drawn.times.size());
    const auto from = static_cast<std::ptrdiff_t>(first);
    armed_.assign(drawn.lanes.begin() + from, drawn.lanes.end());
    anchors_.assign(drawn.times.begin() + from, drawn.times.end());
    armed_paths_.assign(drawn.paths.begin() + from, drawn.paths.end());
  }
}

void ForeseenEvents::draw_row(const Draw& what, StreamId stream, std::uint32_t first, CheckId check,
                              const PathDraws& draws, Drawn& drawn, double* out) {
  const std::size_t n = drawn.times.size();
  if (what.program) {
    std::fill_n(out, n, prepared_->plan->programs[at(*what.program)].result.value);
  } else {
    uniforms_.resize(n);
    for (std::uint32_t k = 0; k + 1 < drawn.first_of_number.size(); ++k) {
      const std::size_t begin = drawn.first_of_number[k], count = drawn.first_of_number[k + 1] - begin;
      if (count == 0) continue;
      draws.event_uniforms(stream, first + k, std::span(drawn.paths).subspan(begin, count),
                           uniforms_.data() + begin);
    }
    draw_law(*prepared_, *what.law, uniforms_.data(), out, n);
  }
  const Check& allowed = prepared_->plan->checks[at(check)];
  bool held = true;
  for (std::size_t i = 0; i < n; ++i) held = held & allowed.holds(out[i]);
  drawn.valid = drawn.valid && held;
}

void ForeseenEvents::draw_jumps(const ForeseenClock& foreseen, const PathDraws& draws, Drawn& drawn) {
  const std::size_t targets = foreseen.jump != nullptr ? foreseen.jump->targets.size() : 0;
  const std::size_t n = drawn.times.size();
  drawn.valid = true;
  drawn.stride = n;
  drawn.values.resize((1 + 2 * targets) * n);
  double* severity = drawn.values.data();
  if (foreseen.severity != nullptr)
    draw_row(foreseen.severity->draw, foreseen.severity->stream, foreseen.first_severity,
             foreseen.severity->check, draws, drawn, severity);
  const bool severe = foreseen.jump != nullptr && foreseen.jump->severity;
  for (std::size_t k = 0; k < targets; ++k) {
    const act::Jump::Target& target = foreseen.jump->targets[k];
    double* jumps = severity + (1 + 2 * k) * n;
    draw_row(target.jump, target.stream, foreseen.first_jump, target.check, draws, drawn, jumps);
    prepared_->kernels->log_jumps(jumps, severe ? severity : nullptr, n);
    prepared_->kernels->exp(jumps, jumps + n, n);
  }
}

/// The step (start, end] that holds a time; grids are nearly even.
std::uint32_t ForeseenEvents::step_of(double time) const {
  const std::vector<GridStep>& steps = prepared_->steps;
  const double even = time / steps.back().end * static_cast<double>(steps.size());
  std::size_t k = std::min(static_cast<std::size_t>(even), steps.size() - 1);
  while (steps[k].end < time) ++k;
  while (k > 0 && steps[k - 1].end >= time) --k;
  return static_cast<std::uint32_t>(k);
}

void ForeseenEvents::sort_into_steps() {
  std::size_t total = 0;
  for (const Drawn& drawn : drawn_) total += drawn.times.size();
  events_.resize(total);
  std::fill(first_of_step_.begin(), first_of_step_.end(), 0u);
  steps_.resize(total);
  std::size_t e = 0;
  for (const Drawn& drawn : drawn_)
    for (const double time : drawn.times) ++first_of_step_[(steps_[e++] = step_of(time))];
  std::exclusive_scan(first_of_step_.begin(), first_of_step_.end(), first_of_step_.begin(), 0u);
  // Filling moves each first to the end of its step, which is the first of the next.
  e = 0;
  for (std::uint32_t c = 0; c < drawn_.size(); ++c)
    for (std::uint32_t slot = 0; slot < drawn_[c].times.size(); ++slot)
      events_[first_of_step_[steps_[e++]]++] = {drawn_[c].times[slot], drawn_[c].lanes[slot], c, slot};
  for (std::size_t k = first_of_step_.size() - 1; k > 0; --k) first_of_step_[k] = first_of_step_[k - 1];
  first_of_step_[0] = 0;
  const auto order_of = [&](const Event& event) {
    const std::uint32_t clock = prepared_->foreseen[event.clock].clock;
    return std::tuple(event.time, prepared_->plan->clocks[clock].order, clock);
  };
  for (std::size_t k = 0; k + 1 < first_of_step_.size(); ++k)
    std::sort(events_.begin() + first_of_step_[k], events_.begin() + first_of_step_[k + 1],
              [&](const Event& a, const Event& b) { return order_of(a) < order_of(b); });
}

}  // namespace faultline
