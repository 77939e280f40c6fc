#pragma once

#include "engine/foreseen_events.h"

#include <vector>

namespace faultline {

struct PathState;

/// The events of light clocks (ForeseenClock::light) on paths that do not take the slow lane: the same bits
/// as there.
class LightEvents {
 public:
  /// The rows that the events of this block write and read; for nobody who follows the paths.
  void find_rows(PathState& state);
  /// False when the event is not to be taken so.
  bool take(const ForeseenEvents::Event& event, PathState& state) const;

 private:
  struct Write {
    ForeseenClock::Write::Kind kind;
    double* target;
    double value;
  };
  struct Move {
    double* x;
    double* price;  ///< null: not kept along the way
    const double* jumps;
    const double* factors;
    double weight;
  };
  struct Clock {
    const DrawnEvents* drawn = nullptr;  ///< null: not light on this block
    std::vector<Write> writes;
    std::vector<Move> moves;
    Touched touched;  ///< by its events
  };

  std::vector<Clock> clocks_;  ///< per foreseen clock
};

}  // namespace faultline
