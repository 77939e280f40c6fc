#include "study/statistic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace faultline {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> conditional(std::span<const double> values, std::span<const double> given) {
  if (given.empty()) return {values.begin(), values.end()};
  std::vector<double> chosen;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (given[i] != 0.0) chosen.push_back(values[i]);
  return chosen;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double sd_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0.0;
  for (const double y : values) squares += (y - mean) * (y - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

/// Position of the order statistic ceil(p n), guarded against p n a hair above a whole number.
std::size_t rank_of(double p, std::size_t n) {
  const double rank = std::ceil(p * static_cast<double>(n) - 1e-9);
  return static_cast<std::size_t>(std::clamp(rank - 1.0, 0.0, static_cast<double>(n - 1)));
}

double order_statistic(std::vector<double>& values, double p) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank_of(p, values.size()));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

void turn_to_losses(std::vector<double>& returns) {
  for (double& y : returns) y = -y;
}

/// Mean of the worst share of losses beyond `var`, which nth_element left in place.
double shortfall(const std::vector<double>& losses, double confidence, double var) {
  double beyond = 0.0;
  for (const double loss : losses) beyond += std::max(loss - var, 0.0);
  return var + beyond / ((1.0 - confidence) * static_cast<double>(losses.size()));
}

double logistic(double t) {
  return 1.0 / (1.0 + std::exp(-t));
}

}  // namespace

double statistic(const Metric& metric, std::span<const double> values, std::span<const double> given) {
  std::vector<double> sample = conditional(values, given);
  if (sample.empty()) return nan;
  switch (metric.kind) {
    case MetricKind::mean:
    case MetricKind::condition_probability:
      return mean_of(sample);
    case MetricKind::sd:
      return sample.size() > 1 ? sd_of(sample) : nan;
    case MetricKind::quantile:
    case MetricKind::drawdown:
      return order_statistic(sample, metric.level);
    case MetricKind::var:
      turn_to_losses(sample);
      return order_statistic(sample, metric.level);
    case MetricKind::es: {
      turn_to_losses(sample);
      const double var = order_statistic(sample, metric.level);
      return shortfall(sample, metric.level, var);
    }
    default: {
      const auto hits =
          std::count_if(sample.begin(), sample.end(), [&](double y) { return -y >= metric.level; });
      return static_cast<double>(hits) / static_cast<double>(sample.size());
    }
  }
}

StatisticInfluence::StatisticInfluence(const Metric& metric, std::span<const double> values,
                                       std::span<const double> given, std::size_t independent)
    : kind_(metric.kind), level_(metric.level), value_(statistic(metric, values, given)) {
  std::vector<double> sample = conditional(values, given);
  if (sample.empty()) return;
  const double share = static_cast<double>(sample.size()) / static_cast<double>(values.size());
  weight_ = 1.0 / share;
  switch (kind_) {
    case MetricKind::sd:
      at_ = mean_of(sample);
      break;
    case MetricKind::var:
      turn_to_losses(sample);
      [[fallthrough]];
    case MetricKind::quantile:
    case MetricKind::drawdown:
      at_ = value_;
      take_density(std::move(sample), level_, static_cast<double>(independent) * share);
      break;
    case MetricKind::es:
      turn_to_losses(sample);
      at_ = order_statistic(sample, level_);
      break;
    default:
      at_ = value_;
  }
}

/// 1 / f = dq/dp = (dq/dt) / (p (1 - p)), t = log(p / (1 - p)). The error follows from the covariance
/// p_i (1 - p_j) / (n f_i f_j) of quantiles p_i <= p_j with q straight in t.
void StatisticInfluence::take_density(std::vector<double> sorted, double p, double independent) {
  constexpr double spacing = 0.4;
  constexpr std::array<double, 4> steps = {-2.0, -1.0, 1.0, 2.0};
  constexpr std::array<double, 4> weights = {1.0 / 12.0, -8.0 / 12.0, 8.0 / 12.0, -1.0 / 12.0};
  constexpr double fewest_beyond = 20.0;
  inverse_density_ = nan;
  if (std::min(p, 1.0 - p) * independent < fewest_beyond) return;
  std::sort(sorted.begin(), sorted.end());
  const double t = std::log(p / (1.0 - p));
  const double n = static_cast<double>(sorted.size());
  std::array<double, 4> at{};
  double slope = 0.0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    at[i] = logistic(t + steps[i] * spacing);
    const double place = std::clamp(at[i] * n - 0.5, 0.0, n - 1.0);  // between order statistics
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    const double q = sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
    slope += weights[i] * q / spacing;
  }
  if (!(slope > 0.0)) return;
  double variance = 0.0;
  for (std::size_t i = 0; i < at.size(); ++i)
    for (std::size_t j = 0; j < at.size(); ++j)
      variance += weights[i] * weights[j] / (std::max(at[i], at[j]) * (1.0 - std::min(at[i], at[j])));
  inverse_density_ = slope / (p * (1.0 - p));
  scale_error_ = std::sqrt(variance / independent) / spacing;
}

bool StatisticInfluence::exists() const {
  return std::isfinite(value_) && std::isfinite(inverse_density_) &&
         !(kind_ == MetricKind::sd && value_ <= 1e-12 * std::fabs(at_));
}

double StatisticInfluence::operator()(double y, double given) const {
  if (given == 0.0) return 0.0;
  switch (kind_) {
    case MetricKind::mean:
    case MetricKind::condition_probability:
      return weight_ * (y - value_);
    case MetricKind::sd:
      return weight_ * ((y - at_) * (y - at_) - value_ * value_) / (2.0 * value_);
    case MetricKind::quantile:
    case MetricKind::drawdown:
      return weight_ * (level_ - (y <= at_ ? 1.0 : 0.0)) * inverse_density_;
    case MetricKind::var:
      return weight_ * ((-y > at_ ? 1.0 : 0.0) - (1.0 - level_)) * inverse_density_;
    case MetricKind::es:
      return weight_ * (at_ - value_ + std::max(-y - at_, 0.0) / (1.0 - level_));
    default:
      return weight_ * ((-y >= level_ ? 1.0 : 0.0) - value_);
  }
}

}  // namespace faultline
