#pragma once

#include "engine/path_state.h"

namespace faultline {

/// 1 - e^{-x} without cancellation for small x.
double one_minus_exp(double x);

/// A clock on one path.
struct ClockView {
  const Clock& clock;
  double rate;
  double excitation;  ///< level at the anchor [1/year]
  double decay;       ///< of the excitation [1/year]
  double anchor;
};

ClockView view(const PathState& state, const Clock& clock, std::size_t lane);

/// Integral of the intensity over [anchor, until] within the window.
double consumption(const ClockView& view, double until);

/// The time at which a constant rate consumes `budget`; +inf when it never does.
double firing_time_at(const Clock& clock, double rate, double anchor, double budget);

/// The time at which `budget` is consumed, given that it is by `by` (infinite: find out). Without excitation
/// a + budget / rate; with it by Newton steps kept inside a bracket. +inf when it never is.
double firing_time(const ClockView& view, double budget, double by);

/// Excitation level at `t` >= anchor.
double excitation_at(const ClockView& view, double t);

}  // namespace faultline
