#pragma once

#include "engine/prepared_plan.h"
#include "engine/rows.h"
#include "random/path_draws.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// The first jumps of events that are not foreseen, drawn for all paths of a block at once when the block
/// before showed that many paths come to them. A draw belongs to its path and number, so those that are never
/// needed do no harm, and the bits are those of drawing one by one.
class JumpsAhead {
 public:
  JumpsAhead(const PreparedPlan& prepared, std::size_t capacity);

  void start(std::span<const std::uint64_t> paths);
  /// log(1 + x) of the jump's targets; false when they are to be drawn by themselves.
  bool find(const act::Jump& jump, std::uint32_t number, std::size_t lane, const PathDraws& draws,
            double* out);

 private:
  static constexpr std::size_t numbers_ahead = 3;
  /// A path in so many makes a row worth its draws.
  static constexpr std::size_t worth = 8;

  /// All paths' draws of one number.
  struct Ahead {
    std::size_t wanted = 0;  ///< by how many paths of the block
    bool worthwhile = false;
    bool drawn = false;
    bool valid = false;  ///< every draw holds its check
    Rows<double> logs;   ///< per target
  };
  struct Source {
    const act::Jump* jump;
    std::array<Ahead, numbers_ahead> numbers;
  };

  void draw(const act::Jump& jump, std::uint32_t number, const PathDraws& draws, Ahead& ahead);

  const PreparedPlan* prepared_;
  std::span<const std::uint64_t> paths_;
  std::size_t lanes_;
  std::vector<Source> sources_;
  Rows<double> rows_;  ///< uniforms, draws and factors
};

}  // namespace faultline
