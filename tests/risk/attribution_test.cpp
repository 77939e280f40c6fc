#include "faultline/attribution.h"

#include "faultline/compile.h"
#include "support/scenario.h"

#include <cmath>

#include <gmock/gmock.h>

namespace faultline {
namespace {

using testing::model_of;

struct Split {
  CompiledScenario scenario;
  Attribution attribution;
  Estimate metric;
};

Split split(const std::string& yaml, std::uint64_t paths, int threads = 2,
            std::uint64_t kept_values = std::uint64_t{1} << 27) {
  const Model model = model_of(yaml);
  Result<CompiledScenario> compiled = compile(model);
  SimulateOptions options;
  options.paths = paths;
  options.threads = threads;
  Tally tally(compiled.value().outputs, {paths, kept_values});
  simulate(compiled.value(), options, tally);
  auto found = attribute(compiled.value(), options, tally);
  Split out{compiled.value(), found.value(), {}};
  out.metric = evaluate(*out.scenario.outputs.attribute, out.scenario.outputs, tally);
  return out;
}

double sum(const std::vector<Estimate>& estimates) {
  double total = 0.0;
  for (const Estimate& at : estimates) total += at.value;
  return total;
}

void expect_sums(const Split& found) {
  const Attribution& of = found.attribution;
  double rows = 0.0;
  std::vector<double> sources(of.sources.size());
  for (const Attribution::Row& row : of.rows) {
    EXPECT_NEAR(sum(row.by_source), row.total.value, 1e-12);
    rows += row.total.value;
    for (std::size_t s = 0; s < sources.size(); ++s) sources[s] += row.by_source[s].value;
  }
  for (std::size_t s = 0; s < sources.size(); ++s) EXPECT_NEAR(sources[s], of.by_source[s].value, 1e-12);
  EXPECT_NEAR(rows, found.metric.value, 1e-10);
  EXPECT_NEAR(sum(of.by_source), found.metric.value, 1e-10);
  EXPECT_NEAR(of.total.value, found.metric.value, 1e-10);
}

const Estimate& at(const Attribution& of, const std::string& source) {
  for (std::size_t s = 0; s < of.sources.size(); ++s)
    if (of.sources[s] == source) return of.by_source[s];
  throw std::out_of_range(source);
}

constexpr const char* everything = R"(
faultline: 1
title: everything at once
horizon: 12m
step: 1m
factors: {chips: {volatility: 20%}}
assets:
  A: {drift: 6%, volatility: 30%, betas: {chips: 1}}
  B: {drift: 4%, volatility: 25%}
shocks:
  curb:
    kind: arrivals
    rate: 2/y
    severity: exponential(1)
    impact: {A: -6% +- 3%, chips: -4%}
    fade: {share: 40%, half_life: 2m}
  tax: {kind: arrivals, rate: 0.5/y + 1/y * t / 1y, impact: {B: -5%}, priced_in: 50%}
  mood:
    kind: regimes
    initial: calm
    states:
      calm: {next: [{to: storm, hazard: 1/y}]}
      storm: {volatility: {A: 2, B: 1.5}, drift: {B: -10%}, next: [{to: calm, hazard: 4/y}]}
  use:
    kind: process
    initial: 70%
    target: 60%
    half_life: 6m
    volatility: 20%
    bounds: [0%, 100%]
    effect: {B: 0.3 * (level - 70%)}
  vote:
    kind: scheduled
    at: 5m
    outcomes:
      passed: {probability: 30%, impact: {B: -15%}}
      refused: {impact: {B: 3%}}
    priced_in: 100%
    while: {when: curb.count >= 2, drift: {A: -8%}}
portfolios:
  core: {weights: {A: 50%, B: 30%}, cash: 20%, cash_rate: 3%, rebalance: 3m, cost: 0.2%}
report:
  attribute: es(core, 95%)
)";

TEST(Attribution, OneShockWithoutVolatilityOwnsEverything) {
  const Split found = split(R"(
faultline: 1
horizon: 12m
step: 1m
assets: {A: {drift: 0%, volatility: 0}}
shocks: {hit: {kind: arrivals, rate: 2/y, severity: exponential(1), impact: {A: -10%}, fade: {share: 30%, half_life: 3m}}}
portfolios: {core: {weights: {A: 100%}}}
report:
  attribute: es(core, 99%)
)",
                            20'000);
  expect_sums(found);
  EXPECT_GT(found.metric.value, 0.2);
  EXPECT_NEAR(at(found.attribution, "hit").value, found.metric.value, 1e-12);
  EXPECT_NEAR(at(found.attribution, "market").value, 0.0, 1e-12);
  EXPECT_NEAR(at(found.attribution, "hit").standard_error / found.metric.standard_error, 1.0, 0.1);
}

TEST(Attribution, ADisturbedMotionBelongsToItsShock) {
  const Split found = split(R"(
faultline: 1
horizon: 12m
step: 1m
assets: {A: {drift: 0%, volatility: 0}}
shocks:
  slump:
    kind: phases
    initial: good
    phases:
      good: {next: [{to: bad, hazard: 1/y}]}
      bad: {while: {drift: {A: -30%}}}
portfolios: {core: {weights: {A: 100%}}}
report:
  attribute: es(core, 90%)
)",
                            10'000);
  expect_sums(found);
  EXPECT_GT(found.metric.value, 0.2);
  EXPECT_NEAR(at(found.attribution, "slump").value, found.metric.value, 1e-12);
}

TEST(Attribution, SumsToExpectedShortfall) {
  const Split found = split(everything, 30'000);
  expect_sums(found);
  EXPECT_EQ(found.attribution.rows.back().asset, "cash and costs");
  for (const char* source : {"curb", "tax", "mood", "use", "vote", "market"})
    EXPECT_GT(std::fabs(at(found.attribution, source).value), 1e-4) << source;
  EXPECT_NEAR(found.attribution.total.standard_error / found.metric.standard_error, 1.0, 0.1);
}

TEST(Attribution, SameBitsOnAnyThreads) {
  const Split one = split(everything, 9'000, 1), three = split(everything, 9'000, 3);
  for (std::size_t s = 0; s < one.attribution.by_source.size(); ++s)
    EXPECT_EQ(one.attribution.by_source[s].value, three.attribution.by_source[s].value);
}

TEST(Attribution, SecondPassFindsTheTailThatHistogramsDoNotKeep) {
  const Split kept = split(everything, 20'000), passed = split(everything, 20'000, 2, 1);
  for (std::size_t s = 0; s < kept.attribution.by_source.size(); ++s)
    EXPECT_EQ(kept.attribution.by_source[s].value, passed.attribution.by_source[s].value);
}

TEST(Attribution, ValueAtRiskSumsToo) {
  std::string yaml = everything;
  yaml.replace(yaml.find("es(core"), 2, "var");
  expect_sums(split(yaml, 20'000));
}

/// Two independent assets of normal returns: C_i = w_i^2 s_i^2 / s_p * factor for normal losses, the factor
/// phi(z)/(1 - c) for ES and z for VaR; small volatilities keep lognormal returns near normal ones. Errors:
/// the spread of values over independent runs is what the error says.
class SampledAttribution : public ::testing::TestWithParam<Sampling> {};

void expect_gaussian_contributions(const std::string& metric, double factor, Sampling sampling) {
  const std::string yaml = R"(
faultline: 1
horizon: 12m
assets: {A: {drift: 0%, volatility: 0.02%}, B: {drift: 0%, volatility: 0.01%}}
portfolios: {core: {weights: {A: 50%, B: 50%}}}
report:
  attribute: )" + metric;
  const Model model = model_of(yaml);
  Result<CompiledScenario> compiled = compile(model);
  compiled.value().outputs.sampling = sampling;
  const double sd = 0.5 * std::hypot(0.0002, 0.0001);
  const double truth[] = {0.25 * 4e-8 / sd * factor, 0.25 * 1e-8 / sd * factor, sd * factor};
  constexpr int runs = 150;
  double chi[] = {0.0, 0.0, 0.0}, mean[] = {0.0, 0.0, 0.0}, error[] = {0.0, 0.0, 0.0};
  for (int run = 0; run < runs; ++run) {
    SimulateOptions options;
    options.seed = 100 + static_cast<std::uint64_t>(run);
    options.paths = 8'000;
    Tally tally(compiled.value().outputs, {options.paths});
    simulate(compiled.value(), options, tally);
    const Attribution found = attribute(compiled.value(), options, tally).value();
    for (std::size_t i = 0; i < 3; ++i) {
      const Estimate& cell = i < 2 ? found.rows[i].total : found.total;
      chi[i] += std::pow((cell.value - truth[i]) / cell.standard_error, 2) / runs;
      mean[i] += cell.value / runs;
      error[i] += cell.standard_error / runs;
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(mean[i], truth[i], 4.5 * error[i] / std::sqrt(runs)) << metric << ' ' << i;
    EXPECT_NEAR(chi[i], 1.0, 4.5 * std::sqrt(2.0 / runs)) << metric << ' ' << i;
    ::testing::Test::RecordProperty(metric + " chi" + std::to_string(i), std::to_string(chi[i]));
    ::testing::Test::RecordProperty(metric + " error" + std::to_string(i), std::to_string(1e7 * error[i]));
  }
}

constexpr double z95 = 1.6448536269514722;

TEST_P(SampledAttribution, GaussianContributionsToEsAndTheirErrors) {
  const double density = std::exp(-0.5 * z95 * z95) / std::sqrt(2.0 * 3.14159265358979323846);
  expect_gaussian_contributions("es(core, 95%)", density / 0.05, GetParam());
}

TEST_P(SampledAttribution, GaussianContributionsToVarAndTheirErrors) {
  expect_gaussian_contributions("var(core, 95%)", z95, GetParam());
}

INSTANTIATE_TEST_SUITE_P(, SampledAttribution,
                         ::testing::Values(Sampling::plain, Sampling::antithetic, Sampling::sobol),
                         [](const auto& instance) {
                           return std::string(instance.param == Sampling::plain        ? "Plain"
                                              : instance.param == Sampling::antithetic ? "Antithetic"
                                                                                       : "Sobol");
                         });

}  // namespace
}  // namespace faultline
