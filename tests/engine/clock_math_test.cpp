#include "engine/clock_math.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double ln2 = 0.693147180559945309417;

Clock window(double from, double to) {
  Clock clock;
  clock.from = from;
  clock.to = to;
  return clock;
}

TEST(ClockMath, ConstantRateFiresWhenTheBudgetIsUsedUp) {
  const Clock clock = window(0.0, never);
  const ClockView view{clock, 2.0, 0.0, 0.0, 0.5};
  EXPECT_DOUBLE_EQ(consumption(view, 1.25), 1.5);
  EXPECT_DOUBLE_EQ(firing_time(view, 1.5, never), 1.25);
  EXPECT_EQ(firing_time({clock, 0.0, 0.0, 0.0, 0.5}, 1.5, never), never);
}

TEST(ClockMath, TheWindowIsHalfOpen) {
  const Clock clock = window(1.0, 2.0);
  const ClockView view{clock, 1.0, 0.0, 0.0, 0.0};
  EXPECT_DOUBLE_EQ(consumption(view, 3.0), 1.0);
  EXPECT_DOUBLE_EQ(firing_time(view, 0.25, never), 1.25);
  EXPECT_EQ(firing_time(view, 1.0, never), never);
  EXPECT_EQ(firing_time(view, 1.5, never), never);
}

TEST(ClockMath, ExcitationIsIntegratedAndInvertedExactly) {
  const Clock clock = window(0.0, never);
  const double half_life = 0.2, decay = ln2 / half_life;
  for (const double rate : {0.0, 0.1, 3.0})
    for (const double excitation : {0.5, 20.0, 400.0}) {
      const ClockView view{clock, rate, excitation, decay, 0.3};
      for (const double t : {0.3001, 0.4, 1.0, 3.0}) {
        const double s = t - 0.3;
        const double amount = rate * s + excitation * -std::expm1(-decay * s) / decay;
        EXPECT_NEAR(consumption(view, t), amount, 1e-13 * amount);
        EXPECT_NEAR(firing_time(view, amount, 10.0), t, 1e-9) << rate << " " << excitation;
      }
      EXPECT_NEAR(excitation_at(view, 0.3 + half_life), 0.5 * excitation, 1e-12 * excitation);
    }
}

TEST(ClockMath, ExcitationAloneMayNeverBeEnough) {
  const Clock clock = window(0.0, never);
  const ClockView view{clock, 0.0, 1.0, 2.0, 0.0};
  EXPECT_EQ(firing_time(view, 0.6, never), never);
}

}  // namespace
}  // namespace faultline
