#include "engine/foreseen_events.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace faultline {

ForeseenEvents::ForeseenEvents(const PreparedPlan& prepared)
    : prepared_(&prepared),
      forgotten_(prepared.foreseen.size()),
      passed_over_(prepared.foreseen.size()),
      given_up_(prepared.foreseen.size()),
      first_of_step_(prepared.steps.size() + 1) {
  for (const ForeseenClock& foreseen : prepared.foreseen) clocks_.emplace_back(prepared, foreseen);
  for (const GridStep& step : prepared.steps) ends_.push_back(step.end);
  if (!ends_.empty()) steps_per_year_ = static_cast<double>(ends_.size()) / ends_.back();
}

void ForeseenEvents::draw(std::span<const std::uint64_t> paths, const PathDraws& draws) {
  if (clocks_.empty() || ends_.empty()) return;
  block_.start(paths);
  begin_block();
  for (std::size_t c = 0; c < clocks_.size(); ++c)
    if (!given_up_[c]) clocks_[c].draw(block_, draws);
  find_steps();
  sort_into_steps();
}

void ForeseenEvents::begin_block() {
  // One event in so many that takes place makes the others worth their draws.
  constexpr std::size_t worth = 8;
  for (std::size_t c = 0; c < clocks_.size(); ++c) {
    if (!prepared_->foreseen[c].stays &&
        worth * (clocks_[c].count() - passed_over_[c]) < clocks_[c].count()) {
      given_up_[c] = true;
      clocks_[c].clear();
    }
    passed_over_[c] = 0;
    forgotten_[c].assign(block_.n, static_cast<std::uint8_t>(given_up_[c]));
  }
}

/// The step (start, end] that holds a time; grids are nearly even.
inline std::uint32_t ForeseenEvents::step_of(double time) const {
  auto k = static_cast<std::uint32_t>(time * steps_per_year_);
  k = std::min(k, static_cast<std::uint32_t>(ends_.size() - 1));
  while (ends_[k] < time) ++k;
  while (k > 0 && ends_[k - 1] >= time) --k;
  return k;
}

/// The step of every event, and where the steps' events begin.
void ForeseenEvents::find_steps() {
  std::size_t total = 0;
  for (const DrawnEvents& clock : clocks_) total += clock.count();
  events_.resize(total);
  steps_.resize(total);
  std::fill(first_of_step_.begin(), first_of_step_.end(), 0u);
  std::size_t e = 0;
  for (const DrawnEvents& clock : clocks_)
    for (const double time : clock.times()) ++first_of_step_[(steps_[e++] = step_of(time))];
  std::exclusive_scan(first_of_step_.begin(), first_of_step_.end(), first_of_step_.begin(), 0u);
}

/// Events of different paths have nothing to do with each other: only where a path has several in a step must
/// they be put in order.
void ForeseenEvents::sort_into_steps() {
  noted_per_step_ = (block_.n + 63) / 64;
  noted_.assign(ends_.size() * noted_per_step_, 0);
  crowded_.clear();
  // Filling moves each first to the end of its step, which is the first of the next.
  std::size_t e = 0;
  for (std::uint32_t c = 0; c < clocks_.size(); ++c) {
    const auto times = clocks_[c].times();
    for (std::uint32_t slot = 0; slot < times.size(); ++slot) {
      const std::uint32_t step = steps_[e++], lane = clocks_[c].lane(slot);
      events_[first_of_step_[step]++] = {times[slot], lane, c, slot};
      if (noted_before(step, lane)) crowded_.push_back(step);
    }
  }
  for (std::size_t k = first_of_step_.size() - 1; k > 0; --k) first_of_step_[k] = first_of_step_[k - 1];
  first_of_step_[0] = 0;
  std::sort(crowded_.begin(), crowded_.end());
  crowded_.erase(std::unique(crowded_.begin(), crowded_.end()), crowded_.end());
  for (const std::uint32_t step : crowded_) put_in_order(step);
  // Events that draw for themselves do so by time, so that the earliest error is the one that is raised.
  if (!std::all_of(clocks_.begin(), clocks_.end(), [](const DrawnEvents& clock) { return clock.valid(); }))
    for (std::uint32_t step = 0; step < ends_.size(); ++step) put_in_order(step);
}

inline bool ForeseenEvents::noted_before(std::uint32_t step, std::uint32_t lane) {
  std::uint64_t& word = noted_[step * noted_per_step_ + lane / 64];
  const std::uint64_t bit = std::uint64_t{1} << (lane % 64);
  const bool before = (word & bit) != 0;
  word |= bit;
  return before;
}

void ForeseenEvents::put_in_order(std::uint32_t step) {
  const auto rank_of = [&](const Event& event) {
    const std::uint32_t clock = prepared_->foreseen[event.clock].clock;
    return std::tuple(prepared_->plan->clocks[clock].order, clock, event.slot);
  };
  std::sort(events_.begin() + first_of_step_[step], events_.begin() + first_of_step_[step + 1],
            [&](const Event& a, const Event& b) {
              return a.time != b.time ? a.time < b.time : rank_of(a) < rank_of(b);
            });
}

}  // namespace faultline
