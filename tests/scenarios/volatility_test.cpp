// Shocks are part of the calibrated volatility, not on top of it.

#include "scenarios/scenario_files.h"

#include <cmath>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

constexpr std::uint64_t paths = 1 << 14;

/// The volatility of the logarithmic return that a lognormal with these moments of the simple return has.
double log_volatility(const Moments& moments) {
  const double ratio = moments.sd / (1.0 + moments.mean);
  return std::sqrt(std::log1p(ratio * ratio));
}

/// One-year volatilities of all assets, whatever the file reports.
RiskReport run_for_volatility(const std::string& name) {
  Sources sources;
  ScenarioSpec spec = spec_of(name, sources);
  remove(spec.root, "report");
  remove(spec.root, "limits");
  return run(spec, sources, paths);
}

class Volatility : public ::testing::TestWithParam<std::string> {};

TEST_P(Volatility, OfOneYearLiesWithin20PercentOfTheCalibrated) {
  const bool latest = GetParam() == "us_china_tech_2026";
  const RiskReport base = run_for_volatility(latest ? "base/us_china_tech_3y" : "base/us_china_tech");
  const RiskReport with_shocks = run_for_volatility(GetParam());
  for (const SeriesReport& series : base.series) {
    const double calibrated = log_volatility(moments_of(base, series.name));
    const double simulated = log_volatility(moments_of(with_shocks, series.name));
    EXPECT_NEAR(simulated / calibrated, 1.0, 0.2) << series.name;
  }
}

std::string label(const ::testing::TestParamInfo<std::string>& info) {
  return info.param;
}

INSTANTIATE_TEST_SUITE_P(All, Volatility, ::testing::ValuesIn(scenario_names()), label);

}  // namespace
}  // namespace faultline::testing
