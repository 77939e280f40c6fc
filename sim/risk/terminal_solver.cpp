#include "risk/terminal_solver.h"

#include "math/fast_normal.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

constexpr double furthest = 40.0;  ///< P(|g| > furthest) is 0 in double precision
constexpr double smallest = 1e-300;
constexpr double inverse_sqrt_two_pi = 0.398942280401432678;
constexpr double tolerance = 1e-10;  ///< of a Newton step; the error after it is its square
constexpr int most_rounds = 100;

/// log sum_k e^{base_k + slope_k g} on one path: convex in g.
struct LogSum {
  double value, slope, curvature;
};

LogSum log_sum(const TerminalCurves& curves, std::size_t path, double g) {
  double sum = 0.0, first = 0.0, second = 0.0;
  for (std::size_t k = 0; k < curves.terms; ++k) {
    const double slope = curves.slope_of(k, path);
    const double part = fast_exp(std::fma(slope, g, curves.base_of(k, path)));
    sum += part;
    first += slope * part;
    second += slope * slope * part;
  }
  return {fast_log(sum), first / sum, second / sum - first / sum * (first / sum)};
}

}  // namespace

BentPath bent_path(const TerminalCurves& curves, std::size_t path) {
  double left = -furthest, right = furthest, g = 0.0;
  for (int round = 0; round < most_rounds; ++round) {
    const LogSum here = log_sum(curves, path, g);
    (here.slope < 0.0 ? left : right) = g;
    double next = g - here.slope / here.curvature;
    if (!(next > left && next < right)) next = 0.5 * (left + right);
    const bool done = std::fabs(next - g) < tolerance;
    g = next;
    if (done) break;
  }
  return {path, g};
}

/// One exponential: the root is at hand.
void TerminalSolver::find_single_roots(const std::vector<double>& target) {
  for (std::size_t i = 0; i < curves_.paths; ++i) {
    const double rise = std::max(curves_.slope[i], smallest);
    root_[i] = elementary::clamped((fast_log(target[i]) - curves_.base[i]) / rise, -furthest, furthest);
    density_[i] = 1.0 / (rise * target[i]);
  }
}

/// Newton steps on log(sum of exponentials), convex and rising, for all paths at once.
void TerminalSolver::find_roots(const std::vector<double>& target) {
  const std::size_t n = curves_.paths;
  std::vector<double> sum(n), rise(n);
  for (int round = 0; round < most_rounds; ++round) {
    std::fill(sum.begin(), sum.end(), smallest);
    std::fill(rise.begin(), rise.end(), smallest);
    for (std::size_t k = 0; k < curves_.terms; ++k) {
      const double* base = curves_.base + k * n;
      const double* slope = curves_.slope + k * n;
      for (std::size_t i = 0; i < n; ++i) {
        const double part = fast_exp(std::fma(slope[i], root_[i], base[i]));
        sum[i] += part;
        rise[i] = std::fma(slope[i], part, rise[i]);
      }
    }
    std::uint64_t moved = 0;  // an integer, so that the loop is vectorised
    for (std::size_t i = 0; i < n; ++i) {
      const double step = curves_.straight[i] * fast_log(sum[i] / target[i]) * sum[i] / rise[i];
      const double next = elementary::clamped(root_[i] - step, -furthest, furthest);
      moved += static_cast<std::uint64_t>(std::fabs(next - root_[i]) > tolerance);
      root_[i] = next;
    }
    if (moved == 0) break;
  }
  for (std::size_t i = 0; i < n; ++i) density_[i] = 1.0 / rise[i];
}

void TerminalSolver::solve(std::span<const BentPath> bent) {
  const std::size_t n = curves_.paths;
  std::vector<double> target(n);
  for (std::size_t i = 0; i < n; ++i) target[i] = std::max(level_ - curves_.cash[i], smallest);
  if (curves_.terms == 1)
    find_single_roots(target);
  else
    find_roots(target);
  for (std::size_t i = 0; i < n; ++i) {
    const double bell = fast_exp(-0.5 * root_[i] * root_[i]);
    const double tail = normal_tail_ratio(std::fabs(root_[i])) * bell;
    probability_[i] = elementary::select(root_[i] < 0.0, tail, 1.0 - tail);
    density_[i] *= inverse_sqrt_two_pi * bell;
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (level_ > curves_.cash[i]) continue;
    probability_[i] = density_[i] = 0.0;
    root_[i] = -furthest;
  }
  for (const BentPath& path : bent) solve_bent(path);
}

/// From a point above the target on one side of the lowest point Newton steps go straight to the root there.
double TerminalSolver::newton(std::size_t path, double target, double from) const {
  double g = from;
  for (int round = 0; round < most_rounds; ++round) {
    const LogSum here = log_sum(curves_, path, g);
    if (here.value <= target) break;
    const double next = g - (here.value - target) / here.slope;
    const bool done = std::fabs(next - g) < tolerance;
    g = next;
    if (done) break;
  }
  return g;
}

double TerminalSolver::Interval::probability() const {
  return high > low ? fast_normal_cdf(high) - fast_normal_cdf(low) : 0.0;
}

TerminalSolver::Interval TerminalSolver::below(const BentPath& bent, double level) const {
  const double height = level - curves_.cash[bent.path];
  if (!(height > 0.0)) return {bent.lowest, bent.lowest};
  const double target = fast_log(height);
  if (log_sum(curves_, bent.path, bent.lowest).value >= target) return {bent.lowest, bent.lowest};
  return {newton(bent.path, target, -furthest), newton(bent.path, target, furthest)};
}

/// The density grows beyond all bounds at the lowest value: it is taken over a short stretch of levels.
void TerminalSolver::solve_bent(const BentPath& bent) {
  const Interval here = below(bent, level_);
  low_[bent.path] = here.low;
  root_[bent.path] = here.high;
  probability_[bent.path] = here.probability();
  const double stretch = 1e-3 * std::fabs(level_) + smallest;
  density_[bent.path] =
      (below(bent, level_ + stretch).probability() - below(bent, level_ - stretch).probability()) /
      (2.0 * stretch);
}

void TerminalSolver::partial_expectations(std::span<const BentPath> bent, std::span<double> out) const {
  const std::size_t n = curves_.paths;
  for (std::size_t i = 0; i < n; ++i) out[i] = curves_.cash[i] * probability_[i];
  for (std::size_t k = 0; k < curves_.terms; ++k) {
    const double* base = curves_.base + k * n;
    const double* slope = curves_.slope + k * n;
    for (std::size_t i = 0; i < n; ++i) {
      const double mean = fast_exp(std::fma(0.5 * slope[i], slope[i], base[i]));
      out[i] += mean * fast_normal_cdf(root_[i] - slope[i]);
    }
  }
  for (std::size_t i = 0; i < n; ++i)
    if (probability_[i] == 0.0) out[i] = 0.0;
  for (const BentPath& at : bent) {
    const std::size_t path = at.path;
    if (probability_[path] == 0.0) continue;
    double sum = curves_.cash[path] * probability_[path];
    for (std::size_t k = 0; k < curves_.terms; ++k) {
      const double s = curves_.slope_of(k, path);
      const double mean = fast_exp(std::fma(0.5 * s, s, curves_.base_of(k, path)));
      sum += mean * (fast_normal_cdf(root_[path] - s) - fast_normal_cdf(low_[path] - s));
    }
    out[path] = sum;
  }
}

}  // namespace faultline
