#include "risk/estimators.h"

#include "math/order_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <int Order>
Estimate mean_of(const Moments<Order>& m) {
  if (m.n == 0) return {};
  const double n = static_cast<double>(m.n);
  return {m.mean, m.n > 1 ? std::sqrt(m.sum(2) / (n - 1.0) / n) : nan, m.n};
}

double finite_or_nan(double x) {
  return std::isfinite(x) ? x : nan;
}

/// The rank of a value whose loss has the given rank.
std::size_t of_loss(std::size_t rank, std::size_t n) {
  return n + 1 - rank;
}

double half_width(const OrderAnswer& answer, RankInterval ranks) {
  return finite_or_nan(0.5 * (answer.at(ranks.upper) - answer.at(ranks.lower)));
}

RankInterval var_interval(std::size_t n, double confidence) {
  const RankInterval losses = quantile_rank_interval(n, confidence);
  return {of_loss(losses.upper, n), of_loss(losses.lower, n)};
}

}  // namespace

Estimate mean_estimate(const Moments<8>& moments) {
  return mean_of(moments);
}
Estimate mean_estimate(const Moments<2>& moments) {
  return mean_of(moments);
}

Estimate sd_estimate(const Moments<8>& m) {
  if (m.n < 2) return {nan, nan, m.n};
  if (m.constant()) return {0.0, 0.0, m.n};
  const double n = static_cast<double>(m.n);
  const double sd = std::sqrt(m.sum(2) / (n - 1.0));
  const double b = m.central(4) / (m.central(2) * m.central(2));
  return {sd, sd * std::sqrt(std::max(b - 1.0, 0.0) / (4.0 * n)), m.n};
}

Estimate skewness_estimate(const Moments<8>& m) {
  if (m.n < 2 || m.constant()) return {nan, nan, m.n};
  const double v = m.central(2), s = std::sqrt(v);
  const double g = m.central(3) / (v * s), b = m.central(4) / (v * v);
  const double z5 = m.central(5) / (v * v * s), z6 = m.central(6) / (v * v * v);
  // E[influence^2], the moments of z being 0, 1, g, b, z5, z6.
  const double variance = z6 - 3.0 * g * z5 + (2.25 * g * g - 6.0) * b + 9.0 + 8.75 * g * g;
  return {g, std::sqrt(std::max(variance, 0.0) / static_cast<double>(m.n)), m.n};
}

Estimate kurtosis_estimate(const Moments<8>& m) {
  if (m.n < 2 || m.constant()) return {nan, nan, m.n};
  const double v = m.central(2), s = std::sqrt(v);
  const double g = m.central(3) / (v * s), b = m.central(4) / (v * v);
  const double z5 = m.central(5) / (v * v * s), z6 = m.central(6) / (v * v * v),
               z8 = m.central(8) / (v * v * v * v);
  const double variance =
      z8 - 4.0 * b * z6 - 8.0 * g * z5 + 4.0 * b * b * b - b * b + 16.0 * g * g * b + 16.0 * g * g;
  return {b - 3.0, std::sqrt(std::max(variance, 0.0) / static_cast<double>(m.n)), m.n};
}

Estimate probability_estimate(std::uint64_t hits, std::uint64_t n) {
  if (n == 0) return {};
  const Interval wilson = wilson_interval(static_cast<double>(hits), static_cast<double>(n));
  return {static_cast<double>(hits) / static_cast<double>(n), 0.5 * (wilson.upper - wilson.lower), n};
}

double batch_error(std::span<const double> batches) {
  double sum = 0.0, squares = 0.0, n = 0.0;
  for (double x : batches) {
    if (std::isnan(x)) continue;
    sum += x;
    n += 1.0;
  }
  if (n < 2.0) return nan;
  for (double x : batches) {
    if (!std::isnan(x)) squares += (x - sum / n) * (x - sum / n);
  }
  return std::sqrt(squares / (n - 1.0) / n);
}

OrderRequest points_request(std::size_t n, const OrderLevels& levels) {
  OrderRequest request{{}, levels.es};
  for (double p : levels.quantiles) request.ranks.push_back(quantile_rank(n, p));
  for (double c : levels.var) request.ranks.push_back(of_loss(quantile_rank(n, c), n));
  return request;
}

OrderRequest estimates_request(std::size_t n, const OrderLevels& levels) {
  OrderRequest request = points_request(n, levels);
  const auto want = [&](RankInterval ranks) {
    request.ranks.push_back(ranks.lower);
    request.ranks.push_back(ranks.upper);
  };
  for (double p : levels.quantiles) want(quantile_rank_interval(n, p));
  for (double c : levels.var) want(var_interval(n, c));
  return request;
}

std::vector<double> order_points(const OrderAnswer& answer, std::size_t n, const OrderLevels& levels) {
  std::vector<double> points;
  points.reserve(levels.size());
  for (double p : levels.quantiles) points.push_back(finite_or_nan(answer.at(quantile_rank(n, p))));
  for (double c : levels.var) points.push_back(finite_or_nan(-answer.at(of_loss(quantile_rank(n, c), n))));
  for (std::size_t i = 0; i < levels.es.size(); ++i) points.push_back(answer.shortfalls[i].es);
  return points;
}

std::vector<Estimate> order_estimates(const OrderAnswer& answer, std::size_t n, const OrderLevels& levels) {
  const std::vector<double> points = order_points(answer, n, levels);
  std::vector<Estimate> estimates;
  estimates.reserve(points.size());
  const auto add = [&](double error) { estimates.push_back({points[estimates.size()], error, n}); };
  const auto add_width = [&](RankInterval ranks, double p) {
    add(has_rank_interval(n, p) ? half_width(answer, ranks) : nan);
  };
  for (double p : levels.quantiles) add_width(quantile_rank_interval(n, p), p);
  for (double c : levels.var) add_width(var_interval(n, c), c);
  for (const Shortfall& shortfall : answer.shortfalls) add(std::sqrt(shortfall.var_of_es));
  return estimates;
}

double observations_beyond(std::uint64_t n, double p) {
  return std::min(p, 1.0 - p) * static_cast<double>(n) + 1e-6;
}

}  // namespace faultline
