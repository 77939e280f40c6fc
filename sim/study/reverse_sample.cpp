#include "study/reverse_sample.h"

#include "engine/block_runner.h"
#include "engine/parallel.h"
#include "faultline/run_error.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <numeric>

namespace faultline {
namespace {

constexpr std::uint64_t cut_leaves = 16;  ///< leaves whose values decide the classes

/// One worker's memory.
struct Worker {
  BlockRunner runner;
  std::vector<double> values;
  std::vector<std::uint64_t> paths;
};

/// What a leaf leaves behind but classes.
struct LeafRest {
  std::vector<float> tail_times;
  std::vector<SumOfSquares> assets, tail_assets;
};

class ReverseRun {
 public:
  ReverseRun(const ReverseScenario& scenario, const ReverseRunOptions& options,
             const std::function<bool(double)>& in_tail)
      : scenario_(scenario),
        options_(options),
        in_tail_(in_tail),
        seed_(options.seed.value_or(scenario.seed)),
        paths_(options.paths > 0 ? options.paths : scenario.paths),
        leaves_((paths_ + leaf_paths - 1) / leaf_paths),
        prepared_(scenario.compiled, seed_, options.precision, best_simd_target()),
        rest_(leaves_) {}

  ReverseSample run() {
    if (options_.reserve) options_.reserve(bytes_per_path() * static_cast<double>(paths_));
    out_.paths = paths_;
    out_.seed = seed_;
    out_.metrics.assign(scenario_.metric_columns, std::vector<double>(paths_));
    out_.classes.assign(scenario_.features.size(), std::vector<std::uint8_t>(paths_));
    if (!in_tail_) out_.asset_returns.assign(scenario_.assets.size(), std::vector<double>(paths_));
    const std::uint64_t first = std::min(leaves_, cut_leaves);
    std::vector<std::vector<double>> kept(first);
    run_leaves(0, first, [&](std::uint64_t leaf, Worker& worker) { kept[leaf] = worker.values; });
    cut(kept);
    run_parallel(first, options_.threads, [&](std::size_t leaf) { take(leaf, kept[leaf]); });
    kept.clear();
    run_leaves(first, leaves_, [&](std::uint64_t leaf, Worker& worker) { take(leaf, worker.values); });
    join();
    return std::move(out_);
  }

 private:
  /// With what studies add: a few numbers per path.
  double bytes_per_path() const {
    constexpr std::size_t studied = 48;
    const std::size_t returns = in_tail_ ? 0 : scenario_.assets.size();
    return static_cast<double>(scenario_.features.size() + 8 * (scenario_.metric_columns + returns) +
                               studied);
  }

  std::uint32_t size_of(std::uint64_t leaf) const {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(leaf_paths, paths_ - leaf * leaf_paths));
  }

  /// Runs leaves [begin, end) and hands the columns of each to `ready`, from any thread.
  template <class Ready>
  void run_leaves(std::uint64_t begin, std::uint64_t end, const Ready& ready) {
    const int threads = options_.threads > 0 ? options_.threads : available_threads();
    std::atomic<std::uint64_t> next{begin};
    std::mutex error_mutex;
    std::optional<RunError> error;
    std::atomic<std::uint64_t> error_leaf{end};
    run_parallel(static_cast<std::size_t>(threads), threads, [&](std::size_t) {
      Worker worker{BlockRunner(prepared_, block_of({})), {}, {}};
      for (std::uint64_t leaf = next++; leaf < error_leaf.load(); leaf = next++) {
        try {
          run_leaf(leaf, worker);
        } catch (const RunError& broken) {
          const std::lock_guard lock(error_mutex);
          if (leaf < error_leaf.load()) {
            error_leaf = leaf;
            error = broken;
          }
          continue;
        }
        ready(leaf, worker);
        const std::uint64_t done = paths_done_ += size_of(leaf);
        if (options_.progress) options_.progress(done, paths_);
      }
    });
    if (error) throw *error;
  }

  /// In blocks; after an error path by path, so that the lowest broken path is the one named.
  void run_leaf(std::uint64_t leaf, Worker& worker) {
    const std::uint32_t count = size_of(leaf);
    worker.values.resize(prepared_.columns() * leaf_paths);
    worker.paths.resize(count);
    std::iota(worker.paths.begin(), worker.paths.end(), leaf * leaf_paths);
    const std::span<const std::uint64_t> paths(worker.paths);
    const auto run = [&](std::size_t first, std::size_t n) {
      worker.runner.run(paths.subspan(first, n), worker.values.data() + first, leaf_paths);
    };
    try {
      for (std::size_t first = 0; first < count; first += worker.runner.capacity())
        run(first, std::min<std::size_t>(worker.runner.capacity(), count - first));
    } catch (const RunError&) {
      for (std::size_t i = 0; i < count; ++i) run(i, 1);
      throw;
    }
  }

