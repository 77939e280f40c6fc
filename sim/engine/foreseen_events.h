#pragma once

#include "engine/foresight.h"
#include "engine/prepared_plan.h"
#include "random/path_draws.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// The events of foreseen clocks on a block of paths, all drawn at its start, step by step. Every number has
/// the bits that drawing it when it is due would give.
class ForeseenEvents {
 public:
  struct Event {
    double time;
    std::uint32_t lane;
    std::uint32_t clock;  ///< position in PreparedPlan::foreseen
    std::uint32_t slot;   ///< which of the clock's events on the block
  };

  explicit ForeseenEvents(const PreparedPlan& prepared);

  void draw(std::span<const std::uint64_t> paths, const PathDraws& draws);
  /// The events of (step.start, step.end], by time; those at one instant by file order.
  std::span<const Event> of_step(std::uint32_t step) const {
    return std::span(events_).subspan(first_of_step_[step], first_of_step_[step + 1] - first_of_step_[step]);
  }

  /// False when some draw of the clock on this block breaks its check: then the event draws for itself, so
  /// that the error is raised where and when it happens.
  bool drawn(const Event& event) const { return drawn_[event.clock].valid; }
  double severity(const Event& event) const { return drawn_[event.clock].values[event.slot]; }
  /// s log(1 + x) of a target, and e to it.
  double jump(const Event& event, std::size_t target) const { return value(event, 1 + 2 * target); }
  double factor(const Event& event, std::size_t target) const { return value(event, 2 + 2 * target); }

 private:
  /// Slots are in the order of the events' numbers.
  struct Drawn {
    std::vector<double> times;
    std::vector<std::uint32_t> lanes;
    std::vector<std::uint64_t> paths;
    std::vector<std::size_t> first_of_number;  ///< and the end
    std::vector<double> values;                ///< row by row: severity, then jump and factor per target
    std::size_t stride = 0;
    bool valid = true;
  };

  double value(const Event& event, std::size_t row) const {
    const Drawn& drawn = drawn_[event.clock];
    return drawn.values[row * drawn.stride + event.slot];
  }
  void draw_times(const ForeseenClock& foreseen, const PathDraws& draws, Drawn& drawn);
  void draw_jumps(const ForeseenClock& foreseen, const PathDraws& draws, Drawn& drawn);
  void draw_row(const Draw& what, StreamId stream, std::uint32_t first, CheckId check, const PathDraws& draws,
                Drawn& drawn, double* out);
  void sort_into_steps();
  std::uint32_t step_of(double time) const;

  const PreparedPlan* prepared_;
  std::span<const std::uint64_t> paths_;
  std::vector<Drawn> drawn_;  ///< per foreseen clock
  std::vector<Event> events_;
  std::vector<std::uint32_t> first_of_step_;
  // Of draw_times and draw_row:
  std::vector<std::uint32_t> armed_;
  std::vector<double> anchors_;
  std::vector<std::uint64_t> armed_paths_;
  std::vector<double> uniforms_;
  std::vector<std::uint32_t> steps_;  ///< of each event, before they are sorted
};

}  // namespace faultline
