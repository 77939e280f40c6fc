#pragma once

#include "faultline/plan.h"
#include "faultline/tally.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace faultline {

enum class NormalPrecision : std::uint8_t {
  single,  ///< single-precision normals feed double state
  full,    ///< double-precision normals; the same words are their high bits
};

struct SimulateOptions {
  std::uint64_t seed = 42;
  std::uint64_t first_path = 0;  ///< a multiple of leaf_paths
  std::uint64_t paths = 100'000;
  int threads = 0;              ///< 0 or less: all processors; more than there are is possible
  std::size_t block_paths = 0;  ///< worked on together, at most leaf_paths; 0: what suits the instruction set
  NormalPrecision precision = NormalPrecision::single;
  /// "", "scalar", "avx2", "avx512"; the bits are the same. std::invalid_argument from every function that
  /// takes these options for another text and for what the processor does not run.
  std::string simd;
  std::stop_token stop;  ///< ends the run early, with whole leaves only
  /// Told after every leaf, from any thread and several at a time; what it throws ends the run and is thrown
  /// on.
  std::function<void(std::uint64_t paths_done)> progress;
};

/// Paths that are worked on together: 1 ... leaf_paths.
std::size_t block_of(const SimulateOptions& options);

/// Runs paths [first_path, first_path + paths) and adds their leaves to the tally, which was made with the
/// outputs of this scenario. The bits depend on the scenario, the seed and the path numbers alone. Returns
/// the paths run: fewer than asked when stopped, the first leaves without a gap. Several calls may run at the
/// same time, on one scenario and into one tally. Throws RunError (faultline/run_error.h) when a number
/// breaks what its field allows on a path; the lowest such path is named, and the tally holds some of the
/// others then. Throws std::invalid_argument before anything runs for a first path inside a leaf, paths
/// beyond path_number_limit, paths that the tally holds already and a tally of other columns.
std::uint64_t simulate(const CompiledScenario& scenario, const SimulateOptions& options, Tally& tally);

/// The recorded columns (CompiledScenario::outputs.columns) of any paths, in any order and also repeated,
/// column-major: value(c, i) = result[c * paths.size() + i]. On the calling thread alone; of the options
/// those of whole runs (first_path, paths, threads, stop, progress) are not read. Throws RunError as
/// simulate() does, and std::invalid_argument for a number from path_number_limit on.
std::vector<double> simulate_paths(const CompiledScenario& scenario, const SimulateOptions& options,
                                   std::span<const std::uint64_t> paths);

/// The same for many calls, from any thread: what all paths share is prepared once. The scenario must outlive
/// it and stay as it is. One that was moved from can only be destroyed.
class PathSimulator {
 public:
  PathSimulator(const CompiledScenario& scenario, const SimulateOptions& options);
  PathSimulator(const CompiledScenario&& scenario, const SimulateOptions& options) = delete;
  ~PathSimulator();
  PathSimulator(PathSimulator&&) noexcept;

  std::vector<double> run(std::span<const std::uint64_t> paths) const;

 private:
  struct Prepared;
  std::unique_ptr<const Prepared> prepared_;
};

}  // namespace faultline
