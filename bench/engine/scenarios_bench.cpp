// Whole runs of every file of scenarios/, and of clocks alone. Before a file is timed, every instruction set
// and block must give the same numbers path by path; the clocks' count is held against its expectation.
#include "faultline/compile.h"
#include "faultline/risk_report.h"
#include "faultline/simulate.h"
#include "random/bulk.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace faultline {
namespace {

constexpr std::uint64_t timed_paths = 2 * leaf_paths;
constexpr std::size_t compared_paths = 300;
constexpr std::size_t clock_count = 32;
constexpr int clock_steps = 252;

std::optional<CompiledScenario> compiled(const Result<ScenarioSpec>& spec) {
  if (!spec) return std::nullopt;
  const auto model = validate(spec.value());
  if (!model) return std::nullopt;
  auto scenario = compile(model.value());
  if (!scenario) return std::nullopt;
  return std::move(scenario.value());
}

bool paths_agree(const CompiledScenario& scenario) {
  std::vector<std::uint64_t> paths(compared_paths);
  std::iota(paths.begin(), paths.end(), std::uint64_t{0});
  SimulateOptions options;
  options.simd = name_of(SimdTarget::scalar);
  const std::vector<double> expected = simulate_paths(scenario, options, paths);
  for (const SimdTarget target : supported_simd_targets())
    for (const std::size_t block : {1u, 32u, 512u}) {
      options.simd = name_of(target);
      options.block_paths = block;
      if (simulate_paths(scenario, options, paths) != expected) return false;
    }
  return true;
}

void run(benchmark::State& state, const CompiledScenario& scenario, double items_per_path, bool proven) {
  if (!proven) {
    state.SkipWithError("the answer is wrong");
    return;
  }
  SimulateOptions options;
  options.threads = 1;
  options.paths = timed_paths;
  for (auto _ : state) {
    Tally tally(scenario.outputs, {.planned_paths = timed_paths});
    simulate(scenario, options, tally);
    benchmark::DoNotOptimize(tally.paths());
  }
  const double paths = static_cast<double>(timed_paths) * static_cast<double>(state.iterations());
  state.SetItemsProcessed(static_cast<std::int64_t>(paths * items_per_path));
  state.counters["paths"] = benchmark::Counter(paths, benchmark::Counter::kIsRate);
}

void add(const std::string& name, std::shared_ptr<const CompiledScenario> scenario, double items_per_path,
         bool proven) {
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    run(state, *scenario, items_per_path, proven);
  })->Unit(benchmark::kMillisecond);
}

/// Items are asset-steps.
void add_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(FAULTLINE_SOURCE_DIR "/scenarios"))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& file : files) {
    Sources sources;
    auto scenario = compiled(read_scenario(file, {}, sources));
    const bool proven = scenario && paths_agree(*scenario);
    if (!scenario) scenario.emplace();
    const double items = static_cast<double>(scenario->plan.assets.size() * scenario->plan.steps());
    add("scenario/" + file.stem().string(), std::make_shared<const CompiledScenario>(std::move(*scenario)),
        items, proven);
  }
}

/// Many shocks of one rate that do nothing, on the days of a year. Items are clock-steps.
void add_clocks(const std::string& name, const std::string& rate, double expected) {
  std::string text =
      "faultline: 1\ntitle: Clocks\nhorizon: 1y\nstep: 1d\nassets: {A: {volatility: 20%}}\n"
      "report: {horizons: [1y], measures: [mean], without: false}\nshocks:\n";
  for (std::size_t i = 0; i < clock_count; ++i)
    text += fmt::format("  s{}: {{kind: arrivals, rate: {}, impact: {{A: 0%}}}}\n", i, rate);
  Sources sources;
  auto scenario = compiled(parse_scenario(text, "clocks.yaml", {}, sources));
  bool proven = scenario.has_value();
  if (scenario) {
    Tally tally(scenario->outputs, {.planned_paths = timed_paths});
    SimulateOptions options;
    options.paths = timed_paths;
    simulate(*scenario, options, tally);
    const Estimate count = measure(scenario->outputs, tally).shocks.at(0).figures.at(0).value;
    proven =
        std::abs(count.value - expected) <= 4.5 * std::max(count.standard_error, 1e-9 + expected / 100.0);
  } else {
    scenario.emplace();
  }
  add("clocks/" + name, std::make_shared<const CompiledScenario>(std::move(*scenario)),
      static_cast<double>(clock_count * clock_steps), proven);
}

}  // namespace
}  // namespace faultline

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  faultline::add_files();
  faultline::add_clocks("quiet", "0.01/y", 0.01);
  faultline::add_clocks("busy", "12/y", 12.0);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
