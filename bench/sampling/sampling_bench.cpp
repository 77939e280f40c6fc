// What the ways of sampling save: bench_sampling [SEEDS]
//
// For every scenario and sampling a Markdown row: how many times smaller than plain sampling's the variances
// of mean, VaR 99 % and ES 99 % of a portfolio are at 65,536 paths, and how many times sooner the ES is known
// to 10 basis points. Variances are squared standard errors, averaged over seeds; before anything is printed
// the values of every sampling must agree with plain sampling's within their errors. Times are processor
// times of one thread.
#include "faultline/compile.h"
#include "faultline/risk_report.h"
#include "faultline/simulate.h"

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr std::uint64_t compared_paths = 65'536;
constexpr double wanted_error = 0.001;
constexpr std::uint64_t first_paths = 4096;
constexpr std::uint64_t most_paths = std::uint64_t{1} << 21;
constexpr double errors_allowed = 4.5;

struct Subject {
  std::string name;
  std::string file;
  std::string portfolio;
};

const std::vector<Subject> subjects = {
    {"10 assets, 252 steps, no shocks", "/bench/sampling/diffusion.yaml", "equal"},
    {"3 assets, weekly, one curb", "/bench/sampling/curb.yaml", "core"},
    {"apple_alibaba_deal, conservative", "/scenarios/apple_alibaba_deal.yaml", "conservative"},
};
const std::vector<std::pair<std::string, Sampling>> samplings = {
    {"plain", Sampling::plain},
    {"antithetic", Sampling::antithetic},
    {"sobol", Sampling::sobol},
    {"integrated", Sampling::integrated},
};

CompiledScenario compiled(const Subject& subject, Sampling sampling) {
  Sources sources;
  const auto spec = read_scenario(FAULTLINE_SOURCE_DIR + subject.file, {}, sources);
  if (!spec) throw std::runtime_error("cannot read " + subject.file);
  auto model = validate(spec.value());
  if (!model) throw std::runtime_error("cannot validate " + subject.file);
  Model changed = model.value();
  changed.market.run.sampling = sampling;
  auto scenario = compile(changed);
  if (!scenario) throw std::runtime_error(scenario.diagnostics().items().front().message);
  return std::move(scenario).value();
}

Metric metric_of(const Outputs& outputs, const std::string& portfolio, MetricKind kind) {
  for (std::uint32_t s = 0; s < outputs.series.size(); ++s)
    if (outputs.series[s].name == portfolio)
      return {kind, portfolio, s, 0.99, outputs.run_horizon, std::nullopt, 0};
  throw std::runtime_error("no portfolio " + portfolio);
}

struct Measured {
  Estimate mean, var, es;
  double seconds = 0.0;
};

Measured measured(const CompiledScenario& scenario, const std::string& portfolio, std::uint64_t paths,
                  std::uint64_t seed) {
  const auto evaluated = [&](const Tally& tally, MetricKind kind) {
    return evaluate(metric_of(scenario.outputs, portfolio, kind), scenario.outputs, tally);
  };
  SimulateOptions options;
  options.seed = seed;
  options.paths = paths;
  options.threads = 1;
  const std::clock_t start = std::clock();
  Tally tally(scenario.outputs, {.planned_paths = paths});
  simulate(scenario, options, tally);
  Measured result;
  result.es = evaluated(tally, MetricKind::es);
  result.seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  result.mean = evaluated(tally, MetricKind::mean);
  result.var = evaluated(tally, MetricKind::var);
  return result;
}

/// Over the seeds: values, squared errors and time, each averaged.
struct Average {
  double mean = 0.0, var = 0.0, es = 0.0;
  double mean_variance = 0.0, var_variance = 0.0, es_variance = 0.0;
  double seconds = 0.0;
};

