#pragma once

#include "engine/evaluate.h"
#include "engine/eventful_paths.h"
#include "engine/foreseen_events.h"
#include "engine/jumps_ahead.h"
#include "engine/light_events.h"
#include "engine/path_observer.h"
#include "engine/prepared_plan.h"
#include "engine/rows.h"
#include "engine/steady_assets.h"
#include "faultline/run_error.h"
#include "random/path_draws.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <tuple>
#include <vector>

namespace faultline {

/// An event that a trigger has set for later, or for this very instant.
struct PendingEvent {
  double time = 0.0;
  std::uint32_t order = 0;   ///< file order of the shock it belongs to
  std::uint32_t rank = 0;    ///< within the shock; equal ones go as they were raised
  std::uint64_t number = 0;  ///< as they were raised
  ActionId action{};
  std::optional<Guard> guard;
  std::optional<RegisterId> stamp;
  double stamp_value = 0.0;
};

/// Pending events of a path, the first one in front.
class PendingEvents {
 public:
  bool empty() const { return heap_.empty(); }
  const PendingEvent& first() const { return heap_.front(); }
  void add(const PendingEvent& event) {
    heap_.push_back(event);
    heap_.back().number = raised_++;
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  PendingEvent take_first() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const PendingEvent event = heap_.back();
    heap_.pop_back();
    return event;
  }
  void clear() { heap_.clear(); }

 private:
  static bool later(const PendingEvent& a, const PendingEvent& b) {
    if (a.time != b.time) return a.time > b.time;
    return std::tie(a.order, a.rank, a.number) > std::tie(b.order, b.rank, b.number);
  }

  std::vector<PendingEvent> heap_;
  std::uint64_t raised_ = 0;
};

/// The state of one plan on one block of paths: structure of arrays along the paths.
struct PathState {
  PathState(const PreparedPlan& prepared_plan, std::size_t capacity);

  /// Paths and padding, as the kernels take them.
  std::size_t lanes() const { return padded_lanes(paths.size()); }
  /// x of an asset with the noise that waits for the quad's end.
  double moved(std::size_t asset, std::size_t lane) const;
  /// Log price with everything in it: moved + transients + effects. Found when first asked for at a grid
  /// point.
  const double* log_price(std::size_t asset);
  double log_price(std::size_t asset, std::size_t lane) const;
  double* row(RegisterId r) { return registers[at(r)]; }
  const double* row(RegisterId r) const { return registers[at(r)]; }
  /// Value of a constant or register operand on a path.
  double value(const Operand& operand, std::size_t lane) const {
    return operand.is_state() ? registers[operand.index][lane] : operand.value;
  }
  /// Ends the run when a value on any path breaks the check.
  void require(CheckId check, const double* values, double time, const double* armed_budget = nullptr) const;
  void require(CheckId check, double value, std::size_t lane, double time) const;
  /// Ends the run on a NaN; infinity ("never") is fine.
  void require_number(CheckId check, const double* values, double time) const;
  [[noreturn]] void fail(const std::string& field, double value, std::size_t lane, double time,
                         const std::string& allowed) const;

  /// compute(); the complaint of a law whose arguments do not fit ends the run.
  template <class Compute>
  double computed(CheckId check, std::size_t lane, double time, const Compute& compute) const;

  /// A program for all paths.
  void evaluate(ProgramId program, Instant instant, double* out);
  /// Evaluates for all paths, checks and stores.
  void evaluate(const Evaluation& evaluation, Instant instant);

  const PreparedPlan* prepared;
  const Plan* plan;
  std::span<const std::uint64_t> paths;
  PathObserver* observer = nullptr;

  Rows<double> registers;
  Rows<double> temporaries;
  Rows<double> scratch;          ///< a few rows for kernels
  Rows<double> log_prices;       ///< those that x alone does not give
  Rows<double> prices;           ///< e^(log price), where something is recorded or traded
  Rows<double> followed_prices;  ///< prices on every grid point, for followed portfolios
  SteadyAssets steady;
  Rows<double> known_targets;   ///< per process: the targets from which scaled_targets were found
  Rows<double> scaled_targets;  ///< the same, or a constant, on the process's scale
  Rows<double> needs;           ///< per stepped clock: what this step runs down
  ForeseenEvents foreseen;
  LightEvents light;
  JumpsAhead ahead;
  std::vector<std::vector<Position>>
      beside_x;             ///< per asset: what its log price has beside x, as weights and rows
  std::vector<bool> found;  ///< per asset: log_prices has that of this grid point
  LanePrograms lane_programs;
  std::vector<const double*> waiting_dues;  ///< rows of due times, per waiting clock
  std::vector<double> next_due;  ///< per path: the earliest due time of absolute clocks and pending events
  std::vector<PendingEvents> pending;
  std::vector<std::uint8_t> flagged;
  std::vector<std::vector<Position>> followed_positions;  ///< per portfolio, by followed_prices
  std::vector<std::vector<Position>> exact_positions;     ///< the same by prices
  std::vector<double> event_jumps;                        ///< of the event being applied, per target
  EventfulPaths eventful;                                 ///< in the step
};

template <class Compute>
double PathState::computed(CheckId check, std::size_t lane, double time, const Compute& compute) const {
  try {
    return compute();
  } catch (const std::domain_error& complaint) {
    throw RunError(paths[lane], time, plan->checks[at(check)].field, complaint.what());
  }
}

/// Registers to their initial values, drawn numbers, processes, effects and the first clocks.
void start_paths(PathState& state, std::span<const std::uint64_t> paths, const PathDraws& draws);

}  // namespace faultline
