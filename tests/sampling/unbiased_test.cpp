#include "exact/cases.h"
#include "sampling/two_assets.h"
#include "support/engine.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

constexpr double errors_allowed = 4.5;

// Every kind of shock, against figures computed without the simulator. Errors are those of independent paths:
// a little more for pairs, which can at worst double a variance; far less is true for quasi-random points.
TEST(Sampling, IsUnbiasedInEveryExactCase) {
  for (const Sampling sampling : {Sampling::antithetic, Sampling::sobol})
    for (const ExactCase& exact : exact_cases()) {
      Model model = model_of(exact.yaml);
      model.market.run.sampling = sampling;
      const EngineColumns columns = run_engine(model, 42, path_numbers(0, 1u << 17));
      for (const Check& check : exact.checks) {
        const Estimate estimate = estimate_of(check, columns.at(check.figure));
        const double allowed = std::sqrt(sampling == Sampling::antithetic ? 2.0 : 1.0) * errors_allowed;
        EXPECT_LE(distance(estimate, check.exact), allowed)
            << exact.name << ", " << describe(check) << ": " << estimate.value << " +- "
            << estimate.standard_error << ", exactly " << check.exact;
      }
    }
}

class GroupedFigures : public ::testing::TestWithParam<Sampling> {};

// With the errors the report gives; and a bias of 2 % of the price would show in every mean.
TEST_P(GroupedFigures, AreWithinTheirErrorsAndWouldShowABias) {
  SimulateOptions options;
  options.paths = 1u << 19;
  const Named truth = truths();
  for (const auto& [name, estimate] : estimates_of(run_report(compiled(two_assets, GetParam()), options))) {
    const double exact = truth.at(name);
    EXPECT_LE(std::fabs(estimate.value - exact), errors_allowed * estimate.standard_error)
        << name << ": " << estimate.value << " +- " << estimate.standard_error << ", exactly " << exact;
    if (name == "A mean" || name == "B mean") {
      const double biased = 1.02 * (1.0 + exact) - 1.0;
      EXPECT_GT(std::fabs(estimate.value - biased), 3.0 * errors_allowed * estimate.standard_error) << name;
    }
    if (name == "count" || name == "any") {
      EXPECT_GT(0.02 * exact, 1.5 * errors_allowed * estimate.standard_error) << name;
    }
  }
}

std::string named(const ::testing::TestParamInfo<Sampling>& info) {
  return info.param == Sampling::antithetic ? "Antithetic" : "Sobol";
}

INSTANTIATE_TEST_SUITE_P(, GroupedFigures, ::testing::Values(Sampling::antithetic, Sampling::sobol), named);

}  // namespace
}  // namespace faultline::testing
