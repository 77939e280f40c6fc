#include "support/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace faultline::testing {
namespace {

double average(std::span<const double> sample) {
  return std::accumulate(sample.begin(), sample.end(), 0.0) / static_cast<double>(sample.size());
}

double central_moment(std::span<const double> sample, double mean, int power) {
  double sum = 0.0;
  for (const double x : sample) sum += std::pow(x - mean, power);
  return sum / static_cast<double>(sample.size());
}

std::vector<double> sorted(std::span<const double> sample) {
  std::vector<double> values(sample.begin(), sample.end());
  std::sort(values.begin(), values.end());
  return values;
}

double at_rank(const std::vector<double>& ascending, double rank) {
  const double last = static_cast<double>(ascending.size());
  return ascending[static_cast<std::size_t>(std::clamp(std::ceil(rank - 1e-9), 1.0, last)) - 1];
}

std::vector<double> product(const std::vector<double>& a, const std::vector<double>& b, std::size_t n) {
  std::vector<double> c(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t j = 0; j < n; ++j) c[i * n + j] += a[i * n + k] * b[k * n + j];
  return c;
}

}  // namespace

Estimate mean_of(std::span<const double> sample) {
  const double mean = average(sample);
  const auto n = static_cast<double>(sample.size());
  return {mean, std::sqrt(central_moment(sample, mean, 2) / n), sample.size()};
}

Estimate sd_of(std::span<const double> sample) {
  const double mean = average(sample);
  const double variance = central_moment(sample, mean, 2);
  const auto n = static_cast<double>(sample.size());
  const double fourth = central_moment(sample, mean, 4);
  return {std::sqrt(variance), std::sqrt((fourth - variance * variance) / n) / (2.0 * std::sqrt(variance)),
          sample.size()};
}

Estimate quantile_of(std::span<const double> sample, double p) {
  const std::vector<double> ascending = sorted(sample);
  const auto n = static_cast<double>(sample.size());
  const double width = std::sqrt(p * (1.0 - p) * n);
  return {at_rank(ascending, p * n),
          0.5 * (at_rank(ascending, p * n + width) - at_rank(ascending, p * n - width)), sample.size()};
}

Estimate share_below(std::span<const double> sample, double x) {
  const auto below = std::count_if(sample.begin(), sample.end(), [x](double value) { return value <= x; });
  const auto n = static_cast<double>(sample.size());
  const double p = static_cast<double>(below) / n;
  return {p, std::sqrt(std::max(p * (1.0 - p), 1.0 / n) / n), sample.size()};
}

Estimate shortfall_of(std::span<const double> sample, double confidence) {
  const std::vector<double> ascending = sorted(sample);
  const auto n = static_cast<double>(sample.size());
  const auto k = static_cast<std::size_t>(std::round((1.0 - confidence) * n));
  const std::span worst(ascending.data(), k);
  const double es = -average(worst);
  const double var = -worst.back();
  const double variance = central_moment(worst, -es, 2) + confidence * (es - var) * (es - var);
  return {es, std::sqrt(variance / static_cast<double>(k)), sample.size()};
}

double distance(const Estimate& estimate, double truth) {
  const double gap = std::abs(estimate.value - truth);
  if (gap <= 1e-9 * std::max(1.0, std::abs(truth))) return 0.0;
  return gap / estimate.standard_error;
}

bool within(const Estimate& estimate, double truth) {
  return distance(estimate, truth) <= standard_errors_allowed;
}

double integrate(const std::function<double(double)>& f, double a, double b, int pieces) {
  // Gauss-Legendre with five points: Abramowitz and Stegun, table 25.4.
  constexpr std::array nodes{-0.906179845938664, -0.538469310105683, 0.0, 0.538469310105683,
                             0.906179845938664};
  constexpr std::array weights{0.236926885056189, 0.478628670499366, 0.568888888888889, 0.478628670499366,
                               0.236926885056189};
  const double half = 0.5 * (b - a) / pieces;
  double sum = 0.0;
  for (int i = 0; i < pieces; ++i)
    for (std::size_t j = 0; j < nodes.size(); ++j) sum += weights[j] * f(a + half * (2 * i + 1 + nodes[j]));
  return sum * half;
}

std::vector<double> matrix_exponential(std::vector<double> matrix, std::size_t n) {
  constexpr int squarings = 20;
  constexpr int terms = 12;
  for (double& x : matrix) x = std::ldexp(x, -squarings);
  std::vector<double> power(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) power[i * n + i] = 1.0;
  std::vector<double> sum = power;
  for (int k = 1; k <= terms; ++k) {
    power = product(power, matrix, n);
    for (double& x : power) x /= k;
    for (std::size_t i = 0; i < n * n; ++i) sum[i] += power[i];
  }
  for (int k = 0; k < squarings; ++k) sum = product(sum, sum, n);
  return sum;
}

}  // namespace faultline::testing
