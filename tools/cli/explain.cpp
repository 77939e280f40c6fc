// faultline explain: a scenario in plain words, with what it implies and what it rests on.
#include "faultline/explain.h"

#include "counts.h"
#include "exit_status.h"
#include "failures.h"
#include "run_problem.h"
#include "scenario_options.h"
#include "terminal.h"
#include "verbs.h"

#include <CLI/CLI.hpp>

namespace faultline::cli {
namespace {

constexpr std::uint64_t most_paths = 1'000'000;  ///< every shock is run without, and kept path by path

class Explain : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb =
        program.add_subcommand("explain", "Say in plain words what a scenario assumes and implies");
    verb->add_option("FILE", file_, "Scenario file")->required()->type_name("");
    scenario_.add_to(*verb);
    verb->add_option("--format", format_, "Form of the explanation on standard output")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "json"}));
    verb->add_flag("--dot", dot_, "The graph of influences for Graphviz instead");
    verb->add_option("--paths", paths_, "Paths behind what has no closed form (default: 4096)")
        ->type_name("N");
    verb->add_option("--threads", threads_, "Threads (default: one per processor)")->type_name("N");
    verb->footer(
        "Every shock with its resolved numbers and sources, what it is expected to do to each asset and "
        "portfolio,\n"
        "and who listens to whom; the returns, volatilities and correlations that follow; the register of\n"
        "assumptions. Effects without a closed form come from a small simulation and show their errors.\n\n"
        "Examples:\n"
        "  faultline explain deal.yaml\n"
        "  faultline explain deal.yaml --set curb_rate=3/y --paths 100k\n"
        "  faultline explain deal.yaml --dot | dot -Tsvg > deal.svg");
    return verb;
  }

  int run() override {
    refuse_what_a_graph_does_not_take();
    ExplainOptions options;
    if (!paths_.empty()) options.paths = parse_count(paths_, "--paths", 100, most_paths);
    if (!threads_.empty()) options.threads = parse_threads(threads_);
    const LoadedScenario loaded = load_scenario(file_, scenario_);
    if (!loaded.diagnostics.empty())
      write_stderr(shown(loaded.diagnostics, loaded.sources, scenario_.format()));
    if (!loaded.usable()) return bad_input;
    if (dot_) {
      write_stdout(to_dot(*loaded.model));
      return done;
    }
    try {
      const Explanation explanation = explain(*loaded.model, options);
      write_stdout(format_ == "json" ? to_json(explanation) : to_text(explanation, stdout_width(100)));
      return done;
    } catch (const RunError& error) {
      write_stderr(shown_problem(error, loaded, scenario_.format()));
      return bad_input;
    }
  }

 private:
  void refuse_what_a_graph_does_not_take() const {
    if (!dot_) return;
    if (!format_.empty()) throw UsageError("--format does not go with --dot: a graph has one form");
    if (!paths_.empty() || !threads_.empty())
      throw UsageError("--paths and --threads do not go with --dot: nothing is simulated for a graph");
  }

  std::string file_;
  ScenarioOptions scenario_;
  std::string format_;
  std::string paths_, threads_;
  bool dot_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_explain() {
  return std::make_unique<Explain>();
}

}  // namespace faultline::cli
