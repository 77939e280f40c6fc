// faultline sensitivity: which parameters move a metric, and by how much.
#include "counts.h"
#include "exit_status.h"
#include "failures.h"
#include "faultline/sensitivity_report.h"
#include "progress.h"
#include "run_problem.h"
#include "scenario_options.h"
#include "terminal.h"
#include "verbs.h"

#include <cmath>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace faultline::cli {
namespace {

constexpr std::uint64_t most_paths = 20'000'000;  ///< every sample of every metric is kept
constexpr std::uint64_t most_rows = 65'536;

class Sensitivity : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb =
        program.add_subcommand("sensitivity", "Say which parameters move a metric, and by how much");
    verb->add_option("FILE", file_, "Scenario file")->required()->type_name("");
    verb->add_option("--method", method_,
                     "tornado: each parameter to both ends of its range (default); sobol: shares of the "
                     "variance; gradient: derivatives")
        ->type_name("METHOD")
        ->check(CLI::IsMember({"tornado", "sobol", "gradient"}));
    verb->add_option("--metric", metrics_,
                     "What is looked at, e.g. 'es(core, 99%)'; may be repeated (default: mean and 95 % ES of "
                     "the first "
                     "portfolio)")
        ->type_name("METRIC")
        ->allow_extra_args(false);
    verb->add_option("--parameter", parameters_, "Move only this parameter; may be repeated (default: all)")
        ->type_name("NAME")
        ->allow_extra_args(false);
    scenario_.add_to(*verb);
    verb->add_option("--paths", paths_,
                     "Paths of a run; with sobol of one evaluation (default: 100k; 4096 with sobol)")
        ->type_name("N");
    verb->add_option("--seed", seed_, "Key of all random numbers (default: the file's)")->type_name("N");
    verb->add_option("--rows", rows_,
                     "Sobol: rows of the design; each costs parameters + 2 evaluations (default: 256)")
        ->type_name("N");
    verb->add_option("--step", step_, "Gradient: half step as a fraction of each value (default: 0.05)")
        ->type_name("X")
        ->check(CLI::Range(1e-4, 0.5));
    verb->add_option("--format", format_, "Form of the result on standard output")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "json"}));
    verb->add_option("--threads", threads_, "Threads (default: one per processor)")->type_name("N");
    verb->add_flag("--quiet", quiet_, "No progress or warnings on standard error");
    verb->footer(
        "All points of a study are run on the same random numbers, so that differences are far less noisy "
        "than\n"
        "levels; every figure has its error. A gradient of all parameters costs one run.\n\n"
        "Examples:\n"
        "  faultline sensitivity deal.yaml\n"
        "  faultline sensitivity deal.yaml --method gradient --metric 'es(core, 99%)' --paths 1M\n"
        "  faultline sensitivity deal.yaml --method sobol --parameter curb_rate --parameter fade_share "
        "--rows 512");
    return verb;
  }

  int run() override {
    const SensitivityOptions options = checked_options();
    try {
      if (method_ == "sobol") return study(sobol_study, options);
      if (method_ == "gradient") return study(gradient, options);
      return study(tornado, options);
    } catch (const RunError& error) {
      const LoadedScenario loaded = load_scenario(file_, scenario_);
      if (!loaded.spec) throw;
      write_stderr(shown_problem(error, loaded, scenario_.format()));
      return bad_input;
    }
  }

 private:
  SensitivityOptions checked_options() const {
    if (!rows_.empty() && method_ != "sobol") throw UsageError("--rows belongs to --method sobol");
    if (step_ && method_ != "gradient") throw UsageError("--step belongs to --method gradient");
    SensitivityOptions options;
    options.metrics = metrics_;
    options.parameters = parameters_;
    options.paths = method_ == "sobol" ? 4096 : 100'000;
    if (!paths_.empty()) options.paths = parse_count(paths_, "--paths", 100, most_paths);
    if (!seed_.empty()) options.seed = parse_seed(seed_);
    if (!rows_.empty()) options.rows = parse_count(rows_, "--rows", 8, most_rows);
    if (!threads_.empty()) options.threads = parse_threads(threads_);
    if (step_) options.step = *step_;
    return options;
  }

  template <class Study>
  int study(const Study& method, SensitivityOptions options) const {
    Sources sources;
    const auto found = [&] {
      TerminalLine line(!quiet_ && stderr_is_terminal());
      options.progress = [&line](double done) {
        line.draw([done](double seconds) { return share_line(done, seconds); });
      };
      return method(file_, scenario_.read_options(), options, sources);
    }();
    if (!found.diagnostics().empty() && (!quiet_ || !found))
      write_stderr(shown(found.diagnostics(), sources, scenario_.format()));
    if (!found) return bad_input;
    const TextOptions text{stdout_has_colour(), stdout_width(TextOptions{}.width)};
    write_stdout(format_ == "json" ? to_json(found.value()) : to_text(found.value(), text));
    return ended(found.value());
  }

  static int ended(const SobolStudy&) { return done; }
  static int ended(const Gradient&) { return done; }
  int ended(const Tornado& found) const {
    if (!found.broken) return done;
    write_stderr(shown_problem(*found.broken, load_scenario(file_, scenario_), scenario_.format()));
    return bad_input;
  }

  std::string file_;
  std::string method_ = "tornado";
  std::vector<std::string> metrics_, parameters_;
  ScenarioOptions scenario_;
  std::string paths_, seed_, rows_, threads_;
  std::optional<double> step_;
  std::string format_ = "text";
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_sensitivity() {
  return std::make_unique<Sensitivity>();
}

}  // namespace faultline::cli
