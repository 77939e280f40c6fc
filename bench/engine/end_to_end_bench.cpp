// Whole runs of bench/peers/job.yaml: ten correlated assets with Poisson jumps on 252 steps. Before anything
// is timed, mean and standard deviation of the portfolio are held against their closed forms.
#include "faultline/compile.h"
#include "faultline/risk_report.h"
#include "faultline/simulate.h"
#include "random/bulk.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>

namespace faultline {
namespace {

constexpr std::size_t assets = 10;
constexpr std::uint64_t timed_paths = 4 * leaf_paths;
constexpr double standard_errors_allowed = 4.5;

/// The file's numbers once more, for the closed form.
struct Job {
  static double drift(std::size_t i) { return 0.05 + 0.005 * static_cast<double>(i); }
  static double volatility(std::size_t i) { return 0.15 + 0.02 * static_cast<double>(i); }
  static double correlation(std::size_t i, std::size_t j) {
    const double apart = std::abs(static_cast<double>(i) - static_cast<double>(j));
    return i == j ? 1.0 : 0.3 + 0.5 * std::exp(-apart / 3.0);
  }
  static std::size_t group(std::size_t i) { return i / 5; }

  static constexpr std::array<double, 2> rate{3.0, 2.0};  ///< [1/year]
  static constexpr std::array<double, 2> jump_mean{-0.02, -0.03};
  static constexpr std::array<double, 2> jump_sd{0.03, 0.05};
};

/// E[S_i(1)] = exp(drift + rate E[x]).
double expected_price(std::size_t i) {
  const std::size_t g = Job::group(i);
  return std::exp(Job::drift(i) + Job::rate[g] * Job::jump_mean[g]);
}

/// E[S_i(1) S_j(1)] = E[S_i] E[S_j] exp(sigma_i sigma_j rho_ij + rate E[x_i x_j]), the last for a common
/// group only.
double expected_product(std::size_t i, std::size_t j) {
  double exponent = Job::volatility(i) * Job::volatility(j) * Job::correlation(i, j);
  const std::size_t g = Job::group(i);
  if (g == Job::group(j)) {
    const double variance = i == j ? Job::jump_sd[g] * Job::jump_sd[g] : 0.0;
    exponent += Job::rate[g] * (Job::jump_mean[g] * Job::jump_mean[g] + variance);
  }
  return expected_price(i) * expected_price(j) * std::exp(exponent);
}

/// Mean and standard deviation of the equal-weighted portfolio's return.
std::pair<double, double> expected_moments() {
  double mean = 0.0, square = 0.0;
  for (std::size_t i = 0; i < assets; ++i) {
    mean += expected_price(i) / assets;
    for (std::size_t j = 0; j < assets; ++j) square += expected_product(i, j) / (assets * assets);
  }
  return {mean - 1.0, std::sqrt(square - mean * mean)};
}

CompiledScenario read_job() {
  Sources sources;
  const auto spec = read_scenario(FAULTLINE_SOURCE_DIR "/bench/peers/job.yaml", {}, sources);
  if (!spec) std::abort();
  const auto model = validate(spec.value());
  if (!model) std::abort();
  return compile(model.value()).value();
}

bool within(const Estimate& estimate, double truth) {
  return std::abs(estimate.value - truth) <= standard_errors_allowed * estimate.standard_error;
}

bool answer_holds(const CompiledScenario& job, SimulateOptions options) {
  options.paths = 16 * leaf_paths;
  options.threads = 0;
  Tally tally(job.outputs, {.planned_paths = options.paths});
  simulate(job, options, tally);
  const RiskReport report = measure(job.outputs, tally);
  const Figures& figures = report.series.at(0).horizons.at(0).figures;
  const auto [mean, sd] = expected_moments();
  return within(figures.mean.value(), mean) && within(figures.sd.value(), sd);
}

void run(benchmark::State& state, const CompiledScenario& job, SimulateOptions options) {
  if (!answer_holds(job, options)) {
    state.SkipWithError("mean or deviation is off its closed form");
    return;
  }
  options.paths = timed_paths;
  for (auto _ : state) {
    Tally tally(job.outputs, {.planned_paths = timed_paths});
    simulate(job, options, tally);
    benchmark::DoNotOptimize(tally.paths());
  }
  const double per_iteration = static_cast<double>(timed_paths * assets) * job.plan.steps();
  state.counters["asset-steps"] =
      benchmark::Counter(per_iteration, benchmark::Counter::kIsIterationInvariantRate);
}

void register_all(const CompiledScenario& job) {
  const auto add = [&](const std::string& name, const SimulateOptions& options) {
    benchmark::RegisterBenchmark(name.c_str(),
                                 [&job, options](benchmark::State& state) { run(state, job, options); })
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  };
  SimulateOptions usual;
  usual.threads = 1;
  for (const SimdTarget target : supported_simd_targets()) {
    SimulateOptions options = usual;
    options.simd = name_of(target);
    add("run/" + options.simd, options);
  }
  for (const std::size_t block : {64u, 256u, 512u}) {
    SimulateOptions options = usual;
    options.block_paths = block;
    add("run/block " + std::to_string(block), options);
  }
  SimulateOptions full = usual;
  full.precision = NormalPrecision::full;
  add("run/double normals", full);
  SimulateOptions all_threads = usual;
  all_threads.threads = 0;
  add("run/all threads", all_threads);
}

}  // namespace
}  // namespace faultline

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const faultline::CompiledScenario job = faultline::read_job();
  faultline::register_all(job);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
