#include "risk/order.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

/// Value at the share u of a bin's observations, the density taken as linear with the mean of the bin's
/// values; values that no linear density explains (a mass at one point) stand at their mean.
double value_at(const Bin& bin, double u) {
  const double width = bin.upper - bin.lower;
  const double slope = 6.0 * ((bin.mean - bin.lower) / width - 0.5);
  if (bin.count == 1 || !(std::fabs(slope) <= 1.0)) return bin.mean;
  // Solves t (1 - slope) + slope t^2 = u.
  const double b = 1.0 - slope;
  const double t = 2.0 * u / (b + std::sqrt(b * b + 4.0 * slope * u));
  return bin.lower + width * t;
}

/// Gathers the worst k observations from below.
struct Tail {
  double k = 0.0;
  double taken = 0.0;
  double sum = 0.0;
  double squares = 0.0;

  void add(const Bin& bin) {
    const double weight = std::min(k - taken, static_cast<double>(bin.count));
    if (weight <= 0.0) return;
    const double share = weight / static_cast<double>(bin.count);
    const double loss = -(share < 1.0 ? value_at(bin, 0.5 * share) : bin.mean);
    taken += weight;
    sum += weight * loss;
    squares += weight * loss * loss;
  }

  Shortfall shortfall(double var, double n, double confidence) const {
    const double es = sum / k;
    const double spread = std::max(squares / k - es * es, 0.0);
    return {var, es, (spread + confidence * (es - var) * (es - var)) / (n * (1.0 - confidence))};
  }
};

template <class Histogram>
std::size_t size_of(const Histogram& histogram) {
  std::uint64_t n = histogram.below() + histogram.above();
  histogram.ascend([&](const Bin& bin) { return n += bin.count, true; });
  return n;
}

template <class Histogram>
OrderAnswer read(const Histogram& histogram, double lowest, double highest, OrderRequest request) {
  const std::size_t n = size_of(histogram);
  const std::size_t asked = request.confidence.size();
  std::vector<std::size_t> var_ranks;
  std::vector<Tail> tails(asked);
  for (std::size_t i = 0; i < asked; ++i) {
    var_ranks.push_back(n + 1 - quantile_rank(n, request.confidence[i]));
    tails[i].k = (1.0 - request.confidence[i]) * static_cast<double>(n);
  }
  request.ranks.insert(request.ranks.end(), var_ranks.begin(), var_ranks.end());
  std::sort(request.ranks.begin(), request.ranks.end());
  request.ranks.erase(std::unique(request.ranks.begin(), request.ranks.end()), request.ranks.end());

  OrderAnswer answer{request.ranks, {}, {}};
  std::size_t before = histogram.below();
  const auto next = [&] { return answer.ranks[answer.values.size()]; };
  const auto left = [&] { return answer.values.size() < answer.ranks.size(); };
  while (left() && next() <= before) answer.values.push_back(-std::numeric_limits<double>::infinity());
  histogram.ascend([&](const Bin& bin) {
    while (left() && next() <= before + bin.count) {
      const double share = (static_cast<double>(next() - before) - 0.5) / static_cast<double>(bin.count);
      answer.values.push_back(std::clamp(value_at(bin, share), lowest, highest));
    }
    for (Tail& tail : tails) tail.add(bin);
    before += bin.count;
    return true;
  });
  while (left()) answer.values.push_back(std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < asked; ++i) {
    const double var = -answer.at(var_ranks[i]);
    answer.shortfalls.push_back(tails[i].shortfall(var, static_cast<double>(n), request.confidence[i]));
  }
  return answer;
}

}  // namespace

OrderAnswer order_of(const FineHistogram& histogram, double lowest, double highest, OrderRequest request) {
  return read(histogram, lowest, highest, std::move(request));
}

OrderAnswer order_of(const BatchHistogram& histogram, double lowest, double highest, OrderRequest request) {
  return read(histogram, lowest, highest, std::move(request));
}

}  // namespace faultline
