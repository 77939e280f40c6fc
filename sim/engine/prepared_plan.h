#pragma once

#include <cstdint>
#include <vector>

#include "faultline/plan.h"

namespace faultline {

/// One step of the grid.
struct GridStep {
  std::uint32_t index = 0;
  double start = 0.0;
  double end = 0.0;
  double dt = 0.0;
  double sqrt_dt = 0.0;
  double midpoint = 0.0;
};

/// Evaluations sorted by when their value can change.
struct EvaluationLists {
  std::vector<Evaluation> all;
  std::vector<Evaluation> at_events;  ///< change at events only
  std::vector<Evaluation> each_step;  ///< change with the grid or with time
};

/// A plan with what follows from it, made once per run and shared by all workers.
struct PreparedPlan {
  explicit PreparedPlan(const Plan& source);

  const Plan* plan;
  std::vector<GridStep> steps;
  EvaluationLists step_start;
  EvaluationLists step_midpoint;
  EvaluationLists rates;
  std::vector<std::vector<std::uint32_t>> clocks_reading;  ///< register -> clocks whose rate or weight it is
  std::vector<std::uint32_t> stepped_clocks;               ///< run down on every step
  std::vector<std::uint32_t> absolute_clocks;              ///< known by their due time
  std::vector<std::vector<std::uint32_t>> recordings_at;   ///< grid point -> positions in Plan::recordings
  std::vector<bool> prices_needed;                         ///< per grid point: log prices and values are wanted
  std::size_t most_instructions = 0;
  bool follows_measures = false;  ///< drawdowns or measures are kept on every grid point
};

}  // namespace faultline
