#include "faultline/sweep.h"

#include "study/scenario_points.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include <gmock/gmock.h>

namespace faultline {
namespace {

using testing::ElementsAre;

constexpr const char* share = R"(
faultline: 1
title: One share
horizon: 12m
step: 3m
parameters: {growth: 7%}
assets: {A: {drift: growth, volatility: 20%}}
run: {paths: 20000}
)";

class SweepTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::path(testing::TempDir()) /
                 testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
    request_.file = directory_ / "share.yaml";
    std::ofstream(request_.file) << share;
    request_.axes = {parse_axis("growth=0%:10%:3"), parse_axis("assets.A.volatility=10%,30%")};
    request_.metrics = {"mean(A)", "es(A, 95%)"};
    request_.threads = 2;
  }

  SweepResult run() {
    Sources sources;
    const Result<SweepResult> result = sweep(request_, sources);
    EXPECT_TRUE(result) << to_text(result.diagnostics(), sources);
    return result ? result.value() : SweepResult{};
  }

  std::filesystem::path directory_;
  SweepRequest request_;
};

void expect_same_rows(const SweepResult& a, const SweepResult& b) {
  ASSERT_EQ(a.rows.size(), b.rows.size());
  for (std::size_t r = 0; r < a.rows.size(); ++r) {
    EXPECT_EQ(a.rows[r].values, b.rows[r].values);
    for (std::size_t m = 0; m < a.metrics.size(); ++m) {
      EXPECT_EQ(a.rows[r].metrics[m].value, b.rows[r].metrics[m].value);
      EXPECT_EQ(a.rows[r].metrics[m].standard_error, b.rows[r].metrics[m].standard_error);
      EXPECT_EQ(a.rows[r].metrics[m].n, b.rows[r].metrics[m].n);
    }
  }
}

TEST(SweepAxis, KeepsUnits) {
  EXPECT_THAT(parse_axis("x=10%:30%:3").values, ElementsAre("10%", "20%", "30%"));
  EXPECT_THAT(parse_axis("x=log:0.5/y:8/y:5").values, ElementsAre("0.5/y", "1/y", "2/y", "4/y", "8/y"));
  EXPECT_THAT(parse_axis("x=0:0.3:4").values, ElementsAre("0", "0.1", "0.2", "0.3"));
  EXPECT_THAT(parse_axis("x=normal(0, 1), 3%").values, ElementsAre("normal(0, 1)", "3%"));
  EXPECT_TRUE(parse_axis("x=1mo:9mo").values.empty());
}

TEST(SweepAxis, RefusesWhatIsNoAxis) {
  for (const char* text :
       {"x", "=1:2:3", "x=1:2:0", "x=1:2:3:4", "x=log:0:2:3", "x=1%:2/y:3", "x=a:b:3", "x=1,,2"})
    EXPECT_THROW(parse_axis(text), SweepRequestError) << text;
}

TEST(SweepDesign, GridAndOneAtATime) {
  const std::vector<SweepAxis> axes{parse_axis("x=1,2"), parse_axis("y=3,4,5")};
  const auto grid = sweep_points(SweepDesign::grid, axes, 1, 1);
  ASSERT_EQ(grid.size(), 6u);
  EXPECT_THAT(grid[1], ElementsAre("1", "4"));
  const auto alone = sweep_points(SweepDesign::oat, axes, 1, 1);
  ASSERT_EQ(alone.size(), 6u);
  EXPECT_THAT(alone[0], ElementsAre(std::nullopt, std::nullopt));
  EXPECT_THAT(alone[3], ElementsAre(std::nullopt, "3"));
}

TEST(SweepDesign, LatinHypercubeAndSobolFillEveryStratumOnce) {
  const std::vector<SweepAxis> axes{parse_axis("x=0:16"), parse_axis("y=0:16"), parse_axis("z=0:16")};
  for (const SweepDesign design : {SweepDesign::lhs, SweepDesign::sobol}) {
    const auto points = sweep_points(design, axes, 16, 5);
    for (std::size_t a = 0; a < axes.size(); ++a) {
      std::set<int> strata;
      for (const SweepPoint& point : points) strata.insert(static_cast<int>(std::stod(*point[a])));
      EXPECT_EQ(strata.size(), design == SweepDesign::lhs ? 16u : strata.size());
      EXPECT_GE(strata.size(), 15u);
    }
  }
}

