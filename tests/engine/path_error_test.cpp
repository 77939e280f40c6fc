#include "faultline/compile.h"
#include "faultline/run_error.h"
#include "faultline/simulate.h"
#include "support/scenario.h"

#include <atomic>
#include <cmath>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace faultline {
namespace {

RunError error_of(const std::string& yaml, std::size_t block_paths, int threads) {
  const auto scenario = compile(testing::model_of(yaml));
  SimulateOptions options;
  options.paths = 2 * leaf_paths;
  options.block_paths = block_paths;
  options.threads = threads;
  Tally tally(scenario.value().outputs, {options.paths, 1ull << 27});
  try {
    simulate(scenario.value(), options, tally);
  } catch (const RunError& error) {
    return error;
  }
  throw std::runtime_error("the run did not end");
}

const std::string head = R"(faultline: 1
title: t
horizon: 12m
step: 1m
assets: {AAA: {drift: 0%, volatility: 60%}}
shocks:
)";

TEST(PathError, ANegativeRateNamesPathTimeAndFieldWhateverTheBlocks) {
  const std::string yaml = head + R"(  curb:
    kind: arrivals
    rate: 1/y * (1 + 1.4 * AAA.return)
    impact: {AAA: 0%}
)";
  const RunError first = error_of(yaml, 128, 1);
  EXPECT_EQ(first.field, "shocks.curb.rate");
  EXPECT_LT(first.value, 0.0);
  for (const std::size_t block : {1u, 64u, 500u}) {
    const RunError again = error_of(yaml, block, 2);
    EXPECT_EQ(again.path, first.path);
    EXPECT_EQ(again.time, first.time);
    EXPECT_EQ(again.value, first.value);
  }
}

TEST(PathError, ALawWhoseDrawnArgumentsDoNotFitEndsTheRun) {
  const auto complaint = [](const std::string& parameters, const std::string& shock) {
    const std::string yaml = "faultline: 1\nparameters: {" + parameters + "}\n" +
                             head.substr(head.find('\n') + 1) + "  s: {" + shock + "}\n";
    const RunError first = error_of(yaml, 128, 1), again = error_of(yaml, 7, 2);
    EXPECT_EQ(first.path, again.path);
    EXPECT_TRUE(std::isnan(first.value));
    EXPECT_EQ(first.text().find(first.complaint + " on path "), 0u) << first.text();
    return first.field + ": " + first.complaint;
  };
  EXPECT_EQ(complaint("low: 'uniform(0, 1.2)', x: 'uniform(low, 1)'", "kind: arrivals, rate: x / 1y"),
            "parameters.x: lo must be less than hi");
  EXPECT_EQ(complaint("spread: 'uniform(-0.1%, 4%)'",
                      "kind: arrivals, rate: 1/y, impact: {AAA: 'normal(0, spread)'}"),
            "shocks.s.impact.AAA: sd must not be negative");
}

TEST(PathError, ADrawnRateIsCheckedWhereTheExpressionComesDownToTheParameter) {
  for (const char* rate : {"p * 1/y", "(p + 0) / 1y", "if(1, p, 0) / 1y"}) {
    const RunError error =
        error_of("faultline: 1\nparameters: {p: 0.5 +- 0.3}\n" + head.substr(head.find('\n') + 1) +
                     "  s: {kind: arrivals, rate: '" + rate + "'}\n",
                 128, 1);
    EXPECT_EQ(error.field, "shocks.s.rate");
    EXPECT_LT(error.value, 0.0);
  }
}

TEST(PathError, AnExcitationThatNeverEndsEndsTheRun) {
  const RunError error =
      error_of("faultline: 1\nparameters: {j: 'uniform(4/y, 9/y)'}\n" + head.substr(head.find('\n') + 1) +
                   "  s: {kind: arrivals, rate: 1/y, excitation: {jump: j, half_life: 1m}}\n",
               128, 1);
  EXPECT_EQ(error.field, "shocks.s.excitation (jump * half_life / ln 2)");
  EXPECT_GE(error.value, 1.0);
}

TEST(PathError, WhateverEndsOneWorkerEndsAll) {
  const auto scenario = compile(testing::model_of(head + "  s: {kind: arrivals, rate: 1/y}\n"));
  SimulateOptions options;
  options.paths = 1000 * leaf_paths;
  options.threads = 4;
  std::atomic<int> leaves{0};
  options.progress = [&](std::uint64_t) {
    ++leaves;
    throw std::runtime_error("enough");
  };
  Tally tally(scenario.value().outputs, {options.paths, 1});
  EXPECT_THROW(simulate(scenario.value(), options, tally), std::runtime_error);
  EXPECT_LE(leaves, options.threads);
}

TEST(PathError, AProbabilityAboveOneEndsTheRun) {
  const RunError error = error_of(head + R"(  many: {kind: arrivals, rate: 3/y}
  child:
    kind: arrivals
    upon: [{shock: many, chance: 0.3 * many.count}]
)",
                                  128, 1);
  EXPECT_EQ(error.field, "shocks.child.upon[0].chance");
  EXPECT_GT(error.value, 1.0);
}

TEST(PathError, NotANumberEndsTheRunWhereItShows) {
  const RunError error = error_of(head + R"(  curb:
    kind: arrivals
    rate: 1/y
  echo:
    kind: arrivals
    rate: if(0 * curb.first / 1y >= 0, 1/y, 2/y)
)",
                                  128, 1);
  EXPECT_EQ(error.field, "shocks.echo.rate");
  EXPECT_TRUE(std::isnan(error.value));
}

TEST(PathError, TheSideOfIfThatIsNotTakenIsNotEvaluated) {
  const auto scenario = compile(testing::model_of(head + R"(  curb: {kind: arrivals, rate: 1/y}
  echo:
    kind: arrivals
    rate: if(curb.any, if(0 * curb.first / 1y >= 0, 1/y, 2/y), 1/y)
)"));
  SimulateOptions options;
  options.paths = leaf_paths;
  Tally tally(scenario.value().outputs, {options.paths, 1ull << 27});
  EXPECT_EQ(simulate(scenario.value(), options, tally), leaf_paths);
}

TEST(PathError, ARateThatExplodesEndsTheRun) {
  const RunError error = error_of(head + R"(  flood:
    kind: arrivals
    rate: 1/y * 10 ^ min(flood.count, 9)
)",
                                  128, 1);
  EXPECT_EQ(error.field, "shocks.flood.rate (events in one step)");
}

}  // namespace
}  // namespace faultline
