// faultline bench: how fast a scenario runs here, and what its time goes to.
#include "bench_costs.h"
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
#include <nlohmann/json.hpp>

namespace faultline::cli {
namespace {

constexpr std::uint64_t most_paths = std::uint64_t{1} << 30;
constexpr std::uint64_t checked_paths = 256;
constexpr int rounds = 3;
constexpr std::size_t timed_block = 1024;

/// Every instruction set gives the same numbers: shown before anything is timed.
bool answers_agree(const CompiledScenario& scenario, std::uint64_t seed) {
  std::vector<std::uint64_t> paths(checked_paths);
  std::iota(paths.begin(), paths.end(), std::uint64_t{0});
  SimulateOptions options;
  options.seed = seed;
  options.simd = name_of(SimdTarget::scalar);
  const std::vector<double> expected = simulate_paths(scenario, options, paths);
  for (const SimdTarget target : supported_simd_targets()) {
    options.simd = name_of(target);
    if (simulate_paths(scenario, options, paths) != expected) return false;
  }
  return true;
}

/// What `bench` found.
struct Measured {
  struct Speed {
    int threads = 1;
    double seconds = 0.0;
  };
  std::vector<Speed> speeds;  ///< the first on one thread
  double bytes_per_path = 0.0;
  std::vector<TimeShare> shares;
  RelativeCosts costs;
};

/// Median of some rounds.
Measured::Speed timed(const CompiledScenario& scenario, SimulateOptions options, double& bytes_per_path) {
  std::vector<double> seconds;
  for (int round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    Tally tally(scenario.outputs, {.planned_paths = options.paths});
    simulate(scenario, options, tally);
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    bytes_per_path = static_cast<double>(tally.bytes()) / static_cast<double>(options.paths);
  }
  std::sort(seconds.begin(), seconds.end());
  return {options.threads, seconds[rounds / 2]};
}

/// 1, 2, 4, ... and the most.
std::vector<int> thread_counts(int most) {
  std::vector<int> counts;
  for (int n = 1; n < most; n *= 2) counts.push_back(n);
  counts.push_back(most);
  return counts;
}

Measured measured(const CompiledScenario& scenario, SimulateOptions options, int most_threads) {
  Measured found;
  for (const int threads : thread_counts(most_threads)) {
    options.threads = threads;
    found.speeds.push_back(timed(scenario, options, found.bytes_per_path));
  }
  found.costs = relative_costs(scenario, options, rounds);
  options.paths = std::min<std::uint64_t>(options.paths, 4 * leaf_paths);
  options.block_paths = timed_block;
  found.shares = time_shares(scenario, options);
  return found;
}

double asset_steps(const CompiledScenario& scenario) {
  return static_cast<double>(scenario.plan.assets.size()) * scenario.plan.steps();
}

std::string_view simd_name(const SimulateOptions& options) {
  return options.simd.empty() ? name_of(best_simd_target()) : std::string_view(options.simd);
}

std::string text_of(const CompiledScenario& scenario, const SimulateOptions& options, const Measured& found) {
  const double n = static_cast<double>(options.paths);
  std::string text = fmt::format("{}: {} assets x {} steps, {} paths, median of {} rounds, {}\n\n",
                                 scenario.outputs.title, scenario.plan.assets.size(), scenario.plan.steps(),
                                 options.paths, rounds, simd_name(options));
  text += fmt::format("{:>7}  {:>14}  {:>16}  {:>18}  {:>7}\n", "threads", "paths/s", "asset-steps/s",
                      "ns per asset-step", "scaling");
  for (const auto& [threads, seconds] : found.speeds)
    text += fmt::format("{:>7}  {:>14.0f}  {:>16.3e}  {:>18.3f}  {:>7.2f}\n", threads, n / seconds,
                        n * asset_steps(scenario) / seconds, 1e9 * seconds / (n * asset_steps(scenario)),
                        found.speeds.front().seconds / seconds);
  text += fmt::format("\nBytes per path kept for the figures: {:.1f}\n", found.bytes_per_path);
  text += "\nCost on one thread\n";
  const auto line = [&](const char* what, const std::optional<double>& ratio) {
    if (ratio) text += fmt::format("  {:<33} {:>5.2f}\n", what, *ratio);
  };
  line("over its own normals alone", found.costs.over_normals);
  line("over its diffusion without shocks", found.costs.over_diffusion);
  text += "\nShare of the time on one thread\n";
  for (const TimeShare& work : found.shares)
    text += fmt::format("  {:<30} {:>5.1f} %\n", work.work, 100.0 * work.share);
  return text;
}

std::string json_of(const CompiledScenario& scenario, const SimulateOptions& options, const Measured& found) {
  using Json = nlohmann::ordered_json;
  const double n = static_cast<double>(options.paths);
  const auto or_null = [](const std::optional<double>& x) { return x ? Json(*x) : Json(nullptr); };
  Json threads = Json::array(), shares = Json::object();
  for (const auto& [count, seconds] : found.speeds)
    threads.push_back({{"threads", count},
                       {"seconds", seconds},
                       {"paths_per_second", n / seconds},
                       {"asset_steps_per_second", n * asset_steps(scenario) / seconds},
                       {"scaling", found.speeds.front().seconds / seconds}});
  for (const TimeShare& work : found.shares) shares[work.work] = work.share;
  const Json all = {{"title", scenario.outputs.title},
                    {"assets", scenario.plan.assets.size()},
                    {"steps", scenario.plan.steps()},
                    {"paths", options.paths},
                    {"rounds", rounds},
                    {"simd", simd_name(options)},
                    {"speed", threads},
                    {"bytes_per_path", found.bytes_per_path},
                    {"over_normals", or_null(found.costs.over_normals)},
                    {"over_diffusion", or_null(found.costs.over_diffusion)},
                    {"shares", shares}};
  return all.dump(2) + "\n";
}

class Bench : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand("bench", "Time a scenario on this machine");
    verb->add_option("FILE", file_, "Scenario file")->required()->type_name("");
    scenario_.add_to(*verb);
    verb->add_option("--paths", paths_, "Paths per round (default: 262144)")->type_name("N");
    verb->add_option("--threads", threads_, "Most threads (default: one per processor)")->type_name("N");
    verb->add_option("--simd", simd_, "Instruction set (default: the best there is)")
        ->type_name("SET")
        ->check(CLI::IsMember({"scalar", "avx2", "avx512"}));
    verb->add_option("--format", format_, "Form of the result on standard output")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "json"}));
    verb->footer(
        "Paths and asset-steps per second for a growing number of threads, the memory a path takes, what "
        "the\n"
        "run costs over its normals alone and over the same without shocks, and what the time goes to. "
        "Before\n"
        "anything is timed, every instruction set must give the same numbers. An asset-step is one asset "
        "moved\n"
        "over one step on one path, with everything the scenario does on the way.\n\n"
        "Examples:\n"
        "  faultline bench deal.yaml\n"
        "  faultline bench deal.yaml --paths 1M --threads 1");
    return verb;
  }

  int run() override {
    const std::uint64_t paths = paths_.empty() ? 262'144 : parse_count(paths_, "--paths", 1, most_paths);
    SimulateOptions options;
    options.paths = paths;
    options.simd = parse_simd(simd_);
    const unsigned processors = std::max(1u, std::thread::hardware_concurrency());
    const int threads = static_cast<int>(threads_.empty() ? processors : parse_threads(threads_));
    const LoadedScenario loaded = load_scenario(file_, scenario_);
    if (!loaded.diagnostics.empty())
      write_stderr(shown(loaded.diagnostics, loaded.sources, scenario_.format()));
    if (!loaded.usable()) return bad_input;
    options.seed = loaded.model->market.run.seed;
    try {
      if (!answers_agree(*loaded.compiled, options.seed)) {
        write_stderr("The instruction sets of this processor do not agree on this scenario.\n");
        return internal_error;
      }
      const Measured found = measured(*loaded.compiled, options, threads);
      write_stdout((format_ == "json" ? json_of : text_of)(*loaded.compiled, options, found));
      return done;
    } catch (const RunError& error) {
      write_stderr(shown_problem(error, loaded, scenario_.format()));
      return bad_input;
    }
  }

 private:
  std::string file_;
  ScenarioOptions scenario_;
  std::string paths_, threads_, simd_, format_ = "text";
};

}  // namespace

std::unique_ptr<Verb> make_bench() {
  return std::make_unique<Bench>();
}

}  // namespace faultline::cli
