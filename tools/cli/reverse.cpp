// faultline reverse: what paths that lose so much have in common, and how wrong the model must be for a
// limit.
#include "faultline/reverse.h"

#include "counts.h"
#include "exit_status.h"
#include "failures.h"
#include "faultline/reverse_report.h"
#include "memory.h"
#include "progress.h"
#include "run_problem.h"
#include "scenario_options.h"
#include "terminal.h"
#include "verbs.h"

#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace faultline::cli {
namespace {

constexpr std::uint64_t most_paths = 50'000'000;  ///< a byte per feature and path is kept
constexpr std::uint64_t most_told = 50;

/// "30%" or "0.3", above 0.
double parse_loss(const std::string& text) {
  const std::optional<Fraction> loss = read_fraction(text);
  if (!loss || !(loss->value > 0.0 && loss->value < 100.0))
    throw UsageError(fmt::format("--loss: '{}' is not a loss, such as 30%", text));
  if (!loss->percent && loss->value > 1.0)
    throw UsageError(fmt::format("--loss: '{0}': did you mean {0}%?", text));
  return loss->value;
}

void refuse_beyond(double bytes) {
  const auto available = available_memory();
  if (available && bytes > *available)
    throw BudgetError(
        fmt::format("this takes about {:.1f} GB, and {:.1f} GB are available: ask for fewer --paths",
                    bytes / 1e9, *available / 1e9));
}

class Reverse : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand(
        "reverse", "Say what paths with a given loss have in common, or how wrong a model must be");
    verb->add_option("FILE", file_, "Scenario file")->required()->type_name("");
    verb->add_option("--loss", loss_, "The loss asked for, or more: 30%")->type_name("SHARE");
    verb->add_option("--portfolio", series_, "Portfolio or asset that loses (default: the first portfolio)")
        ->type_name("NAME");
    verb->add_option("--at", horizon_, "Loss at this time, e.g. 3m (default: the horizon)")
        ->type_name("TIME");
    verb->add_flag("--drawdown", drawdown_,
                   "The largest fall from the highest value so far instead of the loss");
    verb->add_option("--stories", stories_, "Stories at most (default: 5)")->type_name("N");
    verb->add_option("--rules", rules_, "Rules at most (default: 3)")->type_name("N");
    verb->add_flag("--belief", belief_,
                   "How far, in relative entropy, the model must be wrong for each limit to break");
    verb->add_option("--limit", limits_,
                     "With --belief: 'es(core, 99%) <= 45%'; may be repeated (default: those of the file)")
        ->type_name("LIMIT")
        ->allow_extra_args(false);
    scenario_.add_to(*verb);
    verb->add_option("--paths", paths_, "Paths of the run (default: the file's)")->type_name("N");
    verb->add_option("--seed", seed_, "Key of all random numbers (default: the file's)")->type_name("N");
    verb->add_option("--precision", precision_, "Normals in single or double precision, as in the run")
        ->type_name("KIND")
        ->check(CLI::IsMember({"single", "double"}));
    verb->add_option("--format", format_, "Form of the result on standard output")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "json"}));
    verb->add_option("--threads", threads_, "Threads (default: one per processor)")->type_name("N");
    verb->add_flag("--quiet", quiet_, "No progress or warnings on standard error");
    verb->footer(
        "Outcomes of shocks, joint stories and rules, each with its share of the paths that lose so much and "
        "of\n"
        "all paths. Rules are expressions of the scenario language: paste them into report.given. With "
        "--belief\n"
        "the nearest model in which a limit is at its bound, and how probabilities must move to get "
        "there.\n\n"
        "Examples:\n"
        "  faultline reverse deal.yaml --loss 30% --portfolio core\n"
        "  faultline reverse deal.yaml --loss 25% --drawdown --at 6m --paths 1M\n"
        "  faultline reverse deal.yaml --belief --limit 'prob(core, loss >= 30%) <= 5%'");
    return verb;
  }

  int run() override {
    if (belief_ == !loss_.empty())
      throw UsageError(belief_
                           ? "--loss does not go with --belief: ask --limit 'prob(NAME, loss >= 30%) <= 5%'"
                           : "what is asked for? give --loss or --belief");
    if (belief_ &&
        (!series_.empty() || !horizon_.empty() || drawdown_ || !stories_.empty() || !rules_.empty()))
      throw UsageError("--portfolio, --at, --drawdown, --stories and --rules belong to --loss");
    if (!belief_ && !limits_.empty()) throw UsageError("--limit belongs to --belief");
    try {
      return belief_ ? tell_belief() : tell_loss();
    } catch (const RunError& error) {
      const LoadedScenario loaded = load_scenario(file_, scenario_);
      if (!loaded.spec) throw;
      write_stderr(shown_problem(error, loaded, scenario_.format()));
      return bad_input;
    }
  }

 private:
  ReverseRunOptions run_options() const {
    ReverseRunOptions options;
    if (!paths_.empty()) options.paths = parse_count(paths_, "--paths", 100, most_paths);
    if (!seed_.empty()) options.seed = parse_seed(seed_);
    if (!threads_.empty()) options.threads = parse_threads(threads_);
    options.precision = precision_ == "double" ? NormalPrecision::full : NormalPrecision::single;
    return options;
  }

  int tell_loss() const {
    ReverseOptions options;
    options.series = series_;
    options.horizon = horizon_;
    options.loss = parse_loss(loss_);
    options.drawdown = drawdown_;
    if (drawdown_ && options.loss >= 1.0) throw UsageError("--drawdown: a fall is below 100%");
    if (!stories_.empty()) options.stories = parse_count(stories_, "--stories", 0, most_told);
    if (!rules_.empty()) options.rules = parse_count(rules_, "--rules", 0, most_told);
    return tell(reverse_loss, options);
  }

  int tell_belief() const {
    BeliefOptions options;
    options.limits = limits_;
    return tell(reverse_belief, options);
  }

  template <class Study, class Options>
  int tell(const Study& study, Options options) const {
    Sources sources;
    const auto found = [&] {
      TerminalLine line(!quiet_ && stderr_is_terminal());
      options.run = run_options();
      options.run.reserve = refuse_beyond;
      options.run.progress = [&line](std::uint64_t done, std::uint64_t of) {
        line.draw([=](double seconds) { return progress_line(done, of, seconds); });
      };
      return study(file_, scenario_.read_options(), options, sources);
    }();
    if (!found.diagnostics().empty() && (!quiet_ || !found))
      write_stderr(shown(found.diagnostics(), sources, scenario_.format()));
    if (!found) return bad_input;
    if constexpr (std::is_same_v<Options, BeliefOptions>)
      if (found.value().beliefs.empty())
        throw UsageError("the file has no limits: give --limit 'es(NAME, 99%) <= 45%'");
    const TextOptions text{stdout_has_colour(), stdout_width(TextOptions{}.width)};
    write_stdout(format_ == "json" ? to_json(found.value()) : to_text(found.value(), text));
    return done;
  }

  std::string file_, loss_, series_, horizon_, stories_, rules_;
  bool drawdown_ = false, belief_ = false;
  std::vector<std::string> limits_;
  ScenarioOptions scenario_;
  std::string paths_, seed_, threads_, precision_ = "single";
  std::string format_ = "text";
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_reverse() {
  return std::make_unique<Reverse>();
}

}  // namespace faultline::cli
