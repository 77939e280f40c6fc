#include "engine/parallel.h"

#include <atomic>
#include <chrono>
#include <latch>
#include <thread>

#include <gtest/gtest.h>
#include <tbb/global_control.h>

namespace faultline {
namespace {

/// Whether all bodies of one call run at the same time.
bool all_meet(int threads) {
  std::atomic<int> here{0};
  std::atomic<bool> in_time{true};
  run_parallel(static_cast<std::size_t>(threads), threads, [&](std::size_t) {
    ++here;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (in_time && here < threads)
      if (std::chrono::steady_clock::now() > until)
        in_time = false;
      else
        std::this_thread::yield();
  });
  return in_time;
}

TEST(RunParallel, CallsAtTheSameTimeDoNotLimitOneAnother) {
  std::latch began(1), over(1);
  std::thread alone([&] {
    run_parallel(1, 1, [&](std::size_t) {
      began.count_down();
      over.wait();
    });
  });
  began.wait();
  EXPECT_TRUE(all_meet(2));
  over.count_down();
  alone.join();
}

TEST(RunParallel, GivesMoreThreadsThanProcessors) {
  EXPECT_TRUE(all_meet(available_threads() + 2));
}

/// The most bodies of one call that were seen at work together.
int most_together(int threads) {
  std::atomic<int> now{0}, most{0};
  run_parallel(64, threads, [&](std::size_t) {
    const int seen = ++now;
    int before = most;
    while (seen > before && !most.compare_exchange_weak(before, seen)) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    --now;
  });
  return most;
}

TEST(RunParallel, UsesNoMoreThreadsThanAsked) {
  EXPECT_EQ(most_together(1), 1);
  EXPECT_LE(most_together(2), 2);
}

TEST(RunParallel, KeepsToALimitOfTheProgram) {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, 1);
  EXPECT_EQ(most_together(4), 1);
}

}  // namespace
}  // namespace faultline
