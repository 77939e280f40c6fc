// faultline run: reads, simulates, measures and reports one scenario.
#include "counts.h"
#include "exit_status.h"
#include "failures.h"
#include "faultline/attribution.h"
#include "faultline/report.h"
#include "interrupt.h"
#include "language/sha256.h"
#include "manifest.h"
#include "memory.h"
#include "output_files.h"
#include "progress.h"
#include "run_job.h"
#include "run_problem.h"
#include "samples.h"
#include "scenario_options.h"
#include "terminal.h"
#include "verbs.h"

#include <algorithm>
#include <bit>
#include <filesystem>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace faultline::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_paths = std::uint64_t{1} << 40;
constexpr std::uint64_t open_ended_paths = std::uint64_t{1} << 30;

const std::vector<std::string> output_names{"result.json", "summary.txt", "scenario.yaml", "manifest.json"};

constexpr const char* examples =
    "Results go to standard output, everything else to standard error. The figures are the same bits for "
    "any\n"
    "number of threads, block size and instruction set; counts may be written 100_000, 1e6, 250k or 1M.\n\n"
    "Examples:\n"
    "  faultline run deal.yaml\n"
    "  faultline run deal.yaml --paths 1M --set curb_rate=2/y --format json\n"
    "  faultline run deal.yaml --without export_curb -o results";

/// What the command line says, as text until it is checked.
struct RunOptions {
  std::string file;
  ScenarioOptions scenario;
  std::string paths, seed, threads, block, time;
  std::string precision = "single";
  std::string simd;
  std::string format = "text";
  std::string directory;
  std::string samples;
  bool quiet = false;

  void add_to(CLI::App& verb) {
    verb.add_option("FILE", file, "Scenario file")->required()->type_name("");
    scenario.add_to(verb);
    verb.add_option("--paths", paths, "Most paths (default: the file's)")->type_name("N");
    verb.add_option("--seed", seed, "Key of all random numbers (default: the file's)")->type_name("N");
    verb.add_option("--time", time, "Stop after this long: 60s, 5min, 2h")->type_name("TIME");
    verb.add_option("--format", format, "Form of the result on standard output")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "json"}));
    verb.add_option("-o,--output", directory,
                    "Also write result.json, summary.txt, scenario.yaml and manifest.json here")
        ->type_name("DIR");
    verb.add_option("--samples", samples, "Also write the returns of every path as NetCDF-4")
        ->type_name("FILE.nc");
    verb.add_flag("--quiet", quiet, "No progress, warnings or notes on standard error");
    verb.add_option("--threads", threads, "Threads (default: one per processor)")->type_name("N");
    verb.add_option("--block", block,
                    "Paths worked on together, 1 to 4096 (default: 128 with AVX-512, else 192)")
        ->type_name("N");
    verb.add_option("--precision", precision, "Normals in single or double precision")
        ->type_name("KIND")
        ->check(CLI::IsMember({"single", "double"}));
    verb.add_option("--simd", simd, "Instruction set (default: the best there is)")
        ->type_name("SET")
        ->check(CLI::IsMember({"scalar", "avx2", "avx512"}));
  }
};

/// `run.paths` as the file writes it, if it does: a default is no limit for a run that ends by precision.
bool writes_paths(const ScenarioSpec& spec) {
  const NodeEntry* run = spec.root.find("run");
  return run != nullptr && run->value.find("paths") != nullptr;
}

/// None where only precision or time ends the run.
std::optional<std::uint64_t> most_paths_of(const RunOptions& options, const RunRequest& request,
                                           const ScenarioSpec& spec) {
  if (!options.paths.empty()) return parse_count(options.paths, "--paths", 1, most_paths);
  if (request.until_paths) return *request.until_paths;
  const bool ends_otherwise =
      !request.until_precision.empty() || request.until_seconds || !options.time.empty();
  if (ends_otherwise && !writes_paths(spec)) return std::nullopt;
  return request.paths;
}

