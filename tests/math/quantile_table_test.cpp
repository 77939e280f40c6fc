#include "math/quantile_table.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

TEST(QuantileTable, AgreesWithTheLaw) {
  const std::vector<Distribution> laws = {
      Distribution::pert(-0.6, -0.2, 0.1),
      Distribution::pert(0.0, 0.0, 1.0),
      Distribution::pert(0.0, 1.0, 1.0),
      Distribution::beta(1.0, 1.0),
      Distribution::beta(20.0, 3.0),
      Distribution::gamma(1.0, 2.0),
      Distribution::gamma(30.0, 1.0),
      Distribution::gamma(2.0, 1.0).truncated(0.0, 6.0),
      Distribution::pert(-0.6, -0.2, 0.1).truncated(-0.5, 0.0),
  };
  for (const Distribution& law : laws) {
    const QuantileTable table(law);
    ASSERT_TRUE(table.tabulated());
    const double sd = std::sqrt(law.variance());
    double worst = 0.0;
    std::vector<double> uniforms{0x1p-53, 1e-12, 1e-6, 1.0 - 1e-6, 1.0 - 1e-12, 1.0 - 0x1p-53};
    for (int i = 0; i < 3000; ++i) uniforms.push_back((i + 0.5) / 3000.0);
    for (const double u : uniforms) worst = std::max(worst, std::abs(table(u) - law.quantile(u)) / sd);
    EXPECT_LT(worst, 1e-8) << name_of(law.family());
  }
}

TEST(QuantileTable, PassesOtherLawsThrough) {
  const QuantileTable table(Distribution::normal(1.0, 2.0));
  EXPECT_FALSE(table.tabulated());
  EXPECT_EQ(table(0.3), table.law().quantile(0.3));
}

}  // namespace
}  // namespace faultline
