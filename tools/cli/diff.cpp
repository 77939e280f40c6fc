// faultline diff: the fields in which two scenarios differ, and what each does to the metrics.
#include "counts.h"
#include "diff_output.h"
#include "exit_status.h"
#include "run_problem.h"
#include "scenario_options.h"
#include "terminal.h"
#include "verbs.h"

#include <set>

#include <CLI/CLI.hpp>

namespace faultline::cli {
namespace {

constexpr std::uint64_t most_paths = 20'000'000;  ///< every sample of every metric is kept

class DiffVerb : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand("diff", "Say how two scenarios differ, and what each edit does");
    verb->add_option("A", a_, "Scenario file before")->required()->type_name("");
    verb->add_option("B", b_, "Scenario file after")->required()->type_name("");
    verb->add_option("--metric", metrics_,
                     "What is compared (may be repeated; default: mean and 99 % ES of every portfolio)")
        ->type_name("METRIC")
        ->allow_extra_args(false);
    scenario_.add_to(*verb);
    verb->add_option("--paths", paths_, "Paths of every scenario on the way (default: 20k)")->type_name("N");
    verb->add_option("--seed", seed_, "Key of all random numbers (default: that of A)")->type_name("N");
    verb->add_option("--threads", threads_, "Threads (default: one per processor)")->type_name("N");
    verb->add_option("--format", format_, "Form of the result on standard output")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "json"}));
    verb->footer(
        "Both files run on the same random numbers. The change of every metric is split over the edits one "
        "by "
        "one in file\n"
        "order and, for up to 8 edits, by Shapley value; both splits add up to the change. Edits that are "
        "only "
        "valid together\n"
        "count as one. --set and --without hold for both files. Edits of `run` are listed but move nothing: "
        "all\n"
        "scenarios run with one seed on one number of plain paths.\n\n"
        "Example:\n"
        "  faultline diff deal.yaml deal_new.yaml --metric 'es(core, 99%)' --metric 'mean(BABA, 3m)'");
    return verb;
  }

  int run() override {
    DiffOptions options;
    options.metrics = metrics_;
    if (!paths_.empty()) options.paths = parse_count(paths_, "--paths", 100, most_paths);
    if (!seed_.empty()) options.seed = parse_seed(seed_);
    if (!threads_.empty()) options.threads = parse_threads(threads_);
    Sources sources;
    const auto a = read_scenario(a_, scenario_.read_options(), sources);
    const auto b = read_scenario(b_, scenario_.read_options(), sources);
    Diagnostics problems = a.diagnostics();
    problems.append(b.diagnostics());
    if (!a || !b) return refuse(problems, sources);
    try {
      const Result<ScenarioDiff> diff = diff_scenarios(a.value(), b.value(), options, sources);
      problems.append(diff.diagnostics());
      if (!diff) return refuse(problems, sources);
      if (!problems.empty()) show(problems, sources);
      write_stdout(format_ == "json" ? diff_json(diff.value()) : diff_text(diff.value()));
      return done;
    } catch (const DiffRunError& error) {
      Diagnostic problem = problem_of(error, error.spec);
      if (!error.edits.empty()) problem.message += ", with " + error.edits;
      problems.add(std::move(problem));
      return refuse(problems, sources);
    }
  }

 private:
  /// What both files say, or both extend, is said once.
  void show(Diagnostics problems, const Sources& sources) const {
    problems.sort();
    std::set<std::string> said;
    Diagnostics once;
    for (const Diagnostic& problem : problems.items())
      if (said.insert(to_text(problem, sources)).second) once.add(problem);
    write_stderr(shown(once, sources, scenario_.format()));
  }

  int refuse(const Diagnostics& problems, const Sources& sources) const {
    show(problems, sources);
    return bad_input;
  }

  std::string a_, b_;
  std::vector<std::string> metrics_;
  ScenarioOptions scenario_;
  std::string paths_, seed_, threads_;
  std::string format_ = "text";
};

}  // namespace

std::unique_ptr<Verb> make_diff() {
  return std::make_unique<DiffVerb>();
}

}  // namespace faultline::cli
