#include "sampling/two_assets.h"

#include <vector>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

constexpr unsigned runs = 400;
constexpr std::uint64_t paths = 16'384;

/// 95 % intervals, value +- 1.96 standard errors, hold the truth in about 95 % of many runs. Errors from 32
/// scramblings are themselves known to 13 %, which alone takes 1 % off.
void expect_coverage(Sampling sampling, double least, double most) {
  const CompiledScenario scenario = compiled(two_assets, sampling);
  const Named truth = truths();
  std::map<std::string, unsigned> covered;
  for (unsigned run = 0; run < runs; ++run) {
    SimulateOptions options;
    options.seed = 7000 + run;
    options.paths = paths;
    for (const auto& [name, estimate] : estimates_of(run_report(scenario, options))) {
      ASSERT_TRUE(truth.contains(name)) << name;
      covered[name] += std::fabs(estimate.value - truth.at(name)) <= 1.96 * estimate.standard_error;
    }
  }
  ASSERT_EQ(covered.size(), truth.size());
  for (const auto& [name, hits] : covered) {
    const double share = static_cast<double>(hits) / runs;
    ::testing::Test::RecordProperty(name, std::to_string(share));
    EXPECT_GE(share, least) << name;
    EXPECT_LE(share, most) << name;
  }
}

TEST(SamplingCoverage, Plain) {
  expect_coverage(Sampling::plain, 0.91, 0.985);
}
TEST(SamplingCoverage, Antithetic) {
  expect_coverage(Sampling::antithetic, 0.91, 0.985);
}

TEST(SamplingCoverage, Sobol) {
  expect_coverage(Sampling::sobol, 0.90, 0.985);
}

}  // namespace
}  // namespace faultline::testing
