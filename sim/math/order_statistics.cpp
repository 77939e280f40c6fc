#include "math/order_statistics.h"

#include "core/contract.h"
#include "math/boost_policy.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <boost/math/special_functions/beta.hpp>

namespace faultline {
namespace {

/// Normal probability beyond one standard error on one side.
constexpr double one_sided = 0.158655253931457051;

/// A product such as 0.95 * 100 counts as the integer it is meant to be.
double ceil_of_product(double x) {
  return std::ceil(x - 1e-9 * std::max(1.0, x * 1e-6));
}
double floor_of_product(double x) {
  return std::floor(x + 1e-9 * std::max(1.0, x * 1e-6));
}

std::size_t clamped_rank(double rank, std::size_t n) {
  return static_cast<std::size_t>(std::clamp(rank, 1.0, static_cast<double>(n)));
}

/// P(Binomial(n, p) >= k).
double binomial_at_least(std::size_t k, std::size_t n, double p) {
  if (k == 0) return 1.0;
  if (k > n) return 0.0;
  return boost::math::ibeta(static_cast<double>(k), static_cast<double>(n - k + 1), p, BoostPolicy());
}

}  // namespace

std::size_t quantile_rank(std::size_t n, double p) {
  FAULTLINE_EXPECT(n >= 1);
  return clamped_rank(ceil_of_product(p * static_cast<double>(n)), n);
}

RankInterval quantile_rank_interval(std::size_t n, double p) {
  FAULTLINE_EXPECT(n >= 1);
  const double centre = p * static_cast<double>(n);
  const double variance = centre * (1.0 - p);
  const double sd = std::sqrt(variance);
  RankInterval ranks{clamped_rank(std::floor(centre - sd + 0.5), n),
                     clamped_rank(std::ceil(centre + sd + 0.5), n)};
  if (variance >= 1000.0) return ranks;
  // lower: the largest rank with P(B < rank) small; upper: the smallest with P(B >= rank) small.
  const auto low_enough = [&](std::size_t rank) { return 1.0 - binomial_at_least(rank, n, p) <= one_sided; };
  const auto high_enough = [&](std::size_t rank) { return binomial_at_least(rank, n, p) <= one_sided; };
  while (ranks.lower > 1 && !low_enough(ranks.lower)) --ranks.lower;
  while (ranks.lower < n && low_enough(ranks.lower + 1)) ++ranks.lower;
  while (ranks.upper < n && !high_enough(ranks.upper)) ++ranks.upper;
  while (ranks.upper > 1 && high_enough(ranks.upper - 1)) --ranks.upper;
  return ranks;
}

bool has_rank_interval(std::size_t n, double p) {
  return std::pow(std::max(p, 1.0 - p), static_cast<double>(n)) <= one_sided;
}

Interval wilson_interval(double successes, double n, double z) {
  const double share = successes / n;
  const double z2 = z * z;
  const double centre = (share + 0.5 * z2 / n) / (1.0 + z2 / n);
  const double half = z * std::sqrt(share * (1.0 - share) / n + 0.25 * z2 / (n * n)) / (1.0 + z2 / n);
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

double select_rank(std::span<double> sample, std::size_t rank) {
  FAULTLINE_EXPECT(rank >= 1 && rank <= sample.size());
  const auto place = sample.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(sample.begin(), place, sample.end());
  return *place;
}

void select_ranks(std::span<double> sample, std::span<const std::size_t> ranks, std::span<double> values) {
  FAULTLINE_EXPECT(ranks.size() == values.size() && std::is_sorted(ranks.begin(), ranks.end()));
  const auto work = [&](auto&& self, std::size_t begin, std::size_t end, std::size_t first,
                        std::size_t last) -> void {
    if (first == last) return;
    const std::size_t middle = first + (last - first) / 2;
    const std::size_t place = ranks[middle] - 1;
    const auto at = [&](std::size_t i) { return sample.begin() + static_cast<std::ptrdiff_t>(i); };
    // A rank equal to a neighbour's may lie just outside what is left to partition; it is in place already.
    if (place >= begin && place < end) std::nth_element(at(begin), at(place), at(end));
    values[middle] = sample[place];
    self(self, begin, std::max(begin, place), first, middle);
    self(self, std::min(end, place + 1), end, middle + 1, last);
  };
  work(work, 0, sample.size(), 0, ranks.size());
}

std::size_t tail_size(std::size_t n, double confidence) {
  return clamped_rank(floor_of_product((1.0 - confidence) * static_cast<double>(n)) + 1.0, n);
}

Shortfall expected_shortfall(std::span<double> losses, double confidence) {
  FAULTLINE_EXPECT(!losses.empty());
  const std::size_t size = tail_size(losses.size(), confidence);
  std::nth_element(losses.begin(), losses.begin() + static_cast<std::ptrdiff_t>(size - 1), losses.end(),
                   std::greater<>());
  return expected_shortfall_of_tail(losses.first(size), losses.size(), confidence);
}

Shortfall expected_shortfall_of_tail(std::span<double> worst, std::size_t n, double confidence) {
  const std::size_t size = tail_size(n, confidence);
  FAULTLINE_EXPECT(worst.size() >= size && size >= 1);
  std::sort(worst.begin(), worst.end(), std::greater<>());
  const double k = (1.0 - confidence) * static_cast<double>(n);
  // The last of the tail carries the fraction; with k < 1 it is the only one.
  double sum = 0.0;
  double weight = 0.0;
  Shortfall result;
  result.var = worst[size - 1];
  for (std::size_t i = 0; i < size; ++i) {
    const double share = std::clamp(k - static_cast<double>(i), 0.0, 1.0);
    sum += share * (worst[i] - result.var);
    weight += share;
  }
  result.es = result.var + sum / weight;
  if (floor_of_product(k) < 2.0) {
    result.var_of_es = std::numeric_limits<double>::quiet_NaN();
    return result;
  }
  double squares = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    const double share = std::clamp(k - static_cast<double>(i), 0.0, 1.0);
    squares += share * (worst[i] - result.es) * (worst[i] - result.es);
  }
  const double beyond = result.es - result.var;
  result.var_of_es = (squares / weight + confidence * beyond * beyond) / k;
  return result;
}

}  // namespace faultline
