// faultline sweep: metrics of a scenario over a design of parameters and fields.
#include "faultline/sweep.h"

#include "counts.h"
#include "exit_status.h"
#include "failures.h"
#include "interrupt.h"
#include "progress.h"
#include "run_problem.h"
#include "scenario_options.h"
#include "sweep_output.h"
#include "terminal.h"
#include "verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace faultline::cli {
namespace {

constexpr std::uint64_t most_paths = 20'000'000;  ///< every sample of every metric is kept

constexpr const char* examples =
    "Axes: NAME=lo:hi:n evenly, NAME=log:lo:hi:n by equal factors, NAME=a,b,c as listed; NAME is a parameter "
    "or "
    "the path\n"
    "of a field, values are written as in the file. lhs and sobol take spans NAME=lo:hi and --points. All "
    "points run\n"
    "on the same random numbers. With --store, a sweep that was ended in any way goes on where it was.\n\n"
    "Examples:\n"
    "  faultline sweep deal.yaml --vary curb_rate=1/y,2/y,4/y --metric 'es(core, 99%)'\n"
    "  faultline sweep deal.yaml --vary assets.NVDA.volatility=20%:60%:9 --vary curb_rate=log:0.5/y:8/y:9 "
    "\\\n"
    "      --metric 'mean(core)' --metric 'prob(core, loss >= 20%)' --store sweep.sqlite --format csv\n"
    "  faultline sweep deal.yaml --vary curb_rate=0/y:4/y --vary deal_by=1m:9m --design lhs --points 200 "
    "\\\n"
    "      --metric 'mean(core)' --shard 3/16 --store part3.sqlite";

SweepDesign design_named(const std::string& name) {
  if (name == "oat") return SweepDesign::oat;
  if (name == "lhs") return SweepDesign::lhs;
  return name == "sobol" ? SweepDesign::sobol : SweepDesign::grid;
}

class SweepVerb : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand("sweep", "Metrics over a design of parameters and fields");
    verb->add_option("FILE", file_, "Scenario file")->required()->type_name("");
    const auto repeated = [&](const char* name, std::vector<std::string>& to, const char* text) {
      return verb->add_option(name, to, text)->required()->allow_extra_args(false);
    };
    repeated("--vary", vary_, "What varies: NAME=lo:hi:n, NAME=log:lo:hi:n, NAME=a,b,c (may be repeated)")
        ->type_name("AXIS");
    repeated("--metric", metrics_, "What is measured: es(core, 99%), mean(BABA, 3m), prob(core, loss >= 20%)")
        ->type_name("METRIC");
    verb->add_option("--design", design_, "Which points: grid, oat, lhs, sobol (default: grid)")
        ->type_name("DESIGN")
        ->check(CLI::IsMember({"grid", "oat", "lhs", "sobol"}));
    verb->add_option("--points", points_, "Points of lhs and sobol (default: 64)")->type_name("N");
    scenario_.add_to(*verb);
    verb->add_option("--paths", paths_, "Paths at every point (default: the file's)")->type_name("N");
    verb->add_option("--seed", seed_, "Key of all random numbers (default: the file's)")->type_name("N");
    verb->add_option("--threads", threads_, "Threads (default: one per processor)")->type_name("N");
    verb->add_option("--shard", shard_, "Only every n-th point, from the i-th on")->type_name("I/N");
    verb->add_option("--store", store_, "Keep finished points here, and go on from it")
        ->type_name("FILE.sqlite");
    verb->add_option("--format", format_, "Form of the result on standard output")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "csv", "json"}));
    verb->add_flag("--quiet", quiet_, "No progress or notes on standard error");
    verb->footer(examples);
    return verb;
  }

  int run() override {
    const InterruptWatch watch;
    SweepRequest request = make_request();
    request.stopped = [&] { return watch.signal() != 0; };
    std::optional<ProgressLine> line;
    std::optional<ProgressLog> log;
    request.progress = [&](std::size_t finished, std::size_t total) {
      if (quiet_) return;
      if (!line) line.emplace(stderr_is_terminal(), total, "points");
      if (!log) log.emplace(!stderr_is_terminal(), total, "points");
      line->update(finished);
      log->update(finished);
    };
    Sources sources;
    try {
      const Result<SweepResult> result = sweep(request, sources);
      line.reset();
      if (!result.diagnostics().empty() && (!quiet_ || !result))
        write_stderr(shown(result.diagnostics(), sources, scenario_.format()));
      return result ? report(result.value(), watch.signal()) : bad_input;
    } catch (const SweepRequestError& error) {
      throw UsageError(error.what());
    }
  }

 private:
  SweepRequest make_request() const {
    SweepRequest request;
    request.file = file_;
    request.base = scenario_.read_options();
    for (const std::string& axis : vary_) {
      try {
        request.axes.push_back(parse_axis(axis));
      } catch (const SweepRequestError& error) {
        throw UsageError(fmt::format("--vary: {}", error.what()));
      }
    }
    request.design = design_named(design_);
    if (!points_.empty() && design_ != "lhs" && design_ != "sobol")
      throw UsageError("--points belongs to --design lhs and sobol");
    request.metrics = metrics_;
    if (!points_.empty()) request.points = parse_count(points_, "--points", 1, 10'000'000);
    if (!paths_.empty()) request.paths = parse_count(paths_, "--paths", 1, most_paths);
    if (!seed_.empty()) request.seed = parse_seed(seed_);
    if (!threads_.empty()) request.threads = parse_threads(threads_);
    request.store = store_;
    if (!shard_.empty()) take_shard(request);
    return request;
  }

  void take_shard(SweepRequest& request) const {
    const std::size_t slash = shard_.find('/');
    if (slash == std::string::npos) throw UsageError(fmt::format("--shard: '{}' is not I/N", shard_));
    request.shards =
        static_cast<std::uint32_t>(parse_count(shard_.substr(slash + 1), "--shard", 1, 1'000'000));
    request.shard =
        static_cast<std::uint32_t>(parse_count(shard_.substr(0, slash), "--shard", 1, request.shards));
  }

  int report(const SweepResult& result, int signal) const {
    if (!quiet_ && result.reused > 0)
      write_stderr(
          fmt::format("faultline: {} of {} points were in {}\n", result.reused, result.points, store_));
    write_stdout(format_ == "csv"    ? sweep_csv(result)
                 : format_ == "json" ? sweep_json(result)
                                     : sweep_text(result));
    const int status = result.broken ? broken(*result.broken) : done;
    return signal != 0 && !result.complete ? interrupted(result, signal) : status;
  }

  int broken(const BrokenPoint& point) const {
    write_stderr(shown_problem(point, load_scenario(file_, scenario_), scenario_.format()));
    return bad_input;
  }

  int interrupted(const SweepResult& result, int signal) const {
    if (!quiet_)
      write_stderr(fmt::format(
          "faultline: interrupted with {} of {} points; {}\n", result.rows.size(), result.points,
          store_.empty() ? "with --store the same command would go on from there"
                         : fmt::format("they are in {}: the same command goes on from there", store_)));
    return interrupted_by + signal;
  }

  std::string file_;
  std::vector<std::string> vary_, metrics_;
  ScenarioOptions scenario_;
  std::string design_ = "grid", format_ = "text";
  std::string points_, paths_, seed_, threads_, shard_, store_;
  bool quiet_ = false;
};

class Merge : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand("merge", "Put the stores of the shards of a sweep together");
    verb->add_option("TARGET", target_, "Store to fill; made when it is missing")->required()->type_name("");
    verb->add_option("STORE", stores_, "Stores of the shards")->required()->type_name("");
    verb->footer(
        "Points that are there already stay. `faultline sweep` with --store TARGET then shows all rows and "
        "runs what is\n"
        "missing.\n\n"
        "Example:\n"
        "  faultline merge all.sqlite part1.sqlite part2.sqlite part3.sqlite");
    return verb;
  }

  int run() override {
    try {
      const MergeResult result = merge_stores(target_, {stores_.begin(), stores_.end()});
      write_stdout(fmt::format("{}: {} of {} points\n", target_, result.present, result.points));
      return done;
    } catch (const SweepRequestError& error) {
      throw UsageError(error.what());
    }
  }

 private:
  std::string target_;
  std::vector<std::string> stores_;
};

}  // namespace

std::unique_ptr<Verb> make_sweep() {
  return std::make_unique<SweepVerb>();
}

std::unique_ptr<Verb> make_merge() {
  return std::make_unique<Merge>();
}

}  // namespace faultline::cli
