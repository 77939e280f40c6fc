// What a program can ask of the studies, and no command line would.
#include "faultline/reverse.h"
#include "faultline/scenario_diff.h"
#include "faultline/sensitivity.h"
#include "faultline/sweep.h"
#include "reverse_support.h"

#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

namespace faultline {
namespace {

using testing::ScenarioFile;

constexpr const char* market = R"(
parameters: {growth: {value: 7%, range: [2%, 12%]}}
assets: {A: {drift: growth, volatility: 20%}}
shocks: {curb: {kind: arrivals, rate: 1/y, impact: {A: -5% +- 2%}}}
)";

TEST(Requests, ShardsCountFromOne) {
  SweepRequest request;
  request.axes = {parse_axis("growth=1%,2%,3%")};
  request.metrics = {"mean(A)"};
  request.paths = 100;
  const auto asked = [&](std::uint32_t shard, std::uint32_t shards) {
    request.shard = shard;
    request.shards = shards;
    return ScenarioFile(market).run(
        [&](const auto& file, const auto&, const SweepRequest& wanted, Sources& sources) {
          SweepRequest at = wanted;
          at.file = file;
          return sweep(at, sources);
        },
        request);
  };
  EXPECT_EQ(asked(2, 2).rows.size(), 1u);
  EXPECT_THROW(asked(0, 1), SweepRequestError);
  EXPECT_THROW(asked(2, 1), SweepRequestError);
  EXPECT_THROW(asked(0, 0), SweepRequestError);
  EXPECT_THROW(asked(1, 0), SweepRequestError);
  request.paths = 0;
  EXPECT_THROW(asked(1, 1), SweepRequestError);
}

TEST(Requests, AnAxisHasValues) {
  SweepAxis axis;
  axis.name = "growth";
  for (const SweepDesign design : {SweepDesign::grid, SweepDesign::oat, SweepDesign::lhs, SweepDesign::sobol})
    EXPECT_THROW(sweep_points(design, {axis}, 4, 1), SweepRequestError);
}

class SensitivityRequests : public ::testing::Test {
 protected:
  SensitivityOptions options;
  ScenarioFile file{market};

  template <class Study>
  void expect_refused(const Study& study) {
    EXPECT_THROW(file.run(study, options), std::invalid_argument);
  }
};

TEST_F(SensitivityRequests, NeedPaths) {
  options.paths = 0;
  expect_refused(tornado);
  expect_refused(sobol_study);
  expect_refused(gradient);
}

TEST_F(SensitivityRequests, NeedAStepBetweenNothingAndAll) {
  for (const double step : {0.0, -0.1, 1.0, std::nan("")}) {
    options.step = step;
    expect_refused(gradient);
  }
}

TEST_F(SensitivityRequests, NeedAsManyRowsAsIndicesRestOn) {
  for (const std::size_t rows : {std::size_t{0}, std::size_t{7}, std::size_t{65'537}}) {
    options.rows = rows;
    expect_refused(sobol_study);
  }
}

TEST_F(SensitivityRequests, OfOnePathHaveNoErrors) {
  options.paths = 1;
  options.rows = 8;
  const Tornado found = file.run(tornado, options);
  ASSERT_FALSE(found.metrics.empty());
  EXPECT_TRUE(found.metrics[0].base.exists());
  EXPECT_TRUE(std::isnan(found.metrics[0].base.standard_error));
  EXPECT_NO_THROW(file.run(sobol_study, options));
  EXPECT_NO_THROW(file.run(gradient, options));
}

TEST(Requests, AComparisonNeedsPaths) {
  Sources sources;
  const std::string text = std::string("faultline: 1\nhorizon: 1y\nstep: 1m\n") + market;
  const auto a = parse_scenario(text, "a.yaml", {}, sources);
  const auto b = parse_scenario(text, "b.yaml", {{{"growth", "3%"}}, {}, false}, sources);
  ASSERT_TRUE(a && b);
  DiffOptions options;
  options.paths = 0;
  EXPECT_THROW(diff_scenarios(a.value(), b.value(), options, sources), std::invalid_argument);
  options.paths = 1;
  EXPECT_TRUE(diff_scenarios(a.value(), b.value(), options, sources));
}

TEST(Requests, ALossIsPositive) {
  const ScenarioFile file(market);
  ReverseOptions options;
  for (const double loss : {0.0, -0.1, std::nan(""), static_cast<double>(INFINITY)}) {
    options.loss = loss;
    for (const bool drawdown : {false, true}) {
      options.drawdown = drawdown;
      EXPECT_THROW(file.run(reverse_loss, options), std::invalid_argument) << loss;
    }
  }
}

TEST(Requests, OnePathIsEnoughToBeRun) {
  const ScenarioFile file(market);
  ReverseOptions options;
  options.run.paths = 1;
  EXPECT_EQ(file.run(reverse_loss, options).paths, 1u);
  BeliefOptions belief;
  belief.limits = {"es(A, 95%) <= 30%"};
  belief.run.paths = 1;
  EXPECT_EQ(file.run(reverse_belief, belief).paths, 1u);
}

}  // namespace
}  // namespace faultline
