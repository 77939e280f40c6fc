#pragma once

#include "faultline/risk_report.h"
#include "faultline/simulate.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace faultline::cli {

/// Precision is looked at when this many paths, times a power of two, are done: what a run stops at can then
/// be asked for as a number of paths, with the same bits.
inline constexpr std::uint64_t first_checkpoint = 65'536;
/// The first checkpoint where paths are chosen so that fewer of them say as much.
inline constexpr std::uint64_t first_checkpoint_of_few = 4096;

struct JobSettings {
  std::uint64_t paths = 0;  ///< the most
  std::uint64_t seed = 42;
  int threads = 1;
  std::size_t block_paths = 0;  ///< 0: what suits the instruction set
  NormalPrecision precision = NormalPrecision::single;
  std::string simd{};
  std::optional<double> seconds{};     ///< time budget
  std::function<int()> interrupted{};  ///< the signal that arrived, 0 for none; from any thread
  std::function<void(std::uint64_t paths)> progress{};  ///< from any thread
};

/// The options of simulate() but for the paths.
SimulateOptions simulate_options(const JobSettings& settings);

struct JobResult {
  Tally tally;
  RunInfo info;
  int signal = 0;  ///< that cut the run short
};

/// Simulates until the precision asked for is reached, the paths are done, the time is over or a signal
/// comes. Whole leaves only: time and signals take effect at the end of the leaf at hand, so at least one is
/// done. Throws RunError as simulate() does.
///
/// Runs that may stop early grow from checkpoint to checkpoint on one tally. Where the samples of the next
/// checkpoint are too many to be kept, the run starts again with histograms, so that the result is that of a
/// run of just this many paths.
JobResult run_job(const CompiledScenario& scenario, const JobSettings& settings);

}  // namespace faultline::cli
