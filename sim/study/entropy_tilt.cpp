#include "study/entropy_tilt.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace faultline {
namespace {

constexpr int most_steps = 200;

/// Mean and variance of g under a tilt, and the log of the mean of exp(theta g).
struct TiltedMoments {
  double log_mean = 0.0;
  double mean = 0.0;
  double variance = 0.0;
};

TiltedMoments moments_at(std::span<const TiltPoint> points, double total, double most, double theta) {
  double sum = 0.0, first = 0.0, second = 0.0;
  for (const TiltPoint& point : points) {
    const double w = point.count * std::exp(theta * point.g - most);
    sum += w;
    first += w * point.g;
    second += w * point.g * point.g;
  }
  const double mean = first / sum;
  return {most + std::log(sum / total), mean, std::max(0.0, second / sum - mean * mean)};
}

}  // namespace

double Tilt::weight(double g) const {
  return std::exp(theta * g + entropy);
}

std::optional<Tilt> tilt_to_zero(std::span<const TiltPoint> points) {
  double total = 0.0, lowest = 0.0, highest = 0.0;
  for (const TiltPoint& point : points) {
    if (point.count <= 0.0) continue;
    total += point.count;
    lowest = std::min(lowest, point.g);
    highest = std::max(highest, point.g);
  }
  if (lowest == 0.0 && highest == 0.0 && total > 0.0) return Tilt{};
  if (lowest == 0.0 || highest == 0.0) return std::nullopt;
  const auto at = [&](double theta) {
    return moments_at(points, total, std::max(theta * lowest, theta * highest), theta);
  };
  // The mean rises with theta: Newton within a bracket that shrinks.
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  double theta = 0.0;
  TiltedMoments here = at(theta);
  const double scale = std::max(-lowest, highest);
  for (int step = 0; step < most_steps && std::fabs(here.mean) > 1e-14 * scale; ++step) {
    (here.mean < 0.0 ? low : high) = theta;
    double next = theta - here.mean / here.variance;
    const double reach = 20.0 / scale + 2.0 * std::fabs(theta);  // no leaps into the flat
    next = std::clamp(std::isfinite(next) ? next : (here.mean < 0.0 ? reach : -reach), theta - reach,
                      theta + reach);
    if (next <= low || next >= high) next = 0.5 * (low + high);
    if (next == theta || !std::isfinite(next)) break;
    theta = next;
    here = at(theta);
  }
  return Tilt{theta, std::max(0.0, -here.log_mean)};
}

std::optional<ShortfallTilt> tilt_shortfall(std::span<const double> losses, double others, double confidence,
                                            double e) {
  if (losses.empty() || e >= losses.front() || e <= losses.back()) return std::nullopt;
  const auto n = static_cast<double>(losses.size());
  const double tail = 1.0 - confidence;
  std::vector<TiltPoint> points;
  const auto beyond = [&](double v) {
    return std::lower_bound(losses.begin(), losses.end(), v, std::greater<>()) - losses.begin();
  };
  const auto solve = [&](double v) -> std::optional<ShortfallTilt> {
    points.clear();
    const std::ptrdiff_t worse = beyond(v);
    for (std::ptrdiff_t i = 0; i < worse; ++i)
      points.push_back({v - e + (losses[static_cast<std::size_t>(i)] - v) / tail, 1.0});
    points.push_back({v - e, n - static_cast<double>(worse)});
    points.push_back({0.0, others});
    const auto tilt = tilt_to_zero(points);
    if (!tilt) return std::nullopt;
    return ShortfallTilt{*tilt, v};
  };
  /// Probability under the reweighting of losses beyond v, less the tail's, within the condition.
  const auto excess = [&](const ShortfallTilt& at) {
    double mass = 0.0;
    for (std::ptrdiff_t i = 0; i < beyond(at.var); ++i)
      mass += at.tilt.weight(at.var - e + (losses[static_cast<std::size_t>(i)] - at.var) / tail);
    const double all = mass + (n - static_cast<double>(beyond(at.var))) * at.tilt.weight(at.var - e);
    return mass / all - tail;
  };
  // Worse losses move the VaR up, better ones down; it lies below e. Too much beyond v: v is too low.
  const auto rank = static_cast<std::size_t>(std::min(n - 1.0, std::floor(tail * n + 1e-9)));
  const double var = losses[rank];
  double es = var;
  for (std::size_t i = 0; i < rank; ++i) es += (losses[i] - var) / (tail * n);
  double low = e > es ? var : losses.back(), high = e > es ? e : std::min(var, e);
  std::optional<ShortfallTilt> best;
  for (int step = 0; step < most_steps && high - low > 1e-13 * (1.0 + std::fabs(e)); ++step) {
    const double v = 0.5 * (low + high);
    const auto at = solve(v);
    if (at) best = at;
    (at && excess(*at) > 0.0 ? low : high) = v;
  }
  return best;
}

}  // namespace faultline
