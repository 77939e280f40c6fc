#pragma once

#include "faultline/plan.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace faultline {

/// A clock all of whose events are known when a path starts, because nothing but its own draws decides about
/// them: a constant rate, armed at the start and by its own events alone, an action that only counts, draws
/// from fixed laws, moves prices and tells listeners. Times and jumps of all its events on a block of paths
/// are drawn at once; the events then take place in their steps.
///
/// A rate may also be one that events change: then it is that of the start, and once it changes on a path the
/// clock is armed there as of its last event, and what had been foreseen is forgotten.
struct ForeseenClock {
  std::uint32_t clock = 0;
  double rate = 0.0;               ///< at the start
  bool provisional = false;        ///< events may change it
  Action steps;                    ///< its action, without what nobody reads and the arming
  bool settles = false;            ///< rates or listeners wait for its events, which go through the slow lane
  bool stays = false;              ///< must not be given up: that would show in the bits
  std::uint32_t first_budget = 0;  ///< draw numbers of the first event; each later one is one higher
  std::uint32_t first_severity = 0;
  std::uint32_t first_jump = 0;
  const act::DrawInto* severity = nullptr;
  const act::Jump* jump = nullptr;

  /// What the jump does to the assets, at once, in order.
  struct Move {
    std::uint32_t target = 0;
    std::uint32_t asset = 0;
    RegisterId x{};
    double weight = 1.0;
    bool price = false;  ///< it has a price that is kept along the way
  };
  std::vector<Move> moves;

  /// Nobody waits for its events, and `writes` and `moves` are all they do.
  bool light = false;
  struct Write {
    enum class Kind : std::uint8_t { count, value, now, first_time, severity } kind;
    RegisterId target{};
    double value = 0.0;
  };
  std::vector<Write> writes;
};

/// In the order of the plan's clocks.
std::vector<ForeseenClock> foreseen_clocks(const Plan& plan);

}  // namespace faultline
