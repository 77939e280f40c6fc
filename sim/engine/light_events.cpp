#include "engine/light_events.h"

#include "engine/path_state.h"
#include "math/elementary.h"

#include <cmath>

namespace faultline {

void LightEvents::find_rows(PathState& state) {
  const PreparedPlan& prepared = *state.prepared;
  clocks_.resize(prepared.foreseen.size());
  for (std::size_t c = 0; c < clocks_.size(); ++c) {
    const ForeseenClock& foreseen = prepared.foreseen[c];
    const DrawnEvents& drawn = state.foreseen.clock(c);
    Clock& clock = clocks_[c];
    clock.drawn = foreseen.light && drawn.valid() && !state.observer ? &drawn : nullptr;
    clock.writes.clear();
    clock.moves.clear();
    if (clock.drawn == nullptr) continue;
    clock.touched = prepared.touched_by(prepared.plan->clocks[foreseen.clock].action);
    for (const ForeseenClock::Write& what : foreseen.writes)
      clock.writes.push_back({what.kind, state.row(what.target), what.value});
    for (const ForeseenClock::Move& move : foreseen.moves)
      clock.moves.push_back({state.row(move.x), move.price ? state.followed_prices[move.asset] : nullptr,
                             drawn.jumps(move.target), drawn.factors(move.target), move.weight});
  }
}

bool LightEvents::take(const ForeseenEvents::Event& event, PathState& state) const {
  using Kind = ForeseenClock::Write::Kind;
  const Clock& clock = clocks_[event.clock];
  if (clock.drawn == nullptr) return false;
  const std::size_t lane = event.lane, slot = event.slot;
  for (const Move& move : clock.moves) {
    const double jump = move.weight * move.jumps[slot];
    move.x[lane] += jump;
    if (move.price != nullptr) move.price[lane] *= move.weight == 1.0 ? move.factors[slot] : fast_exp(jump);
  }
  for (const Write& write : clock.writes) {
    double& kept = write.target[lane];
    switch (write.kind) {
      case Kind::count:
        kept += 1.0;
        break;
      case Kind::value:
        kept = write.value;
        break;
      case Kind::now:
        kept = event.time;
        break;
      case Kind::first_time:
        if (std::isinf(kept)) kept = event.time;
        break;
      case Kind::severity:
        kept = clock.drawn->severities()[slot];
        break;
    }
  }
  if (clock.touched.any()) state.eventful.add(event.lane, clock.touched);
  return true;
}

}  // namespace faultline
