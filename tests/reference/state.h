#pragma once

#include "shocks/common.h"

#include <cstdint>
#include <limits>
#include <variant>
#include <vector>

namespace faultline::reference {

inline constexpr double never = std::numeric_limits<double>::infinity();

/// A jump that is still unfolding: `now` of it is in the price for good, `later` changes with time.
struct Transient {
  double jump = 0.0;
  Unfolding kind = Unfolding::at_once;
  double share = 0.0;
  double half_life = 0.0;
  double time = 0.0;

  /// Contribution to the log price at a time.
  double at(double t) const;
};

struct AssetState {
  double log_price = 0.0;  ///< without transients and effects
  std::vector<Transient> transients;
  double simple_return = 0.0;
  double highest = 1.0;
  double drawdown = 0.0;
  double max_drawdown = 0.0;
};

/// A triggered event waiting for its time.
struct Pending {
  double time = 0.0;
  std::uint64_t number = 0;  ///< order in which they were raised
};

struct ArrivalsState {
  double count = 0.0;
  double first = never;
  double last = never;
  double severity = 0.0;
  double rate = 0.0;        ///< held between events
  double excitation = 0.0;  ///< at the path's clock
  double budget = never;    ///< of the own clock, still to be used up
  std::uint64_t budgets = 0;
  std::vector<Pending> pending;
};

struct ScheduledState {
  double due = never;
  double count = 0.0;
  double time = never;
  std::int64_t latest = -1;
  std::vector<double> happened;  ///< events by outcome
};

/// Phases and regimes: where the machine is and what may take it on.
struct MachineState {
  struct Clock {
    double remaining = never;  ///< hazard budget or sojourn, running down at `speed`
    double speed = 0.0;        ///< hazard or speed, held between events
    double time = never;       ///< of a date, or of the instant an `upon` edge was decided
    std::vector<double>
        to;  ///< probabilities of the branches as the price discounts them, held between events
  };

  std::uint32_t current = 0;
  double entered = 0.0;
  std::uint64_t visit = 0;             ///< entries of the current one before this one
  std::vector<std::uint64_t> entries;  ///< the start counts
  std::vector<std::uint64_t> events;   ///< the start does not count
  std::uint64_t changes = 0;           ///< of any kind
  std::vector<double> first_entry;
  std::vector<double> time_spent;
  std::vector<Clock> clocks;  ///< of the current phase's edges
  std::size_t due_edge = 0;
};

struct ProcessState {
  double initial = 0.0;
  double level = 0.0;
  double lowest = 0.0;
  double highest = 0.0;
  double y = 0.0;  ///< on the process' own scale
  double eta = 0.0;
  double pull = 0.0;      ///< k of the step, 0 for a random walk
  double y_target = 0.0;  ///< held over the step
  std::vector<double> effect_at_start;
};

using ShockState = std::variant<ArrivalsState, ScheduledState, MachineState, ProcessState>;

struct PortfolioState {
  std::vector<std::pair<std::uint32_t, double>> holdings;  ///< asset, units at S(0) = 1
  double cash = 0.0;
  double cash_growth = 1.0;  ///< over the step
  Weights weights;
  std::vector<bool> switched;
  double value = 1.0;
  bool ruined = false;
  double simple_return = 0.0;
  double highest = 1.0;
  double drawdown = 0.0;
  double max_drawdown = 0.0;
};

}  // namespace faultline::reference