/// The settings that the command line alone decides; bad ones are reported before anything is read.
JobSettings settings_of(const RunOptions& options) {
  JobSettings settings;
  const unsigned processors = std::max(1u, std::thread::hardware_concurrency());
  settings.threads = static_cast<int>(options.threads.empty() ? processors : parse_threads(options.threads));
  if (!options.block.empty()) settings.block_paths = parse_count(options.block, "--block", 1, leaf_paths);
  if (!options.paths.empty()) settings.paths = parse_count(options.paths, "--paths", 1, most_paths);
  if (!options.seed.empty()) settings.seed = parse_seed(options.seed);
  if (!options.time.empty()) settings.seconds = parse_seconds(options.time, "--time");
  settings.precision = options.precision == "double" ? NormalPrecision::full : NormalPrecision::single;
  settings.simd = parse_simd(options.simd);
  return settings;
}

class Run : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand("run", "Simulate a scenario and report its figures");
    options_.add_to(*verb);
    verb->footer(examples);
    return verb;
  }

  int run() override {
    JobSettings settings = settings_of(options_);
    LoadedScenario scenario = load_scenario(options_.file, options_.scenario);
    if (!options_.quiet || !scenario.usable()) write_stderr(shown_unless_empty(scenario));
    if (!scenario.usable()) return bad_input;
    complete(settings, scenario);
    refuse_beyond_memory(scenario.compiled->outputs, settings.paths, static_cast<unsigned>(settings.threads));
    const std::vector<fs::path> inputs = inputs_of(scenario);
    std::optional<OutputDirectory> directory;
    if (!options_.directory.empty()) directory.emplace(options_.directory, output_names, inputs);
    std::optional<SampleFile> samples;
    if (!options_.samples.empty()) {
      refuse_samples_among_results();
      refuse_target(options_.samples, inputs);
      samples.emplace(options_.samples);
    }
    const InterruptWatch watch;
    try {
      const JobResult job = simulate_watched(*scenario.compiled, settings, watch);
      Manifest manifest{
          job.info, {options_.scenario.set, options_.scenario.without, options_.precision}, {}, {}};
      const int status = report(scenario, settings, job, directory, manifest, watch);
      if (!samples) return status;
      if (!write_samples(*samples, scenario, settings, job, watch)) return interrupted_by + watch.signal();
      if (directory) name_samples(*directory, manifest);
      return status;
    } catch (const RunError& error) {
      write_stderr(shown_problem(error, scenario, options_.scenario.format()));
      return bad_input;
    }
  }

 private:
  std::string shown_unless_empty(const LoadedScenario& scenario) const {
    if (scenario.diagnostics.empty()) return {};
    return shown(scenario.diagnostics, scenario.sources, options_.scenario.format());
  }

  void complete(JobSettings& settings, const LoadedScenario& scenario) const {
    const RunRequest& request = scenario.model->market.run;
    const auto most = most_paths_of(options_, request, *scenario.spec);
    settings.paths =
        most ? *most
             : std::min(open_ended_paths, std::bit_floor(most_paths_kept(scenario.compiled->outputs)));
    if (options_.seed.empty()) settings.seed = request.seed;
    if (!settings.seconds) settings.seconds = request.until_seconds;
  }

  static std::vector<fs::path> inputs_of(const LoadedScenario& scenario) {
    std::vector<fs::path> inputs;
    for (const FileId file : scenario.spec->files) inputs.emplace_back(scenario.sources.file(file).path);
    return inputs;
  }

  void refuse_samples_among_results() const {
    if (options_.directory.empty()) return;
    const fs::path samples = fs::weakly_canonical(options_.samples);
    for (const std::string& name : output_names)
      if (samples == fs::weakly_canonical(fs::path(options_.directory) / name))
        throw UsageError(fmt::format("--samples: '{}' is where -o writes", options_.samples));
  }

  JobResult simulate_watched(const CompiledScenario& scenario, JobSettings settings,
                             const InterruptWatch& watch) const {
    ProgressLine line(!options_.quiet && stderr_is_terminal(), settings.paths);
    settings.interrupted = [&] { return watch.signal(); };
    settings.progress = [&](std::uint64_t paths) { line.update(paths); };
    return run_job(scenario, settings);
  }

  int report(const LoadedScenario& scenario, const JobSettings& settings, const JobResult& job,
             const std::optional<OutputDirectory>& directory, Manifest& manifest,
             const InterruptWatch& watch) const {
    RiskReport figures = measure(scenario.compiled->outputs, job.tally);
    figures.attribution = attribute(*scenario.compiled, simulate_options(settings), job.tally);
    const std::string json = to_result_json(figures, job.info);
    const TextOptions text{stdout_has_colour(), stdout_width(TextOptions{}.width)};
    const std::string shown = options_.format == "json" ? json : to_text(figures, job.info, text);
    try {
      if (directory) write_files(*directory, scenario, figures, job, json, manifest);
    } catch (const IoError&) {
      write_stdout(shown);  // nothing else is left of the run
      throw;
    }
    write_stdout(shown);
    const int status = status_of(figures, job);
    if (watch.signal() == 0 || job.signal != 0) return status;
    note("interrupted after the last path: the figures are whole");
    return interrupted_by + watch.signal();
  }

  /// False when a signal ended it.
  bool write_samples(const SampleFile& samples, const LoadedScenario& scenario, const JobSettings& settings,
                     const JobResult& job, const InterruptWatch& watch) const {
    const bool written = samples.write(*scenario.compiled, simulate_options(settings), job.info,
                                       [&watch] { return watch.signal() != 0; });
    if (!written) note(fmt::format("interrupted: {} is not written", options_.samples));
    return written;
  }

  void name_samples(const OutputDirectory& directory, Manifest& manifest) const {
    const fs::path samples = fs::proximate(options_.samples, options_.directory);
    manifest.outputs.emplace_back(samples.string(), file_digest(options_.samples));
    directory.write({{output_names[3], to_json(manifest)}});
  }

  void write_files(const OutputDirectory& directory, const LoadedScenario& scenario,
                   const RiskReport& figures, const JobResult& job, const std::string& json,
                   Manifest& manifest) const {
    std::vector<OutputFile> files{{output_names[0], json},
                                  {output_names[1], to_text(figures, job.info)},
                                  {output_names[2], to_yaml(scenario.spec->root)}};
    manifest.inputs = figures.files;
    for (const OutputFile& file : files) manifest.outputs.emplace_back(file.name, sha256_hex(file.content));
    files.push_back({output_names[3], to_json(manifest)});
    directory.write(files);
  }

  /// The first of: interrupted, a limit not held, precision not reached. Each is said in one line.
  int status_of(const RiskReport& figures, const JobResult& job) const {
    if (job.signal != 0) {
      note(fmt::format("interrupted after {} paths", job.info.paths));
      return interrupted_by + job.signal;
    }
    const auto open = std::count_if(figures.limits.begin(), figures.limits.end(),
                                    [](const LimitReport& limit) { return limit.verdict != Verdict::held; });
    if (open > 0) {
      note(fmt::format("{} of {} limits not held", open, figures.limits.size()));
      return limit_not_held;
    }
    const bool precise = std::all_of(job.info.precision.begin(), job.info.precision.end(),
                                     [](const PrecisionReport& precision) { return precision.reached; });
    if (precise) return done;
    note("the wanted precision was not reached");
    return precision_not_reached;
  }

  void note(const std::string& text) const {
    if (!options_.quiet) write_stderr(fmt::format("faultline: {}\n", text));
  }

  RunOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_run() {
  return std::make_unique<Run>();
}

}  // namespace faultline::cli
