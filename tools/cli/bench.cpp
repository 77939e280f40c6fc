// faultline bench: how fast a scenario runs here, and what its time goes to.
#include "counts.h"
#include "exit_status.h"
#include "faultline/simulate.h"
#include "faultline/time_shares.h"
#include "random/bulk.h"
#include "run_problem.h"
#include "scenario_options.h"
#include "terminal.h"
#include "verbs.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace faultline::cli {
namespace {

constexpr std::uint64_t most_paths = std::uint64_t{1} << 30;
constexpr std::uint64_t checked_paths = 256;
constexpr int rounds = 3;
constexpr std::size_t timed_block = 1024;

/// Every instruction set gives the same numbers: shown before anything is timed.
bool answers_agree(const CompiledScenario& scenario) {
  std::vector<std::uint64_t> paths(checked_paths);
  std::iota(paths.begin(), paths.end(), std::uint64_t{0});
  SimulateOptions options;
  options.simd = name_of(SimdTarget::scalar);
  const std::vector<double> expected = simulate_paths(scenario, options, paths);
  for (const SimdTarget target : supported_simd_targets()) {
    options.simd = name_of(target);
    if (simulate_paths(scenario, options, paths) != expected) return false;
  }
  return true;
}

struct Timing {
  double seconds = 0.0;
  double bytes_per_path = 0.0;
};

/// Median of some rounds.
Timing timed(const CompiledScenario& scenario, std::uint64_t paths, int threads) {
  SimulateOptions options;
  options.paths = paths;
  options.threads = threads;
  std::vector<double> seconds;
  std::size_t bytes = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    Tally tally(scenario.outputs, {.planned_paths = paths});
    simulate(scenario, options, tally);
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    bytes = tally.bytes();
  }
  std::sort(seconds.begin(), seconds.end());
  return {seconds[rounds / 2], static_cast<double>(bytes) / static_cast<double>(paths)};
}

/// 1, 2, 4, ... and the most.
std::vector<int> thread_counts(int most) {
  std::vector<int> counts;
  for (int n = 1; n < most; n *= 2) counts.push_back(n);
  counts.push_back(most);
  return counts;
}

std::string speed_text(const CompiledScenario& scenario, std::uint64_t paths, int most_threads) {
  const double asset_steps = static_cast<double>(scenario.plan.assets.size()) * scenario.plan.steps();
  const double n = static_cast<double>(paths);
  std::string text = fmt::format("{}: {} assets x {} steps, {} paths, median of {} rounds, {}\n\n",
                                 scenario.outputs.title, scenario.plan.assets.size(), scenario.plan.steps(),
                                 paths, rounds, name_of(best_simd_target()));
  text += fmt::format("{:>7}  {:>14}  {:>16}  {:>18}  {:>7}\n", "threads", "paths/s", "asset-steps/s",
                      "ns per asset-step", "scaling");
  double one = 0.0;
  double bytes = 0.0;
  for (const int threads : thread_counts(most_threads)) {
    const Timing timing = timed(scenario, paths, threads);
    if (threads == 1) one = timing.seconds;
    bytes = timing.bytes_per_path;
    text += fmt::format("{:>7}  {:>14.0f}  {:>16.3e}  {:>18.3f}  {:>7.2f}\n", threads, n / timing.seconds,
                        n * asset_steps / timing.seconds, 1e9 * timing.seconds / (n * asset_steps),
                        one / timing.seconds);
  }
  return text + fmt::format("\nBytes per path kept for the figures: {:.1f}\n", bytes);
}

std::string shares_text(const CompiledScenario& scenario, std::uint64_t paths) {
  SimulateOptions options;
  options.paths = std::min<std::uint64_t>(paths, 4 * leaf_paths);
  options.block_paths = timed_block;
  std::string text = "\nShare of the time on one thread\n";
  for (const TimeShare& work : time_shares(scenario, options))
    text += fmt::format("  {:<30} {:>5.1f} %\n", work.work, 100.0 * work.share);
  return text;
}

class Bench : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand("bench", "Time a scenario on this machine");
    verb->add_option("FILE", file_, "Scenario file")->required()->type_name("");
    scenario_.add_to(*verb);
    verb->add_option("--paths", paths_, "Paths per round (default: 65536)")->type_name("N");
    verb->add_option("--threads", threads_, "Most threads (default: one per processor)")->type_name("N");
    verb->footer(
        "Paths and asset-steps per second for a growing number of threads, the memory a path takes, and what "
        "the\n"
        "time goes to. Before anything is timed, every instruction set must give the same numbers. An "
        "asset-step\n"
        "is one asset moved over one step on one path, with everything the scenario does on the way.\n\n"
        "Examples:\n"
        "  faultline bench deal.yaml\n"
        "  faultline bench deal.yaml --paths 1M --threads 1");
    return verb;
  }

  int run() override {
    const std::uint64_t paths = paths_.empty() ? 65'536 : parse_count(paths_, "--paths", 1, most_paths);
    const unsigned processors = std::max(1u, std::thread::hardware_concurrency());
    const int threads =
        static_cast<int>(threads_.empty() ? processors : parse_count(threads_, "--threads", 1, 1024));
    const LoadedScenario loaded = load_scenario(file_, scenario_);
    if (!loaded.diagnostics.empty())
      write_stderr(shown(loaded.diagnostics, loaded.sources, scenario_.format()));
    if (!loaded.usable()) return bad_input;
    try {
      if (!answers_agree(*loaded.compiled)) {
        write_stderr("The instruction sets of this processor do not agree on this scenario.\n");
        return internal_error;
      }
      write_stdout(speed_text(*loaded.compiled, paths, threads));
      write_stdout(shares_text(*loaded.compiled, paths));
      return done;
    } catch (const RunError& error) {
      Diagnostics problem;
      problem.add(problem_of(error, *loaded.spec));
      write_stderr(shown(problem, loaded.sources, scenario_.format()));
      return bad_input;
    }
  }

 private:
  std::string file_;
  ScenarioOptions scenario_;
  std::string paths_, threads_;
};

}  // namespace

std::unique_ptr<Verb> make_bench() {
  return std::make_unique<Bench>();
}

}  // namespace faultline::cli
