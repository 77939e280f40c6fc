#include "run_job.h"

#include "faultline/compile.h"
#include "faultline/report.h"
#include "support/scenario.h"

#include <csignal>

#include <gtest/gtest.h>

namespace faultline::cli {
namespace {

CompiledScenario scenario(const std::string& run) {
  return compile(testing::model_of("faultline: 1\nhorizon: 12m\nstep: 3m\n"
                                   "assets:\n  AAA: {drift: 5%, volatility: 30%}\n"
                                   "run: " +
                                   run + "\n"))
      .value();
}

/// The figures alone, to the last bit.
std::string figures(const CompiledScenario& compiled, const JobResult& job) {
  RiskReport report = measure(compiled.outputs, job.tally);
  report.files.clear();
  return to_result_json(report, {});
}

constexpr const char* never_precise = "{until: {precision: 'mean(AAA) +- 0.0001bp'}}";

TEST(RunJob, GrowingFromCheckpointToCheckpointChangesNothing) {
  const CompiledScenario plain = scenario("{}");
  const CompiledScenario growing = scenario(never_precise);
  const JobResult at_once = run_job(plain, {.paths = 200'000});
  const JobResult in_steps = run_job(growing, {.paths = 200'000});
  EXPECT_EQ(in_steps.info.stopped_by, "paths");
  ASSERT_EQ(in_steps.info.precision.size(), 1u);
  EXPECT_FALSE(in_steps.info.precision[0].reached);
  EXPECT_TRUE(figures(plain, at_once) == figures(growing, in_steps));
}

TEST(RunJob, PrecisionIsLookedAtOnPowersOfTwoOnly) {
  const CompiledScenario loose = scenario("{until: {precision: 'mean(AAA) +- 1%'}}");
  EXPECT_EQ(run_job(loose, {.paths = 1'000'000}).info.paths, first_checkpoint);
  // One standard error of 0.3 / sqrt(n) or so: between 65,536 and 131,072 paths.
  const CompiledScenario tighter = scenario("{until: {precision: 'mean(AAA) +- 10bp'}}");
  const JobResult job = run_job(tighter, {.paths = 1'000'000});
  EXPECT_EQ(job.info.paths, 2 * first_checkpoint);
  EXPECT_EQ(job.info.stopped_by, "precision");
  EXPECT_EQ(run_job(tighter, {.paths = 1'000}).info.stopped_by, "paths");
}

TEST(RunJob, TimeEndsARunAtAWholeLeaf) {
  const JobResult job = run_job(scenario("{}"), {.paths = std::uint64_t{1} << 40, .seconds = 1e-9});
  EXPECT_EQ(job.info.stopped_by, "time");
  EXPECT_TRUE(job.info.complete);
  EXPECT_GT(job.info.paths, 0u);
  EXPECT_EQ(job.info.paths % leaf_paths, 0u);
}

TEST(RunJob, InterruptedRunHoldsTheFirstPaths) {
  const CompiledScenario compiled = scenario("{}");
  const JobResult job =
      run_job(compiled, {.paths = 1'000'000, .threads = 2, .interrupted = [] { return SIGINT; }});
  EXPECT_EQ(job.signal, SIGINT);
  EXPECT_EQ(job.info.stopped_by, "interrupted");
  EXPECT_FALSE(job.info.complete);
  EXPECT_TRUE(figures(compiled, job) == figures(compiled, run_job(compiled, {.paths = job.info.paths})));
}

}  // namespace
}  // namespace faultline::cli
