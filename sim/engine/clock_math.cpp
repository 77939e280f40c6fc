#include "engine/clock_math.h"

#include "math/elementary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double ln2 = 0.693147180559945309417;

}  // namespace

double one_minus_exp(double x) {
  return -std::expm1(-x);
}

ClockView view(const PathState& state, const Clock& clock, std::size_t lane) {
  ClockView v{clock, state.value(clock.rate, lane), 0.0, 0.0, state.row(clock.anchor)[lane]};
  if (clock.excitation) {
    v.excitation = state.row(*clock.excitation)[lane];
    v.decay = ln2 / state.value(clock.excitation_half_life, lane);
  }
  return v;
}

double excitation_at(const ClockView& v, double t) {
  return v.excitation == 0.0 ? 0.0 : v.excitation * fast_exp(-v.decay * (t - v.anchor));
}

double consumption(const ClockView& v, double until) {
  const double a = std::max(v.anchor, v.clock.from), b = std::min(until, v.clock.to);
  if (!(b > a)) return 0.0;
  double amount = v.rate * (b - a);
  if (v.excitation != 0.0) amount += excitation_at(v, a) * one_minus_exp(v.decay * (b - a)) / v.decay;
  return amount;
}

double firing_time_at(const Clock& clock, double rate, double anchor, double budget) {
  const double a = std::max(anchor, clock.from);
  if (budget <= 0.0) return a < clock.to ? a : never;
  if (!(rate > 0.0)) return never;
  const double t = a + budget / rate;
  return t < clock.to ? t : never;
}

double firing_time(const ClockView& v, double budget, double by) {
  const double a = std::max(v.anchor, v.clock.from);
  const double end = std::min(by, v.clock.to);
  if (budget <= 0.0) return a < v.clock.to ? a : never;
  if (v.excitation == 0.0) {
    const double t = firing_time_at(v.clock, v.rate, v.anchor, budget);
    return t < never ? std::min(t, by) : never;
  }
  // f(s) = rate s + exc (1 - e^{-decay s}) / decay - budget is increasing and concave.
  const double exc = excitation_at(v, a);
  double low = 0.0, high = end - a;
  if (!std::isfinite(high)) high = v.rate > 0.0 ? budget / v.rate : never;
  if (!std::isfinite(high)) return never;
  const auto value = [&](double s) {
    return v.rate * s + exc * one_minus_exp(v.decay * s) / v.decay - budget;
  };
  double s = std::min(high, budget / (v.rate + exc));
  for (int i = 0; i < 100; ++i) {
    const double f = value(s);
    (f < 0.0 ? low : high) = s;
    const double slope = v.rate + exc * fast_exp(-v.decay * s);
    double next = s - f / slope;
    if (!(next >= low && next <= high)) next = 0.5 * (low + high);
    if (std::fabs(next - s) <= 1e-15 * (a + next) || next == s) {
      s = next;
      break;
    }
    s = next;
  }
  const double t = std::min(a + s, by);
  return t < v.clock.to ? t : never;
}

}  // namespace faultline
