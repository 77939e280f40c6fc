#include "faultline/sensitivity.h"
#include "study/scenario_points.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

const std::string deal = FAULTLINE_SOURCE_DIR "/scenarios/apple_alibaba_deal.yaml";
constexpr std::uint64_t paths = 40'000;

/// (m(to) - m(from)) / (to - from) on common random numbers, with the paired error.
Estimate central_difference(const ScenarioPoints& points, std::size_t metric, const Slope& slope) {
  Sources sources;
  const auto at = [&](double value) {
    return points.at({{slope.parameter, setting_text(value, slope.unit)}}, sources);
  };
  const auto from = at(slope.value - slope.step), to = at(slope.value + slope.step);
  EXPECT_TRUE(from);
  EXPECT_TRUE(to);
  const Tally below = run_variant(from.value(), 42, paths, 2), above = run_variant(to.value(), 42, paths, 2);
  Estimate change = paired_difference(from.value(), below, to.value(), above, metric);
  change.value /= 2.0 * slope.step;
  change.standard_error /= 2.0 * slope.step;
  return change;
}

/// One run that moves all parameters at once finds what two runs of each find.
TEST(Gradient, AgreesWithCentralDifferencesOfTheDeal) {
  SensitivityOptions options;
  options.metrics = {"mean(tactical)", "es(conservative, 95%)"};
  options.parameters = {"headline_rate", "signing_rate", "signed_BABA"};
  options.paths = paths;
  options.threads = 2;
  Sources sources;
  const Result<Gradient> found = gradient(deal, {}, options, sources);
  ASSERT_TRUE(found) << to_text(found.diagnostics(), sources);
  const auto points = ScenarioPoints::read(deal, {}, options.metrics, sources);
  ASSERT_TRUE(points);
  for (std::size_t m = 0; m < options.metrics.size(); ++m) {
    ASSERT_EQ(found.value().metrics[m].slopes.size(), 3u);
    for (const Slope& slope : found.value().metrics[m].slopes) {
      const Estimate difference = central_difference(points.value(), m, slope);
      EXPECT_LE(std::abs(slope.derivative.value - difference.value),
                4.0 * std::hypot(slope.derivative.standard_error, difference.standard_error))
          << options.metrics[m] << " by " << slope.parameter << ": " << slope.derivative.value << " +- "
          << slope.derivative.standard_error << ", " << difference.value << " +- "
          << difference.standard_error;
    }
  }
}

}  // namespace
}  // namespace faultline
