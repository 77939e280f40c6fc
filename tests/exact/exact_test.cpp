#include "exact/cases.h"
#include "support/engine.h"
#include "support/scenario.h"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

namespace faultline {
namespace {

using testing::Check;
using testing::ExactCase;

constexpr std::uint64_t paths = 1'000'000;
constexpr std::uint64_t seed = 42;
constexpr double planted_bias = 0.02;

class EngineIsExact : public ::testing::TestWithParam<ExactCase> {};

std::string found(const Check& check, const Estimate& estimate) {
  return testing::describe(check) + ": " + std::to_string(estimate.value) + " +- " +
         std::to_string(estimate.standard_error) + ", exactly " + std::to_string(check.exact);
}

/// A bias of 2 % stands out when it is worth half as much again as the check allows.
bool sharp(const Check& check, const Estimate& estimate) {
  return planted_bias * std::abs(check.exact) >
         1.5 * testing::standard_errors_allowed * estimate.standard_error;
}

TEST_P(EngineIsExact, AndWouldShowABiasOfTwoPercent) {
  const ExactCase& exact = GetParam();
  const Model model = testing::model_of(exact.yaml);
  const testing::EngineColumns columns = testing::run_engine(model, seed, testing::path_numbers(0, paths));
  for (const Check& check : exact.checks) {
    ASSERT_TRUE(columns.contains(check.figure)) << check.figure;
    const Estimate estimate = testing::estimate_of(check, columns.at(check.figure));
    EXPECT_TRUE(testing::within(estimate, check.exact)) << found(check, estimate);
    if (check.blunt) continue;
    EXPECT_TRUE(sharp(check, estimate)) << "too few paths to show a bias; " << found(check, estimate);
    EXPECT_FALSE(testing::within(estimate, check.exact * (1.0 + planted_bias))) << found(check, estimate);
    EXPECT_FALSE(testing::within(estimate, check.exact * (1.0 - planted_bias))) << found(check, estimate);
  }
}

INSTANTIATE_TEST_SUITE_P(, EngineIsExact, ::testing::ValuesIn(testing::exact_cases()),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace faultline
