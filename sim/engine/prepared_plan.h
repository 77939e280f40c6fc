#pragma once

#include "engine/asset_motion.h"
#include "engine/foresight.h"
#include "engine/kernels.h"
#include "engine/lean_actions.h"
#include "engine/touched.h"
#include "faultline/plan.h"
#include "faultline/simulate.h"
#include "math/quantile_table.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace faultline {

/// One step of the grid.
struct GridStep {
  std::uint32_t index = 0;
  double start = 0.0;
  double end = 0.0;
  double dt = 0.0;
  double sqrt_dt = 0.0;
  double midpoint = 0.0;
  QuadSoFar quad;  ///< with this step
};

/// Evaluations sorted by when their value can change.
struct EvaluationLists {
  std::vector<Evaluation> all;
  std::vector<Evaluation> at_events;   ///< change at events only
  std::vector<Evaluation> each_step;   ///< change with the grid or with time
  std::vector<EvaluationSet> touched;  ///< per action: those of at_events that it changes
};

/// What the search for the earliest event reads of a clock. Of events at one instant the first goes first.
struct WaitingClock {
  std::uint32_t clock = 0;
  std::uint32_t order = 0;  ///< file order of its shock
  std::uint32_t rank = 0;   ///< within the shock
  RegisterId due{};
};

/// A plan with what follows from it, made once per run and shared by all workers.
struct PreparedPlan {
  /// `noise` is that of the run, shared by a plan and its twin; the rows that assets and processes read are
  /// added to `rows`.
  PreparedPlan(const Plan& source, const NoisePlan& noise, NoiseRows& rows, const Kernels& kernel_set,
               NormalPrecision normal_precision);

  Touched touched_by(ActionId action) const {
    return {step_start.touched[at(action)], step_midpoint.touched[at(action)], switches.touched[at(action)]};
  }
  /// The grid point that a time is one with (same_time), or the time itself.
  double on_grid(double time) const;

  const Plan* plan;
  const Kernels* kernels;
  NormalPrecision precision;
  std::vector<GridStep> steps;
  EvaluationLists step_start;
  EvaluationLists step_midpoint;
  EvaluationLists rates;
  EvaluationLists switches;  ///< conditions of portfolios' switches
  /// Per portfolio and switch: its bit in the sets of `switches`, 0 when it is settled at the start; none
  /// when it changes with the grid.
  std::vector<std::vector<std::optional<EvaluationSet>>> switch_bits;
  std::vector<std::optional<QuantileTable>> tables;  ///< per law: a fixed one that is slow to invert
  std::vector<std::optional<Distribution::NormalForm>>
      normal_forms;                                        ///< per law: of a fixed one that has one
  std::vector<std::vector<std::uint32_t>> clocks_reading;  ///< register -> clocks whose rate or weight it is
  std::vector<ForeseenClock> foreseen;                     ///< all events drawn at the start of a path
  std::vector<std::optional<std::uint32_t>> foreseen_as;   ///< per clock: its position in `foreseen`
  std::vector<bool> is_read;                               ///< per register
  std::vector<LeanAction> lean_actions;                    ///< per action
  std::vector<WaitingClock> waiting_clocks;   ///< others and provisional ones, in order: of these are
  std::vector<std::uint32_t> stepped_clocks;  ///< run down on every step
  std::vector<RegisterId> absolute_dues;      ///< of those that are known by their due time
  bool someone_waits = false;  ///< paths can take the slow lane: some clock waits, or an event settles
  std::vector<std::vector<std::uint32_t>> recordings_at;  ///< grid point -> positions in Plan::recordings
  std::vector<bool> prices_needed;                        ///< per grid point: log prices are wanted
  std::size_t most_instructions = 0;
  std::size_t most_targets = 0;  ///< of any jump

  std::vector<AssetMotion> motions;
  std::vector<std::uint32_t> unsteady_assets;
  std::vector<std::uint32_t> direction_rows;   ///< of noise, per direction
  std::vector<std::uint32_t> followed_assets;  ///< whose returns or drawdowns are wanted on every grid point
  /// Portfolios whose value is followed on every grid point. Their prices are kept along the way
  /// (`prices_run`: price *= e^dx) or taken from the log price (`prices_by_log`). Returns that
  /// are recorded and values that are traded on are always taken from the log price, so that following more
  /// never changes them.
  std::vector<std::uint32_t> followed_portfolios;
  std::vector<bool> prices_run;  ///< per asset
  std::vector<std::uint32_t> prices_by_log;

 private:
  void plan_steps();
  void plan_switches();
  void tabulate_laws();
  void sort_clocks();
  void plan_grid_points();
  void plan_prices();
  void plan_moves();
};

}  // namespace faultline
