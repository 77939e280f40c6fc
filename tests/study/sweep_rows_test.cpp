#include "faultline/sweep.h"
#include "study/scenario_points.h"
#include "study/sweep_store.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace faultline {
namespace {

const std::filesystem::path golden = std::filesystem::path(FAULTLINE_SOURCE_DIR) / "tests/study/golden";

std::string rows_of(const std::string& file, std::vector<SweepAxis> axes, std::vector<std::string> metrics) {
  SweepRequest request;
  request.file = golden / file;
  request.axes = std::move(axes);
  request.metrics = std::move(metrics);
  Sources sources;
  const Result<SweepResult> result = sweep(request, sources);
  EXPECT_TRUE(result) << to_text(result.diagnostics(), sources);
  std::string text;
  if (!result) return text;
  for (const SweepRow& row : result.value().rows)
    for (const Estimate& estimate : row.metrics)
      text += fmt::format("{} {} {}\n", estimate.value, estimate.standard_error, estimate.n);
  return text;
}

std::string rows_of_today() {
  return rows_of("medley.yaml", {parse_axis("rate=1/y,4/y"), parse_axis("assets.A.volatility=20%,40%")},
                 {"mean(core)", "es(core, 95%)", "drawdown(B, 90%)", "mean(C | signed)",
                  "prob(mood.is(tense))"}) +
         rows_of("steady.yaml", {parse_axis("assets.A.volatility=20%,40%")},
                 {"mean(core)", "drawdown(core, 90%)"});
}

/// Numbers that agree to 12 digits; the last ones belong to the C library.
void expect_same_numbers(const std::string& now, const std::string& then, const std::string& advice) {
  std::istringstream a(now), b(then);
  double x = 0.0, y = 0.0;
  std::size_t count = 0;
  while (a >> x && b >> y) {
    ++count;
    ASSERT_LE(std::abs(x - y), 1e-12 * std::max(std::abs(x), std::abs(y))) << advice;
  }
  EXPECT_EQ(count, 72u) << advice;
}

TEST(SweepRows, ChangeOnlyWithTheVersionOfTheResults) {
  const std::string name = fmt::format("sweep_rows_{}.txt", sweep_results_version);
  const std::string now = rows_of_today();
  std::ifstream file(golden / name);
  const std::string then{std::istreambuf_iterator<char>(file), {}};
  const std::string advice =
      "The rows of a sweep have changed. If that is wanted, raise sweep_results_version in "
      "sim/study/sweep_store.h, so "
      "that stores of older programs are refused, and keep these rows in "
      "tests/study/golden/sweep_rows_VERSION.txt "
      "in place of the old file:\n" +
      now;
  expect_same_numbers(now, then, advice);
}

/// On common random numbers the error of a 1 % change is at least 10 times below that of two runs on numbers
/// of their own, which is sqrt(2) times the error of one.
void expect_small_paired_error(const std::string& name, const std::string& from, const std::string& to) {
  Sources sources;
  const std::vector<std::string> metrics{"mean(conservative)", "es(conservative, 99%)", "mean(tactical)",
                                         "mean(BABA)"};
  const auto points =
      ScenarioPoints::read(FAULTLINE_SOURCE_DIR "/scenarios/apple_alibaba_deal.yaml", {}, metrics, sources);
  ASSERT_TRUE(points) << to_text(points.diagnostics(), sources);
  const auto before = points.value().at({{name, from}}, sources),
             after = points.value().at({{name, to}}, sources);
  ASSERT_TRUE(before);
  ASSERT_TRUE(after);
  const Tally first = run_variant(before.value(), 42, 20'000, 2),
              second = run_variant(after.value(), 42, 20'000, 2);
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const Estimate change = paired_difference(before.value(), first, after.value(), second, m);
    const double unpaired = std::hypot(metric_value(before.value(), first, m).standard_error,
                                       metric_value(after.value(), second, m).standard_error);
    EXPECT_LT(change.standard_error, unpaired / 10.0) << name << ": " << metrics[m];
  }
}

TEST(SweepRows, PairedErrorOfOnePercentOfTheDealIsTenTimesSmaller) {
  expect_small_paired_error("headline_rate", "5/y", "5.05/y");
  expect_small_paired_error("signing_rate", "0.9/y", "0.909/y");
  expect_small_paired_error("signed_BABA", "8%", "8.08%");
  expect_small_paired_error("assets.BABA.volatility.total", "41.7%", "42.117%");
}

}  // namespace
}  // namespace faultline