TEST_F(SweepTest, MeansAreThoseOfTheLognormal) {
  const SweepResult result = run();
  ASSERT_EQ(result.rows.size(), 6u);
  const double growth[] = {0.0, 0.0, 0.05, 0.05, 0.1, 0.1};
  for (std::size_t r = 0; r < 6; ++r) {
    const Estimate mean = result.rows[r].metrics[0];
    EXPECT_LT(std::abs(mean.value - std::expm1(growth[r])), 4.0 * mean.standard_error);
    EXPECT_NEAR(mean.standard_error, std::exp(growth[r]) * (r % 2 == 0 ? 0.1 : 0.3) / std::sqrt(20000.0),
                2e-4);
  }
}

TEST_F(SweepTest, StoreGoesOnAndShardsMerge) {
  const SweepResult whole = run();
  request_.store = directory_ / "a.sqlite";
  request_.shards = 2;
  EXPECT_EQ(run().rows.size(), 3u);
  request_.store = directory_ / "b.sqlite";
  request_.shard = 2;
  EXPECT_EQ(run().rows.size(), 3u);
  const MergeResult merged =
      merge_stores(directory_ / "all.sqlite", {directory_ / "a.sqlite", directory_ / "b.sqlite"});
  EXPECT_EQ(merged.present, 6u);
  EXPECT_EQ(merged.points, 6u);
  request_.store = directory_ / "all.sqlite";
  request_.shard = request_.shards = 1;
  const SweepResult again = run();
  EXPECT_EQ(again.reused, 6u);
  expect_same_rows(whole, again);
}

TEST_F(SweepTest, StoppedSweepGoesOn) {
  const SweepResult whole = run();
  request_.store = directory_ / "a.sqlite";
  std::size_t finished = 0;
  request_.progress = [&](std::size_t done, std::size_t) { finished = done; };
  request_.stopped = [&] { return finished >= 2; };
  const SweepResult part = run();
  EXPECT_FALSE(part.complete);
  EXPECT_LT(part.rows.size(), 6u);
  request_.stopped = nullptr;
  expect_same_rows(whole, run());
}

TEST_F(SweepTest, RefusesTheStoreOfAnotherSweep) {
  request_.store = directory_ / "a.sqlite";
  run();
  Sources sources;
  const SweepRequest first = request_;
  request_.seed = 7;
  EXPECT_THROW(sweep(request_, sources), StoreMismatch);
  request_ = first;
  request_.metrics = {"mean(A)"};
  EXPECT_THROW(sweep(request_, sources), StoreMismatch);
  request_ = first;
  std::ofstream(request_.file, std::ios::app) << "# another version\n";
  EXPECT_THROW(sweep(request_, sources), StoreMismatch);
  std::ofstream(directory_ / "text.sqlite") << std::string(5000, 'x');
  request_.store = directory_ / "text.sqlite";
  EXPECT_THROW(sweep(request_, sources), StoreMismatch);
  request_.store = directory_ / "missing" / "a.sqlite";
  EXPECT_THROW(sweep(request_, sources), StoreError);
}

TEST_F(SweepTest, AValueThatIsRefusedIsFoundBeforeAnythingRuns) {
  request_.axes = {parse_axis("assets.A.volatility=10%,-30%")};
  request_.progress = [](std::size_t, std::size_t) { FAIL() << "a point ran"; };
  Sources sources;
  EXPECT_FALSE(sweep(request_, sources));
}

TEST_F(SweepTest, PairedErrorOfASmallChangeIsSmall) {
  Sources sources;
  const std::vector<std::string> metrics{"mean(A)", "es(A, 95%)", "prob(A, loss >= 10%)", "sd(A)"};
  const auto points = ScenarioPoints::read(request_.file, {}, metrics, sources);
  ASSERT_TRUE(points);
  const StudyScenario& base = points.value().base();
  const auto moved = points.value().at({{"growth", "7.07%"}}, sources);
  ASSERT_TRUE(moved);
  const Tally before = run_variant(base, 42, 20000, 1), after = run_variant(moved.value(), 42, 20000, 1);
  const Estimate mean = paired_difference(base, before, moved.value(), after, 0);
  EXPECT_LT(std::abs(mean.value - (std::exp(0.0707) - std::exp(0.07))), 4.0 * mean.standard_error);
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const Estimate change = paired_difference(base, before, moved.value(), after, m);
    EXPECT_LT(change.standard_error, metric_value(base, before, m).standard_error * std::sqrt(2.0) / 10.0)
        << metrics[m];
  }
}

}  // namespace
}  // namespace faultline
