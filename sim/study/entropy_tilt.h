#pragma once

#include <optional>
#include <span>

namespace faultline {

/// Points of one value g, `count` of them.
struct TiltPoint {
  double g = 0.0;
  double count = 1.0;
};

/// The reweighting of a sample nearest to it in relative entropy under which g has mean 0:
///
///     w_i = exp(theta g_i) / M,  M = mean of exp(theta g),   entropy = mean of w log w = -log M
struct Tilt {
  double theta = 0.0;
  double entropy = 0.0;  ///< [nats]
  double weight(double g) const;
};

/// Nothing where g does not take both signs, unless it is 0 throughout (theta is 0 then).
std::optional<Tilt> tilt_to_zero(std::span<const TiltPoint> points);

/// The nearest reweighting under which the ES of losses at confidence c is e, in the form of Rockafellar and
/// Uryasev (2000): g = v - e + (L - v)^+ / (1 - c), v the VaR under the reweighting. For e above the ES of
/// the sample this is the nearest of all with an ES of e or more (ES is concave in the probabilities; v is
/// the hardest of the linear constraints); below it the nearest of all with e or less.
struct ShortfallTilt {
  Tilt tilt;
  double var = 0.0;  ///< v
};

/// `losses` descending; `others` counts points outside the condition of the metric, whose g is 0. Nothing
/// where no reweighting has the ES e.
std::optional<ShortfallTilt> tilt_shortfall(std::span<const double> losses, double others, double confidence,
                                            double e);

}  // namespace faultline