  /// Chooses the classes of every feature by its values on the first leaves.
  void cut(const std::vector<std::vector<double>>& kept) {
    out_.features.resize(scenario_.features.size());
    run_parallel(out_.features.size(), options_.threads, [&](std::size_t f) {
      std::vector<double> sample;
      for (std::uint64_t leaf = 0; leaf < kept.size(); ++leaf) {
        const double* column = kept[leaf].data() + scenario_.feature_columns[f] * leaf_paths;
        sample.insert(sample.end(), column, column + size_of(leaf));
      }
      out_.features[f] = cut_feature(scenario_.features[f], std::move(sample), scenario_.horizon_years);
    });
    for (std::size_t f = 0; f < out_.features.size(); ++f)
      if (out_.features[f].feature.kind == FeatureKind::time) out_.times.push_back(f);
  }

  void take(std::uint64_t leaf, const std::vector<double>& values) {
    const std::uint32_t count = size_of(leaf);
    const std::uint64_t first = leaf * leaf_paths;
    const auto column = [&](std::uint32_t c) { return values.data() + c * leaf_paths; };
    for (std::uint32_t c = 0; c < scenario_.metric_columns; ++c)
      std::copy_n(column(c), count, out_.metrics[c].begin() + static_cast<std::ptrdiff_t>(first));
    for (std::size_t f = 0; f < out_.features.size(); ++f) {
      const double* from = column(scenario_.feature_columns[f]);
      for (std::uint32_t i = 0; i < count; ++i)
        out_.classes[f][first + i] = out_.features[f].class_of(from[i]);
    }
    for (std::size_t a = 0; a < out_.asset_returns.size(); ++a)
      std::copy_n(column(scenario_.asset_columns[a]), count,
                  out_.asset_returns[a].begin() + static_cast<std::ptrdiff_t>(first));
    LeafRest& rest = rest_[leaf];
    rest.assets.resize(scenario_.assets.size());
    rest.tail_assets.resize(scenario_.assets.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      const bool tail = in_tail_ && in_tail_(column(0)[i]);
      for (std::size_t a = 0; a < scenario_.assets.size(); ++a) {
        const double value = column(scenario_.asset_columns[a])[i];
        rest.assets[a].add(value);
        if (tail) rest.tail_assets[a].add(value);
      }
      for (std::size_t k = 0; tail && k < out_.times.size(); ++k)
        rest.tail_times.push_back(static_cast<float>(column(scenario_.feature_columns[out_.times[k]])[i]));
    }
  }

  /// Leaf by leaf, whatever the threads.
  void join() {
    out_.assets.resize(scenario_.assets.size());
    out_.tail_assets.resize(scenario_.assets.size());
    for (LeafRest& rest : rest_) {
      out_.tail_times.insert(out_.tail_times.end(), rest.tail_times.begin(), rest.tail_times.end());
      for (std::size_t a = 0; a < scenario_.assets.size(); ++a) {
        out_.assets[a].merge(rest.assets[a]);
        out_.tail_assets[a].merge(rest.tail_assets[a]);
      }
      rest = {};
    }
  }

  const ReverseScenario& scenario_;
  const ReverseRunOptions& options_;
  const std::function<bool(double)>& in_tail_;
  std::uint64_t seed_;
  std::uint64_t paths_;
  std::uint64_t leaves_;
  PreparedScenario prepared_;
  std::vector<LeafRest> rest_;
  std::atomic<std::uint64_t> paths_done_{0};
  ReverseSample out_;
};

}  // namespace

Estimate SumOfSquares::mean() const {
  Estimate out;
  out.n = n;
  if (n == 0) return out;
  const auto count = static_cast<double>(n);
  out.value = sum / count;
  if (n > 1) out.standard_error = std::sqrt(std::max(0.0, squares - sum * out.value) / (count - 1.0) / count);
  return out;
}

ReverseSample run_reverse(const ReverseScenario& scenario, const ReverseRunOptions& options,
                          const std::function<bool(double)>& in_tail) {
  return ReverseRun(scenario, options, in_tail).run();
}

}  // namespace faultline
