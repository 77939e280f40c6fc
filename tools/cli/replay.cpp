// faultline replay: the story of single paths.
#include "faultline/replay.h"

#include "counts.h"
#include "exit_status.h"
#include "failures.h"
#include "faultline/report.h"
#include "run_problem.h"
#include "scenario_options.h"
#include "terminal.h"
#include "verbs.h"

#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace faultline::cli {
namespace {

constexpr std::uint64_t most_paths = std::uint64_t{1} << 40;
constexpr std::uint64_t most_told = 1000;

/// "1%" or "0.01", strictly between 0 and 1.
double parse_share(const std::string& text, const std::string& option) {
  const std::optional<Fraction> share = read_fraction(text);
  if (!share || !(share->value > 0.0 && share->value < 1.0))
    throw UsageError(fmt::format("{}: '{}' is not a share between 0 and 1, such as 1%", option, text));
  return share->value;
}

class Replaying : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand("replay", "Tell the story of single paths of a run");
    verb->add_option("FILE", file_, "Scenario file")->required()->type_name("");
    verb->add_option("--path", path_, "The path of this number")->type_name("N");
    verb->add_option("--quantile", quantile_, "The path at this quantile of the returns: 1%")
        ->type_name("SHARE");
    verb->add_option("--worst", worst_, "The paths that lose most, the worst first")->type_name("N");
    verb->add_option("--portfolio", series_,
                     "Portfolio or asset that is followed (default: the first portfolio)")
        ->type_name("NAME");
    scenario_.add_to(*verb);
    verb->add_option("--format", format_, "Form of the story on standard output")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "json"}));
    verb->add_option("--paths", paths_,
                     "Paths of the run in which --quantile and --worst search (default: the file's)")
        ->type_name("N");
    verb->add_option("--seed", seed_, "Key of all random numbers (default: the file's)")->type_name("N");
    verb->add_option("--precision", precision_, "Normals in single or double precision, as in the run")
        ->type_name("KIND")
        ->check(CLI::IsMember({"single", "double"}));
    verb->add_option("--threads", threads_, "Threads (default: one per processor)")->type_name("N");
    verb->footer(
        "Exactly the path that `run` sees with the same file, changes, seed and precision: what happens "
        "when, what it does to\n"
        "the assets, and how much of the result each shock and the market have brought about. Values begin "
        "at 100 and stand\n"
        "at the end of the step of the event.\n\n"
        "Examples:\n"
        "  faultline replay deal.yaml --worst 3 --portfolio core\n"
        "  faultline replay deal.yaml --quantile 1% --set curb_rate=3/y\n"
        "  faultline replay deal.yaml --path 4711 --format json");
    return verb;
  }

  int run() override {
    if (int{!path_.empty()} + int{!quantile_.empty()} + int{!worst_.empty()} != 1)
      throw UsageError("which paths? give one of --path, --quantile and --worst");
    const LoadedScenario loaded = load_scenario(file_, scenario_);
    if (!loaded.diagnostics.empty())
      write_stderr(shown(loaded.diagnostics, loaded.sources, scenario_.format()));
    if (!loaded.usable()) return bad_input;
    const SimulateOptions options = options_of(loaded.model->market.run);
    const auto scenario = prepare_replay(*loaded.model, series_);
    if (!scenario) throw UsageError(fmt::format("--portfolio: there is no portfolio or asset '{}'", series_));
    try {
      std::vector<Replay> replays;
      for (const std::uint64_t path : chosen(*scenario, options))
        replays.push_back(replay_path(*scenario, options, path));
      tell(replays);
      return done;
    } catch (const RunError& error) {
      write_stderr(shown_problem(error, loaded, scenario_.format()));
      return bad_input;
    }
  }

 private:
  SimulateOptions options_of(const RunRequest& request) const {
    SimulateOptions options;
    options.seed = seed_.empty() ? request.seed : parse_seed(seed_);
    options.paths = paths_.empty() ? request.paths : parse_count(paths_, "--paths", 1, most_paths);
    if (!threads_.empty()) options.threads = parse_threads(threads_);
    options.precision = precision_ == "double" ? NormalPrecision::full : NormalPrecision::single;
    return options;
  }

  std::vector<std::uint64_t> chosen(const ReplayScenario& scenario, const SimulateOptions& options) const {
    if (!path_.empty()) return {parse_count(path_, "--path", 0, most_paths)};
    if (!quantile_.empty()) return {quantile_path(scenario, options, parse_share(quantile_, "--quantile"))};
    return worst_paths(scenario, options, parse_count(worst_, "--worst", 1, most_told));
  }

  void tell(const std::vector<Replay>& replays) const {
    if (format_ == "json") {
      write_stdout(to_json(replays));
      return;
    }
    const TextOptions text{stdout_has_colour(), stdout_width(TextOptions{}.width)};
    for (const Replay& replay : replays) write_stdout(to_text(replay, text));
  }

  std::string file_, series_;
  ScenarioOptions scenario_;
  std::string path_, quantile_, worst_;
  std::string format_ = "text", precision_ = "single";
  std::string paths_, seed_, threads_;
};

}  // namespace

std::unique_ptr<Verb> make_replay() {
  return std::make_unique<Replaying>();
}

}  // namespace faultline::cli
