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
  std::uint64_t first_path = 0;  ///< a multiple of leaf_paths, else std::invalid_argument
  std::uint64_t paths = 100'000;
  int threads = 0;              ///< 0: all processors
  std::size_t block_paths = 0;  ///< worked on together; 0: what suits the instruction set
  NormalPrecision precision = NormalPrecision::single;
  /// "", "scalar", "avx2", "avx512"; the bits are the same. std::invalid_argument from every function that
  /// takes these options for another text and for what the processor does not run.
  std::string simd;
  std::stop_token stop;                                    ///< ends the run early, with whole leaves only
  std::function<void(std::uint64_t paths_done)> progress;  ///< from any thread
};

/// Paths that are worked on together.
std::size_t block_of(const SimulateOptions& options);

/// Runs paths [first_path, first_path + paths) and adds their leaves to the tally. The bits depend on the
/// scenario, the seed and the path numbers alone. Returns the paths run: fewer than asked when stopped, the
/// first leaves without a gap. Throws RunError (faultline/run_error.h) when a number breaks what its field
/// allows on a path; the lowest such path is named.
std::uint64_t simulate(const CompiledScenario& scenario, const SimulateOptions& options, Tally& tally);

/// The recorded columns of any paths, column-major: value(c, i) = result[c * paths.size() + i].
/// Throws RunError as simulate() does.
std::vector<double> simulate_paths(const CompiledScenario& scenario, const SimulateOptions& options,
                                   std::span<const std::uint64_t> paths);

/// The same for many calls, from any thread: what all paths share is prepared once. The scenario outlives it.
class PathSimulator {
 public:
  PathSimulator(const CompiledScenario& scenario, const SimulateOptions& options);
  ~PathSimulator();
  PathSimulator(PathSimulator&&) noexcept;

  std::vector<double> run(std::span<const std::uint64_t> paths) const;

 private:
  struct Prepared;
  std::unique_ptr<const Prepared> prepared_;
};

}  // namespace faultline
