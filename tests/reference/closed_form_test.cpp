#include "exact/cases.h"
#include "reference/reference.h"
#include "support/scenario.h"

#include <gtest/gtest.h>

// The reference simulator against exact values: what the page means, checked without the engine.

namespace faultline {
namespace {

using testing::Check;
using testing::ExactCase;

constexpr std::uint64_t paths = 10'000;
constexpr std::uint64_t seed = 20250213;

class ReferenceIsExact : public ::testing::TestWithParam<ExactCase> {};

TEST_P(ReferenceIsExact, WithinStandardErrors) {
  const ExactCase& exact = GetParam();
  const Model model = testing::model_of(exact.yaml);
  std::vector<std::vector<double>> samples(exact.checks.size());
  for (std::uint64_t path = 0; path < paths; ++path) {
    const reference::ReferenceResult result = reference::simulate_reference(model, seed, path);
    for (std::size_t i = 0; i < exact.checks.size(); ++i)
      samples[i].push_back(result.at(exact.checks[i].figure));
  }
  for (std::size_t i = 0; i < exact.checks.size(); ++i) {
    const Estimate estimate = testing::estimate_of(exact.checks[i], samples[i]);
    EXPECT_TRUE(testing::within(estimate, exact.checks[i].exact))
        << testing::describe(exact.checks[i]) << ": " << estimate.value << " +- " << estimate.standard_error
        << ", exactly " << exact.checks[i].exact;
  }
}

INSTANTIATE_TEST_SUITE_P(, ReferenceIsExact, ::testing::ValuesIn(testing::exact_cases()),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace faultline
