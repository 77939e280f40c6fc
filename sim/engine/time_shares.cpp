#include "faultline/time_shares.h"

#include "core/argument.h"
#include "engine/block_runner.h"
#include "engine/phase_times.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace faultline {
namespace {

struct Work {
  Phase phase;
  const char* name;
};

constexpr std::array<Work, phase_count> works = {{{Phase::start, "starting paths"},
                                                  {Phase::normals, "normals and their correlation"},
                                                  {Phase::expressions, "expressions"},
                                                  {Phase::diffusion, "diffusion and prices"},
                                                  {Phase::clocks, "clocks and events"},
                                                  {Phase::processes, "processes"},
                                                  {Phase::measures, "portfolios and drawdowns"},
                                                  {Phase::recording, "recording and trading"},
                                                  {Phase::tally, "tallies"}}};

}  // namespace

std::vector<TimeShare> time_shares(const CompiledScenario& scenario, const SimulateOptions& options) {
  require_argument(options.paths > 0 && options.paths <= path_number_limit,
                   "there are no paths to share out time");
  const SimdTarget target = chosen_simd_target(options.simd);
  const PreparedScenario prepared(scenario, options.seed, options.precision, target);
  const std::size_t block = block_of(options);
  PhaseTimes times;
  BlockRunner runner(prepared, block, &times);
  Tally tally(scenario.outputs, {options.paths, TallyOptions{}.kept_values});
  LeafSamples leaf;
  leaf.values.resize(prepared.columns() * leaf_paths);
  std::vector<std::uint64_t> paths(leaf_paths);
  for (std::uint64_t first = 0; first < options.paths; first += leaf_paths, ++leaf.leaf) {
    leaf.paths = static_cast<std::uint32_t>(std::min(leaf_paths, options.paths - first));
    std::iota(paths.begin(), paths.end(), first);
    for (std::size_t i = 0; i < leaf.paths; i += block)
      runner.run(std::span(paths).subspan(i, std::min<std::size_t>(block, leaf.paths - i)),
                 leaf.values.data() + i, leaf_paths);
    times.begin();
    tally.add(leaf);
    times.lap(Phase::tally);
  }
  double total = 0.0;
  for (const Work& work : works) total += times.seconds(work.phase);
  std::vector<TimeShare> shares;
  for (const Work& work : works) shares.push_back({work.name, times.seconds(work.phase) / total});
  return shares;
}

}  // namespace faultline
