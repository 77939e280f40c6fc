#include "progress.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace faultline::cli {
namespace {

TEST(Progress, ShowsShareRateAndTimeLeft) {
  EXPECT_EQ(progress_line(1'200'000, 4'800'000, 1.5),
            " 25 %  [######------------------]  1.2M of 4.8M paths, 800k/s, 4 s left");
}

TEST(Progress, BeginsAndEndsWell) {
  EXPECT_EQ(progress_line(0, 1000, 0.0), "  0 %  [------------------------]  0 of 1k paths");
  EXPECT_EQ(progress_line(1000, 1000, 2.0), "100 %  [########################]  1k of 1k paths, 500/s");
}

TEST(Progress, LongTimes) {
  EXPECT_TRUE(progress_line(1, 601, 1.0).ends_with("10 min left"));
  EXPECT_TRUE(progress_line(1, 36'001, 1.0).ends_with("10.0 h left"));
}

TEST(Progress, LogHasALineOfItsOwnWhenItsTimeHasCome) {
  ::testing::internal::CaptureStderr();
  ProgressLog often(true, 200, "points", std::chrono::seconds(0));
  often.update(50);
  ProgressLog seldom(true, 200, "points");
  seldom.update(50);
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_TRUE(log.starts_with("faultline:  25 %  [######")) << log;
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
}

}  // namespace
}  // namespace faultline::cli
