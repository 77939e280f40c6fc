#include "engine/drawn_events.h"

#include "engine/draw_rows.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace faultline {
namespace {

template <class Value>
void widen(Rows<Value>& row, std::size_t room, std::size_t kept) {
  Rows<Value> wider(1, room);
  std::copy_n(row[0], kept, wider[0]);
  row = std::move(wider);
}

/// Kernels work on whole groups and go one beyond.
std::size_t room_for(std::size_t slots) {
  return padded_lanes(slots) + lane_group;
}

}  // namespace

void DrawingBlock::make_room(std::size_t slots) {
  if (room_for(slots) <= uniforms.stride()) return;
  const std::size_t room = room_for(2 * slots);
  uniforms = Rows<double>(1, room);
  values = Rows<double>(1, room);
  numbers.resize(room);
}

void DrawingBlock::start(std::span<const std::uint64_t> block_paths) {
  n = block_paths.size();
  if (room_for(n) > times.stride()) {
    times = Rows<double>(1, room_for(n));
    lanes = Rows<std::uint64_t>(1, room_for(n));
    paths = Rows<std::uint64_t>(1, room_for(n));
    std::iota(lanes[0], lanes[0] + lanes.stride(), std::uint64_t{0});
  }
  std::copy_n(block_paths.data(), n, paths[0]);
  make_room(n);
}

DrawnEvents::DrawnEvents(const PreparedPlan& prepared, const ForeseenClock& foreseen)
    : prepared_(&prepared), foreseen_(&foreseen) {}

void DrawnEvents::make_room(std::size_t slots) {
  if (room_for(slots) <= times_.stride()) return;
  const std::size_t room = room_for(2 * slots);
  const std::size_t targets = foreseen_->jump != nullptr ? foreseen_->jump->targets.size() : 0;
  widen(times_, room, count_);
  widen(paths_, room, count_);
  widen(lanes_, room, count_);
  values_ = Rows<double>(1 + 2 * targets, room);
}

void DrawnEvents::draw(DrawingBlock& block, const PathDraws& draws) {
  draw_times(block, draws);
  block.make_room(count_);
  draw_jumps(block, draws);
}

/// Event after event, each for all paths on which there was one before.
void DrawnEvents::draw_times(DrawingBlock& block, const PathDraws& draws) {
  const Clock& clock = prepared_->plan->clocks[foreseen_->clock];
  const Firing firing{foreseen_->rate, clock.from, clock.to, prepared_->steps.back().end};
  const double most = clock.count ? clock.max : std::numeric_limits<double>::infinity();
  count_ = 0;
  first_of_number_.assign(1, 0);
  ClockRows armed{block.times[0], block.paths[0], block.lanes[0]};
  std::size_t n = firing.rate > 0.0 ? block.n : 0;
  for (std::uint32_t number = 0; n > 0 && number < most; ++number) {
    const std::size_t first = first_of_number_.back();
    make_room(count_ + n);
    if (number > 0) armed = rows_from(first_of_number_[number - 1]);
    draws.event_uniforms(clock.stream, foreseen_->first_budget + number, {armed.paths, n}, block.uniforms[0]);
    n = prepared_->kernels->fire(firing, block.uniforms[0], armed, n, rows_from(first));
    count_ += n;
    first_of_number_.push_back(count_);
  }
}

/// The values are padded with zeros to whole groups.
void DrawnEvents::draw_row(const Draw& what, StreamId stream, std::uint32_t first, CheckId check,
                           DrawingBlock& block, const PathDraws& draws, double* out) {
  if (what.program) {
    std::fill_n(out, count_, prepared_->plan->programs[at(*what.program)].result.value);
  } else {
    for (std::uint32_t k = 0; k + 1 < first_of_number_.size(); ++k)
      std::fill_n(block.numbers.data() + first_of_number_[k], first_of_number_[k + 1] - first_of_number_[k],
                  first + k);
    draws.event_uniforms(stream, std::span(block.numbers).first(count_), {paths_[0], count_},
                         block.uniforms[0]);
    draw_law(*prepared_, *what.law, block.uniforms[0], out, count_);
  }
  std::fill(out + count_, out + padded_lanes(count_), 0.0);
  valid_ = valid_ && prepared_->kernels->all_hold(prepared_->plan->checks[at(check)], out, count_);
}

void DrawnEvents::draw_jumps(DrawingBlock& block, const PathDraws& draws) {
  valid_ = true;
  if (count_ == 0) return;
  double* severity = values_[0];
  if (foreseen_->severity != nullptr)
    draw_row(foreseen_->severity->draw, foreseen_->severity->stream, foreseen_->first_severity,
             foreseen_->severity->check, block, draws, severity);
  if (foreseen_->jump == nullptr) return;
  const act::Jump& jump = *foreseen_->jump;
  for (std::size_t k = 0; k < jump.targets.size(); ++k) {
    const act::Jump::Target& target = jump.targets[k];
    draw_row(target.jump, target.stream, foreseen_->first_jump, target.check, block, draws, block.values[0]);
    prepared_->kernels->log_jumps(block.values[0], jump.severity ? severity : nullptr, values_[1 + 2 * k],
                                  values_[2 + 2 * k], padded_lanes(count_));
  }
}

}  // namespace faultline
