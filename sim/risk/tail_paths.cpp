#include "risk/tail_paths.h"

#include "engine/block_runner.h"
#include "engine/parallel.h"
#include "risk/tally_view.h"

#include <algorithm>
#include <mutex>
#include <numeric>

namespace faultline {
namespace {

bool worse(const PathLoss& a, const PathLoss& b) {
  return a.loss > b.loss || (a.loss == b.loss && a.path < b.path);
}

std::vector<PathLoss> kept_losses(const TallyState& state, ColumnUse use) {
  std::vector<PathLoss> out;
  const std::uint32_t slot = state.layout.sample_slot[use.column];
  for (const auto& [number, leaf] : state.kept) {
    const auto column = leaf.column(slot);
    for (std::size_t i = 0; i < column.size(); ++i)
      if (use.given == TallyLayout::none || leaf.holds(use.given, i))
        out.push_back({-column[i], number * leaf_paths + i});
  }
  return out;
}

/// Runs everything once more and keeps what loses at least so much.
std::vector<PathLoss> losses_from(const CompiledScenario& scenario, const SimulateOptions& options,
                                  ColumnUse use, std::uint64_t paths, double least) {
  const PreparedScenario prepared(scenario, options.seed, options.precision,
                                  chosen_simd_target(options.simd));
  const std::uint64_t leaves = (paths + leaf_paths - 1) / leaf_paths;
  const std::size_t together = block_of(options);
  std::vector<PathLoss> out;
  std::mutex lock;
  run_parallel(leaves, options.threads, [&](std::size_t leaf) {
    BlockRunner runner(prepared, together);
    const std::uint64_t first = leaf * leaf_paths, end = std::min(paths, first + leaf_paths);
    std::vector<double> values(prepared.columns() * together);
    std::vector<std::uint64_t> block;
    std::vector<PathLoss> found;
    for (std::uint64_t at = first; at < end; at += together) {
      block.resize(std::min<std::uint64_t>(together, end - at));
      std::iota(block.begin(), block.end(), options.first_path + at);
      runner.run(block, values.data(), together);
      for (std::size_t i = 0; i < block.size(); ++i) {
        const double loss = -values[use.column * together + i];
        const bool holds =
            use.given == TallyLayout::none ||
            values[static_cast<std::size_t>(scenario.outputs.given[use.given].column) * together + i] != 0.0;
        if (holds && loss >= least) found.push_back({loss, block[i]});
      }
    }
    const std::lock_guard guard(lock);
    out.insert(out.end(), found.begin(), found.end());
  });
  return out;
}

}  // namespace

TailPaths tail_paths(const CompiledScenario& scenario, const SimulateOptions& options, const Tally& tally,
                     const Metric& metric, std::size_t count) {
  const TallyView view(tally);
  const ColumnId column =
      scenario.outputs.series[metric.series].horizons[metric.horizon].simple_return.value();
  const ColumnUse use{static_cast<std::uint32_t>(column), metric.given.value_or(TallyLayout::none)};
  TailPaths tail;
  tail.paths = view.paths(use);
  count = std::min<std::size_t>(count, tail.paths);
  if (count == 0) return tail;
  if (tally.exact()) {
    tail.worst = kept_losses(tally.state(), use);
  } else {
    // The histogram knows ranks to one bin: some more, so that none of the wanted is left out.
    const std::size_t rank = std::min<std::size_t>(tail.paths, count + count / 20 + 1000);
    const double bound = -view.order(use, {{rank}, {}}).at(rank);
    tail.worst = losses_from(scenario, options, use, tally.paths(), bound);
    if (tail.worst.size() < count)
      tail.worst =
          losses_from(scenario, options, use, tally.paths(), -std::numeric_limits<double>::infinity());
  }
  const auto end = tail.worst.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(tail.worst.begin(), end, tail.worst.end(), worse);
  tail.worst.resize(count);
  return tail;
}

}  // namespace faultline
