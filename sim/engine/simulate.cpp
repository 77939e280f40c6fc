#include "faultline/simulate.h"

#include "core/argument.h"
#include "engine/block_runner.h"
#include "engine/parallel.h"
#include "engine/tally_state.h"
#include "faultline/run_error.h"
#include "random/philox.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <set>
#include <string>

namespace faultline {
namespace {

/// The whole leaf in blocks; after an error path by path, so that the lowest broken path is the one named.
void run_leaf(BlockRunner& runner, std::span<const std::uint64_t> paths, LeafSamples& leaf) {
  try {
    for (std::size_t first = 0; first < paths.size(); first += runner.capacity()) {
      const std::size_t count = std::min(runner.capacity(), paths.size() - first);
      runner.run(paths.subspan(first, count), leaf.values.data() + first, leaf_paths);
    }
  } catch (const RunError&) {
    for (std::size_t i = 0; i < paths.size(); ++i)
      runner.run(paths.subspan(i, 1), leaf.values.data() + i, leaf_paths);
    throw;
  }
}

static_assert(path_number_limit <= path_limit);

/// What simulate() refuses before it begins.
void check_paths(const CompiledScenario& scenario, const SimulateOptions& options, const TallyState& tally) {
  require_argument(options.first_path % leaf_paths == 0,
                   "the first path is not a multiple of " + std::to_string(leaf_paths));
  require_argument(
      options.first_path <= path_number_limit && options.paths <= path_number_limit - options.first_path,
      "path numbers must lie below " + std::to_string(path_number_limit));
  require_argument(tally.layout.columns == scenario.outputs.columns.size(),
                   "the tally is of another scenario");
  const std::uint64_t first_leaf = options.first_path / leaf_paths;
  require_argument(!tally.holds_any(first_leaf, first_leaf + (options.paths + leaf_paths - 1) / leaf_paths),
                   "the tally holds some of these paths already");
}

/// Leaves done so far; the tally takes them as they come, the count is of those without a gap.
class LeafProgress {
 public:
  explicit LeafProgress(std::uint64_t first_leaf) : next_(first_leaf) {}

  void done(std::uint64_t leaf) {
    const std::lock_guard lock(mutex_);
    finished_.insert(leaf);
    while (finished_.erase(next_) > 0) ++next_;
  }
  std::uint64_t next() const { return next_; }

 private:
  std::mutex mutex_;
  std::set<std::uint64_t> finished_;
  std::uint64_t next_;
};

/// One worker's memory.
struct Worker {
  BlockRunner runner;
  LeafSamples leaf;
  std::vector<std::uint64_t> paths;
};

}  // namespace

void require_path_number(std::uint64_t path) {
  require_argument(path < path_number_limit,
                   "path numbers must lie below " + std::to_string(path_number_limit));
}

std::size_t block_of(const SimulateOptions& options) {
  if (options.block_paths > 0) return std::min<std::size_t>(options.block_paths, leaf_paths);
  return chosen_simd_target(options.simd) == SimdTarget::avx512 ? 128 : 192;
}

std::uint64_t simulate(const CompiledScenario& scenario, const SimulateOptions& options, Tally& tally) {
  check_paths(scenario, options, tally.state());
  const PreparedScenario prepared(scenario, options.seed, options.precision,
                                  chosen_simd_target(options.simd));
  const std::uint64_t first_leaf = options.first_path / leaf_paths;
  const std::uint64_t leaves = (options.paths + leaf_paths - 1) / leaf_paths;
  const std::uint64_t end_path = options.first_path + options.paths;

  const int threads = options.threads > 0 ? options.threads : available_threads();

  std::mutex error_mutex;
  std::optional<RunError> error;
  std::atomic<std::uint64_t> error_leaf{~std::uint64_t{0}};
  std::atomic<std::uint64_t> next_leaf{first_leaf};
  std::atomic<std::uint64_t> paths_done{0};
  std::atomic<bool> failed{false};
  LeafProgress finished(first_leaf);

  const auto run_one = [&](std::uint64_t number, Worker& worker) {
    if (number > error_leaf.load()) return;
    worker.leaf.leaf = number;
    const std::uint64_t first = number * leaf_paths;
    worker.leaf.paths = static_cast<std::uint32_t>(std::min(leaf_paths, end_path - first));
    worker.leaf.values.resize(prepared.columns() * leaf_paths);
    worker.paths.resize(worker.leaf.paths);
    std::iota(worker.paths.begin(), worker.paths.end(), first);
    try {
      run_leaf(worker.runner, worker.paths, worker.leaf);
    } catch (const RunError& broken) {
      const std::lock_guard lock(error_mutex);
      if (number < error_leaf.load()) {
        error_leaf = number;
        error = broken;
      }
      return;
    }
    tally.add(worker.leaf);
    finished.done(number);
    const std::uint64_t done = paths_done += worker.leaf.paths;
    if (options.progress) options.progress(done);
  };
  // Workers take the next leaf in turn, so that a run stopped early has its first leaves without a gap.
  run_parallel(static_cast<std::size_t>(threads), threads, [&](std::size_t) {
    Worker worker{BlockRunner(prepared, block_of(options)), {}, {}};
    while (!failed && !options.stop.stop_requested()) {
      const std::uint64_t number = next_leaf++;
      if (number >= first_leaf + leaves) return;
      try {
        run_one(number, worker);
      } catch (...) {
        failed = true;
        throw;
      }
    }
  });
  if (error) throw *error;
  return std::min(options.paths, (finished.next() - first_leaf) * leaf_paths);
}

struct PathSimulator::Prepared {
  PreparedScenario scenario;
  std::size_t block;
};

PathSimulator::PathSimulator(const CompiledScenario& scenario, const SimulateOptions& options)
    : prepared_(new Prepared{{scenario, options.seed, options.precision, chosen_simd_target(options.simd)},
                             block_of(options)}) {}
PathSimulator::~PathSimulator() = default;
PathSimulator::PathSimulator(PathSimulator&&) noexcept = default;

std::vector<double> PathSimulator::run(std::span<const std::uint64_t> paths) const {
  for (const std::uint64_t path : paths) require_path_number(path);
  BlockRunner runner(prepared_->scenario, prepared_->block);
  std::vector<double> out(prepared_->scenario.columns() * paths.size());
  for (std::size_t first = 0; first < paths.size(); first += runner.capacity()) {
    const std::size_t count = std::min(runner.capacity(), paths.size() - first);
    runner.run(paths.subspan(first, count), out.data() + first, paths.size());
  }
  return out;
}

std::vector<double> simulate_paths(const CompiledScenario& scenario, const SimulateOptions& options,
                                   std::span<const std::uint64_t> paths) {
  return PathSimulator(scenario, options).run(paths);
}

}  // namespace faultline
