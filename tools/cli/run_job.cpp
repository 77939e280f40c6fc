#include "run_job.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <utility>

namespace faultline::cli {
namespace {

using Clock = std::chrono::steady_clock;

class Job {
 public:
  Job(const CompiledScenario& scenario, const JobSettings& settings)
      : scenario_(scenario),
        settings_(settings),
        grows_(!scenario.outputs.precision.empty() || settings.seconds.has_value()) {}

  JobResult run() {
    const bool few = scenario_.outputs.sampling != Sampling::plain;
    const std::uint64_t first = few ? first_checkpoint_of_few : first_checkpoint;
    std::uint64_t target = grows_ ? std::min(first, settings_.paths) : settings_.paths;
    Tally tally(scenario_.outputs, {.planned_paths = target});
    for (;;) {
      if (tally.paths() < target) simulate_to(target, tally);
      if (tally.paths() < target || target == settings_.paths) break;
      if (precision_reached(tally)) {
        stopped_by_ = "precision";
        break;
      }
      if (stop_.stop_requested()) break;
      target = std::min(2 * target, settings_.paths);
      if (!begin_anew(target, tally)) break;
    }
    return conclude(std::move(tally));
  }

 private:
  /// Samples become histograms where the target has too many paths to keep: they are run once more. False,
  /// and the tally stays, when that ends before there are as many again.
  bool begin_anew(std::uint64_t target, Tally& tally) {
    Tally larger(scenario_.outputs, {.planned_paths = target});
    if (larger.exact() == tally.exact()) return true;
    simulate_to(target, larger);
    if (larger.paths() <= tally.paths()) return false;
    tally = std::move(larger);
    return true;
  }

  void simulate_to(std::uint64_t target, Tally& tally) {
    const std::uint64_t first = tally.paths();
    SimulateOptions options = simulate_options(settings_);
    options.first_path = first;
    options.paths = target - first;
    options.stop = stop_.get_token();
    options.progress = [&](std::uint64_t done) { after_leaf(first + done); };
    simulate(scenario_, options, tally);
  }

  void after_leaf(std::uint64_t paths) {
    if (settings_.interrupted && settings_.interrupted() != 0) stop_.request_stop();
    if (settings_.seconds && elapsed() >= *settings_.seconds) stop_.request_stop();
    if (settings_.progress) settings_.progress(paths);
  }

  bool precision_reached(const Tally& tally) const {
    const auto& wanted = scenario_.outputs.precision;
    return !wanted.empty() && std::all_of(wanted.begin(), wanted.end(), [&](const Precision& precision) {
      return reached(precision, scenario_.outputs, tally).reached;
    });
  }

  JobResult conclude(Tally tally) {
    RunInfo info;
    info.seconds = elapsed();
    info.paths = tally.paths();
    info.requested_paths = settings_.paths;
    info.seed = settings_.seed;
    info.steps = scenario_.plan.steps();
    info.threads = static_cast<std::uint32_t>(settings_.threads);
    const int signal = settings_.interrupted ? settings_.interrupted() : 0;
    const bool cut_short = stopped_by_ == "paths" && info.paths < settings_.paths;
    if (cut_short) stopped_by_ = signal != 0 ? "interrupted" : "time";
    info.stopped_by = stopped_by_;
    info.complete = stopped_by_ != "interrupted";
    for (const Precision& precision : scenario_.outputs.precision)
      info.precision.push_back(reached(precision, scenario_.outputs, tally));
    const bool interrupted = !info.complete;
    return {std::move(tally), std::move(info), interrupted ? signal : 0};
  }

  double elapsed() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  const CompiledScenario& scenario_;
  const JobSettings& settings_;
  bool grows_;  ///< it may stop before its last path
  Clock::time_point start_ = Clock::now();
  std::stop_source stop_;
  std::string stopped_by_ = "paths";
};

}  // namespace

SimulateOptions simulate_options(const JobSettings& settings) {
  SimulateOptions options;
  options.seed = settings.seed;
  options.threads = settings.threads;
  options.block_paths = settings.block_paths;
  options.precision = settings.precision;
  options.simd = settings.simd;
  return options;
}

JobResult run_job(const CompiledScenario& scenario, const JobSettings& settings) {
  return Job(scenario, settings).run();
}

}  // namespace faultline::cli
