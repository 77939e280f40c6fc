#include "memory.h"

#include "engine/tally_layout.h"
#include "failures.h"
#include "faultline/tally.h"
#include "risk/integrated_figures.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include <fmt/format.h>
#include <sys/resource.h>

namespace faultline::cli {
namespace {

constexpr double bytes_per_histogram = 1e6;

std::optional<double> available_on_system() {
  std::ifstream file("/proc/meminfo");
  std::string key, unit;
  for (double kilobytes = 0.0; file >> key >> kilobytes; std::getline(file, unit))
    if (key == "MemAvailable:") return 1024.0 * kilobytes;
  return std::nullopt;
}

std::optional<double> limit_of_group() {
  std::ifstream file("/sys/fs/cgroup/memory.max");
  double bytes = 0.0;
  if (file >> bytes) return bytes;
  return std::nullopt;
}

std::optional<double> limit_of_process() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

double estimated_memory(const Outputs& outputs, std::uint64_t paths, unsigned threads) {
  const TallyLayout layout(outputs);
  const TallyOptions usual;
  const auto columns = static_cast<double>(layout.sample_columns.size());
  const std::uint64_t most_kept = layout.most_kept_paths(usual);
  const double kept = 8.0 * columns * static_cast<double>(std::min(paths, most_kept));
  const double histograms =
      paths <= most_kept
          ? 0.0
          : bytes_per_histogram * static_cast<double>(layout.sample_columns.size() +
                                                      layout.conditionals.size() + layout.pairs.size());
  const double leaves = 8.0 * static_cast<double>(layout.columns * leaf_paths) * threads;
  return std::max(kept, histograms) + leaves + integration_memory(outputs, paths);
}

std::optional<double> available_memory() {
  std::optional<double> least;
  for (const std::optional<double>& limit : {available_on_system(), limit_of_group(), limit_of_process()})
    if (limit) least = std::min(least.value_or(*limit), *limit);
  return least;
}

std::uint64_t most_paths_kept(const Outputs& outputs) {
  if (!keeps_samples(outputs.sampling)) return std::numeric_limits<std::uint64_t>::max();
  return TallyLayout(outputs).most_kept_paths(TallyOptions{});
}

void refuse_beyond_memory(const Outputs& outputs, std::uint64_t paths, unsigned threads) {
  if (const std::uint64_t most = most_paths_kept(outputs); paths > most)
    throw BudgetError(
        fmt::format("run.sampling keeps every sample, which allows {} paths with the {} numbers recorded of "
                    "each; ask for fewer paths, horizons or series, or for plain sampling",
                    most, TallyLayout(outputs).sample_columns.size()));
  const double wanted = estimated_memory(outputs, paths, threads);
  const std::optional<double> available = available_memory();
  if (available && wanted > *available)
    throw BudgetError(
        fmt::format("the run needs about {:.3g} GB of memory and {:.3g} GB are available; ask for fewer "
                    "paths, horizons or series",
                    wanted / 1e9, *available / 1e9));
}

}  // namespace faultline::cli
