#pragma once

#include "core/same_time.h"
#include "plan/action.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace faultline {

/// Lowers an asset's log price by weight times the clock's integrated rate: a hazard that the market has
/// priced in.
struct Compensation {
  AssetId asset{};
  Operand weight;  ///< a constant or register
};

/// A cause of events with a budget per path that its rate runs down: Exp(1) for a hazard, the drawn time for
/// a sojourn. With a date the due time is the date itself.
///
///     fires when   integral of (rate + excitation) over [anchor, t] within the window   reaches   budget
struct Clock {
  enum class Kind : std::uint8_t { budget, date };

  Kind kind = Kind::budget;
  std::uint32_t order = 0;  ///< file order of its shock; position among the clocks breaks ties within
  std::uint32_t rank = 0;   ///< of a phase: position of the edge, as of triggers
  RegisterId budget{};      ///< +inf: not armed
  RegisterId anchor{};      ///< time up to which the budget has been run down
  RegisterId due{};         ///< when it fires if nothing changes; +inf: not armed or not before long
  Operand rate;             ///< constant or a register kept by Plan::rates
  bool every_step = false;  ///< the rate changes between events: run down on every step
  double from = 0.0;        ///< window [from, to)
  double to = std::numeric_limits<double>::infinity();

  // Arming: a draw of Exp(1), of a law, or a number.
  std::optional<Draw> law;  ///< none: Exp(1)
  /// How much of the budget may be left for it to count as run down: a sojourn's is a time.
  double slack() const { return law ? same_time : 0.0; }
  StreamId stream{};
  EventNumber number;
  CheckId check{};
  std::optional<RegisterId> count;  ///< not armed once count >= max
  double max = std::numeric_limits<double>::infinity();
  /// Dates that come again: the k-th (k = count + 1) is k * numerator / denominator.
  std::optional<std::pair<std::int64_t, std::int64_t>> period;

  std::optional<RegisterId> excitation;  ///< level at the anchor [1/year]
  Operand excitation_half_life;
  std::vector<Compensation> compensations;
  ActionId action{};
};

}  // namespace faultline
