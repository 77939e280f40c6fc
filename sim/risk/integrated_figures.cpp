#include "risk/integrated_figures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace faultline {
namespace {

constexpr int most_rounds = 200;
constexpr double sketch_step = 1e-4;
constexpr double last_step = 1e-6;
constexpr double near = 1e-2;  ///< of the probability: a short step alone may be a steep place

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double effective_number(const std::vector<double>& weights) {
  double sum = 0.0, squares = 0.0;
  for (const double w : weights) sum += w, squares += w * w;
  return squares > 0.0 ? sum * sum / squares : 0.0;
}

/// v with at(v).probability = p by Newton steps kept in a bracket. The last step is taken without looking
/// again: what is left is of the order of its square.
double solve(TerminalSample& sample, TerminalSample::Extent extent, double p, double start,
             double smallest_step) {
  double low = -std::numeric_limits<double>::infinity(), high = -low, v = start;
  for (int round = 0; round < most_rounds; ++round) {
    const TerminalSample::Level level = sample.at(v, extent);
    const double excess = level.probability - p;
    (excess > 0.0 ? high : low) = v;
    const double reach = 0.5 * (std::fabs(v) + 1e-3);
    double next = level.density > 0.0 ? v - excess / level.density : v + (excess > 0.0 ? -reach : reach);
    next = std::clamp(next, v - reach, v + reach);
    if (next == v) break;  // as near as rounding lets it
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const bool done = std::fabs(next - v) <= smallest_step * std::fabs(v) && std::fabs(excess) <= near * p;
    v = next;
    if (done) break;
  }
  return v;
}

}  // namespace

const IntegratedFigures::Central& IntegratedFigures::central() {
  if (!central_.first.empty()) return central_;
  auto [r1, r2, r3, r4] = sample_.raw_moments();
  Central& c = central_;
  const double m = c.mean = mean_of(r1);
  for (std::size_t i = 0; i < r1.size(); ++i) {
    r4[i] += -4.0 * m * r3[i] + 6.0 * m * m * r2[i] - 4.0 * m * m * m * r1[i] + m * m * m * m;
    r3[i] += -3.0 * m * r2[i] + 3.0 * m * m * r1[i] - m * m * m;
    r2[i] += -2.0 * m * r1[i] + m * m;
    r1[i] -= m;
  }
  c.variance = mean_of(r2), c.third = mean_of(r3), c.fourth = mean_of(r4);
  c.first = std::move(r1), c.second = std::move(r2);
  c.third_by_path = std::move(r3), c.fourth_by_path = std::move(r4);
  return c;
}

Integral IntegratedFigures::mean() {
  const Central& c = central();
  return {c.mean, c.first, static_cast<double>(paths())};
}

Integral IntegratedFigures::sd() {
  const Central& c = central();
  const double sd = std::sqrt(c.variance);
  Integral result{sd, c.second, static_cast<double>(paths())};
  for (double& x : result.influence) x = (x - c.variance) / (2.0 * sd);
  return result;
}

Integral IntegratedFigures::skewness() {
  const Central& c = central();
  const double sd = std::sqrt(c.variance), g = c.third / (c.variance * sd);
  Integral result{g, c.third_by_path, static_cast<double>(paths())};
  for (std::size_t i = 0; i < paths(); ++i)
    result.influence[i] = c.third_by_path[i] / (c.variance * sd) - g - 3.0 * c.first[i] / sd -
                          1.5 * g * (c.second[i] / c.variance - 1.0);
  return result;
}

Integral IntegratedFigures::kurtosis() {
  const Central& c = central();
  const double sd = std::sqrt(c.variance), g = c.third / (c.variance * sd);
  const double b = c.fourth / (c.variance * c.variance);
  Integral result{b - 3.0, c.fourth_by_path, static_cast<double>(paths())};
  for (std::size_t i = 0; i < paths(); ++i)
    result.influence[i] = c.fourth_by_path[i] / (c.variance * c.variance) - b - 4.0 * g * c.first[i] / sd -
                          2.0 * b * (c.second[i] / c.variance - 1.0);
  return result;
}

/// Near the level by the simulated values, nearer by the first paths, exactly by all.
double IntegratedFigures::level_of(double p) {
  const auto known = levels_.find(p);
  if (known != levels_.end()) return known->second;
  std::vector<double> values = sample_.simulated();
  const auto rank = static_cast<std::ptrdiff_t>(p * static_cast<double>(values.size()));
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  const double start = values[static_cast<std::size_t>(rank)];
  const double roughly = solve(sample_, TerminalSample::Extent::sketch, p, start, sketch_step);
  return levels_[p] = solve(sample_, TerminalSample::Extent::means, p, roughly, last_step);
}

Integral IntegratedFigures::quantile(double p) {
  const double v = level_of(p);
  TerminalSample::Level level = sample_.at(v, TerminalSample::Extent::by_path);
  Integral result{v - 1.0, std::move(level.by_path), 0.0};
  result.effective = effective_number(result.influence);
  for (double& x : result.influence) x = (level.probability - x) / level.density;
  return result;
}

Integral IntegratedFigures::var(double confidence) {
  Integral result = quantile(1.0 - confidence);
  result.value = -result.value;
  for (double& x : result.influence) x = -x;
  return result;
}

Integral IntegratedFigures::es(double confidence) {
  const double tail = 1.0 - confidence, v = level_of(tail);
  TerminalSample::Level level = sample_.at(v, TerminalSample::Extent::partial);
  const double excess = v * level.probability - level.partial;  // E(v - V)+
  Integral result{1.0 - v + excess / tail, std::move(level.partial_by_path), effective_number(level.by_path)};
  for (std::size_t i = 0; i < paths(); ++i)
    result.influence[i] = (v * level.by_path[i] - result.influence[i] - excess) / tail;
  return result;
}

Integral IntegratedFigures::loss_probability(double loss) {
  TerminalSample::Level level = sample_.at(1.0 - loss, TerminalSample::Extent::by_path);
  Integral result{level.probability, std::move(level.by_path), 0.0};
  result.effective = effective_number(result.influence);
  for (double& x : result.influence) x -= level.probability;
  return result;
}

}  // namespace faultline
