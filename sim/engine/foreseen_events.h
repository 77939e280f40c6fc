#pragma once

#include "engine/drawn_events.h"

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
  /// The events of (step.start, step.end]. Those of one path go by time; at one instant by file order.
  std::span<const Event> of_step(std::uint32_t step) const {
    return std::span(events_).subspan(first_of_step_[step], first_of_step_[step + 1] - first_of_step_[step]);
  }

  /// Whether an event still takes place: the rate of its clock has not changed on its path.
  bool holds(const Event& event) const { return !forgotten(event.clock, event.lane); }
  /// By position in PreparedPlan::foreseen.
  bool forgotten(std::uint32_t position, std::size_t lane) const { return forgotten_[position][lane] != 0; }
  void forget(std::uint32_t position, std::size_t lane) { forgotten_[position][lane] = 1; }
  /// Counts an event that does not hold. Where nearly all of a clock's do not, it is given up: in later
  /// blocks it is armed like any other.
  void pass_over(const Event& event) { ++passed_over_[event.clock]; }
  bool gave_up(std::uint32_t position) const { return given_up_[position]; }
  /// By position in PreparedPlan::foreseen.
  const DrawnEvents& clock(std::size_t position) const { return clocks_[position]; }
  /// False when some draw of the clock on this block breaks its check: then the event draws for itself, so
  /// that the error is raised where and when it happens.
  bool drawn(const Event& event) const { return clocks_[event.clock].valid(); }
  double severity(const Event& event) const { return clocks_[event.clock].severities()[event.slot]; }
  /// s log(1 + x) of a target, and e to it.
  double jump(const Event& event, std::size_t target) const {
    return clocks_[event.clock].jumps(target)[event.slot];
  }
  double factor(const Event& event, std::size_t target) const {
    return clocks_[event.clock].factors(target)[event.slot];
  }

 private:
  void begin_block();
  void find_steps();
  std::uint32_t step_of(double time) const;
  void sort_into_steps();
  bool noted_before(std::uint32_t step, std::uint32_t lane);
  void put_in_order(std::uint32_t step);

  const PreparedPlan* prepared_;
  DrawingBlock block_;
  std::vector<DrawnEvents> clocks_;                   ///< per foreseen clock
  std::vector<std::vector<std::uint8_t>> forgotten_;  ///< per clock and path
  std::vector<std::size_t> passed_over_;              ///< per clock, on the block
  std::vector<bool> given_up_;
  std::vector<Event> events_;
  std::vector<std::uint32_t> first_of_step_;
  std::vector<std::uint32_t> steps_;  ///< of each event, before they are sorted
  std::vector<double> ends_;          ///< of the steps
  double steps_per_year_ = 0.0;       ///< as if the grid were even
  std::vector<std::uint64_t> noted_;  ///< a bit per step and path: it has an event
  std::size_t noted_per_step_ = 0;
  std::vector<std::uint32_t> crowded_;  ///< steps in which a path has several events
};

}  // namespace faultline
