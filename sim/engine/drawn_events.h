#pragma once

#include "engine/prepared_plan.h"
#include "engine/rows.h"
#include "random/path_draws.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// The paths of a block, all armed at time 0, and rows to draw in: shared by its clocks.
struct DrawingBlock {
  void start(std::span<const std::uint64_t> block_paths);
  void make_room(std::size_t slots);

  std::size_t n = 0;
  Rows<double> times;
  Rows<std::uint64_t> paths;
  Rows<std::uint64_t> lanes;
  Rows<double> uniforms;
  Rows<double> values;
  std::vector<std::uint32_t> numbers;
};

/// All events of one foreseen clock on a block of paths: when, on which path, how severe and what jumps. Each
/// is a slot; slots go by the events' numbers.
class DrawnEvents {
 public:
  DrawnEvents(const PreparedPlan& prepared, const ForeseenClock& foreseen);

  void draw(DrawingBlock& block, const PathDraws& draws);
  void clear() { count_ = 0, valid_ = true; }

  std::size_t count() const { return count_; }
  std::span<const double> times() const { return {times_[0], count_}; }
  std::uint32_t lane(std::size_t slot) const { return static_cast<std::uint32_t>(lanes_[0][slot]); }
  /// Whether all draws hold their checks; if not, only the times are to be read.
  bool valid() const { return valid_; }
  /// Rows along the slots.
  const double* severities() const { return values_[0]; }
  /// s log(1 + x) of a target, and e to it.
  const double* jumps(std::size_t target) const { return values_[1 + 2 * target]; }
  const double* factors(std::size_t target) const { return values_[2 + 2 * target]; }

 private:
  ClockRows rows_from(std::size_t slot) { return {times_[0] + slot, paths_[0] + slot, lanes_[0] + slot}; }
  void make_room(std::size_t slots);
  void draw_times(DrawingBlock& block, const PathDraws& draws);
  void draw_jumps(DrawingBlock& block, const PathDraws& draws);
  void draw_row(const Draw& what, StreamId stream, std::uint32_t first, CheckId check, DrawingBlock& block,
                const PathDraws& draws, double* out);

  const PreparedPlan* prepared_;
  const ForeseenClock* foreseen_;
  std::size_t count_ = 0;
  std::vector<std::size_t> first_of_number_;  ///< and the end
  Rows<double> times_;
  Rows<std::uint64_t> paths_;
  Rows<std::uint64_t> lanes_;
  Rows<double> values_;  ///< severities, then jumps and factors per target
  bool valid_ = true;
};

}  // namespace faultline