Average average(const CompiledScenario& scenario, const std::string& portfolio, std::uint64_t paths,
                unsigned seeds) {
  Average sum;
  const double share = 1.0 / seeds;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    const Measured at = measured(scenario, portfolio, paths, seed);
    sum.mean += share * at.mean.value;
    sum.var += share * at.var.value;
    sum.es += share * at.es.value;
    sum.mean_variance += share * at.mean.standard_error * at.mean.standard_error;
    sum.var_variance += share * at.var.standard_error * at.var.standard_error;
    sum.es_variance += share * at.es.standard_error * at.es.standard_error;
    sum.seconds += share * at.seconds;
  }
  return sum;
}

/// Processor time and paths at which the error of the ES comes to 10 basis points.
struct Reached {
  double seconds = 0.0, paths = 0.0;
};

Reached time_to_precision(const CompiledScenario& scenario, const std::string& portfolio, unsigned seeds) {
  Average before;
  for (std::uint64_t paths = first_paths;; paths *= 2) {
    const Average now = average(scenario, portfolio, paths, seeds);
    const double error = std::sqrt(now.es_variance);
    if (error <= wanted_error || paths >= most_paths) {
      if (paths == first_paths) return {now.seconds, static_cast<double>(paths)};
      const double error_before = std::sqrt(before.es_variance);
      // On a line through both in logarithms.
      const double share = std::log(error_before / wanted_error) / std::log(error_before / error);
      return {before.seconds * std::pow(now.seconds / before.seconds, share),
              0.5 * static_cast<double>(paths) * std::exp2(share)};
    }
    before = now;
  }
}

bool agree(double a, double variance_a, double b, double variance_b, unsigned seeds) {
  return std::fabs(a - b) <= errors_allowed * std::sqrt((variance_a + variance_b) / seeds);
}

int report(const Subject& subject, unsigned seeds) {
  Average plain;
  Reached plain_reached;
  for (const auto& [name, sampling] : samplings) {
    std::string row = fmt::format("| {} | {} |", subject.name, name);
    try {
      const CompiledScenario scenario = compiled(subject, sampling);
      const Average at = average(scenario, subject.portfolio, compared_paths, seeds);
      const Reached reached = time_to_precision(scenario, subject.portfolio, seeds);
      if (sampling == Sampling::plain) {
        plain = at;
        plain_reached = reached;
      }
      if (!agree(at.mean, at.mean_variance, plain.mean, plain.mean_variance, seeds) ||
          !agree(at.var, at.var_variance, plain.var, plain.var_variance, seeds) ||
          !agree(at.es, at.es_variance, plain.es, plain.es_variance, seeds)) {
        fmt::print(stderr, "{}: {} disagrees with plain sampling\n", subject.name, name);
        return EXIT_FAILURE;
      }
      row += fmt::format(" {:.3g} | {:.3g} | {:.3g} | {:.2f} | {:.0f} | {:.2g} ms | {:.3g} |",
                         plain.mean_variance / at.mean_variance, plain.var_variance / at.var_variance,
                         plain.es_variance / at.es_variance, at.seconds / plain.seconds, reached.paths,
                         1e3 * reached.seconds, plain_reached.seconds / reached.seconds);
    } catch (const std::runtime_error& error) {
      row += fmt::format(" {} | | | | | | |", error.what());
    }
    fmt::print("{}\n", row);
    std::fflush(stdout);
  }
  return EXIT_SUCCESS;
}

int run(unsigned seeds) {
  fmt::print(
      "| scenario | sampling | mean | VaR 99 % | ES 99 % | time per path | paths to 10 bp | time to 10 bp | "
      "sooner |\n|---|---|---|---|---|---|---|---|---|\n");
  for (const Subject& subject : subjects)
    if (const int status = report(subject, seeds); status != EXIT_SUCCESS) return status;
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace faultline

int main(int argc, char** argv) {
  const unsigned seeds = argc > 1 ? static_cast<unsigned>(std::strtoul(argv[1], nullptr, 10)) : 8;
  return faultline::run(seeds > 0 ? seeds : 8);
}
