#pragma once

#include "engine/noise.h"
#include "engine/path_state.h"
#include "engine/phase_times.h"

#include <cstdint>
#include <optional>
#include <span>

namespace faultline {

/// A scenario prepared for running: shared by all workers, immutable.
class PreparedScenario {
 public:
  PreparedScenario(const CompiledScenario& scenario, std::uint64_t seed, NormalPrecision precision,
                   SimdTarget target);
  PreparedScenario(const CompiledScenario&& scenario, std::uint64_t seed, NormalPrecision precision,
                   SimdTarget target) = delete;  // it refers to the scenario
  PreparedScenario(const PreparedScenario&) = delete;
  PreparedScenario& operator=(const PreparedScenario&) = delete;

  const PreparedPlan& plan() const { return plan_; }
  const PreparedPlan* twin() const { return twin_ ? &*twin_ : nullptr; }
  const NoiseSource& noise() const { return noise_; }
  NormalPrecision precision() const { return precision_; }
  std::size_t columns() const { return columns_; }

 private:
  PreparedScenario(const CompiledScenario& scenario, std::uint64_t seed, NormalPrecision precision,
                   SimdTarget target, NoiseRows rows);

  PreparedPlan plan_;
  std::optional<PreparedPlan> twin_;
  NoiseSource noise_;
  NormalPrecision precision_;
  std::size_t columns_;
};

/// std::invalid_argument from path_number_limit on.
void require_path_number(std::uint64_t path);

/// One worker's memory: runs blocks of paths, any numbers in any order, one after another.
class BlockRunner {
 public:
  /// With `times`, the time of every kind of work is added there.
  BlockRunner(const PreparedScenario& scenario, std::size_t capacity, PhaseTimes* times = nullptr);
  BlockRunner(const PreparedScenario&& scenario, std::size_t capacity, PhaseTimes* times = nullptr) = delete;

  /// Runs paths.size() <= capacity paths; column c of paths[i] goes to out[c * stride + i].
  void run(std::span<const std::uint64_t> paths, double* out, std::size_t stride);
  std::size_t capacity() const { return capacity_; }
  /// From now on the paths with their shocks are followed by somebody who outlives the runs.
  void follow_with(PathObserver& observer) { state_.observer = &observer; }

 private:
  void start(PathState& state, std::span<const std::uint64_t> paths, double* out, std::size_t stride);
  void advance(PathState& state, const GridStep& step, double* out, std::size_t stride);

  void lap(Phase phase) {
    if (times_ != nullptr) times_->lap(phase);
  }

  const PreparedScenario* scenario_;
  PhaseTimes* times_;
  std::size_t capacity_;
  BlockNoise noise_;
  PathState state_;
  std::optional<PathState> twin_;
};

}  // namespace faultline
