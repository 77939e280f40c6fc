#include "engine/tally_moments.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

namespace faultline {

namespace {

constexpr std::size_t lanes = 8;
using Lanes = std::array<double, lanes>;

double total(const Lanes& sums) {
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

constexpr double binomial(int n, int k) {
  double value = 1.0;
  for (int i = 1; i <= k; ++i) value = value * (n - k + i) / i;
  return value;
}

template <int Order>
void add_powers(std::array<Lanes, Order - 1>& sums, const double* values, std::size_t width, double mean) {
  for (std::size_t lane = 0; lane < width; ++lane) {
    const double deviation = values[lane] - mean;
    double power = deviation;
    for (std::size_t p = 0; p + 1 < Order; ++p) {
      power *= deviation;
      sums[p][lane] += power;
    }
  }
}

/// Sum and extremes.
class FirstPass {
 public:
  explicit FirstPass(std::span<const double> values) {
    lowest_.fill(std::numeric_limits<double>::infinity());
    highest_.fill(-std::numeric_limits<double>::infinity());
    const std::size_t whole = values.size() - values.size() % lanes;
    for (std::size_t i = 0; i < whole; i += lanes) see(values.data() + i, lanes);
    see(values.data() + whole, values.size() - whole);
  }

  double total_sum() const { return total(sum_); }
  double lowest() const { return *std::min_element(lowest_.begin(), lowest_.end()); }
  double highest() const { return *std::max_element(highest_.begin(), highest_.end()); }

 private:
  void see(const double* from, std::size_t width) {
    for (std::size_t lane = 0; lane < width; ++lane) {
      sum_[lane] += from[lane];
      lowest_[lane] = std::min(lowest_[lane], from[lane]);
      highest_[lane] = std::max(highest_[lane], from[lane]);
    }
  }

  Lanes sum_{}, lowest_, highest_;
};

template <int Order>
Moments<Order> moments_about(std::span<const double> values, const FirstPass& pass) {
  Moments<Order> result;
  if (values.empty()) return result;
  result.n = values.size();
  result.lowest = pass.lowest();
  result.highest = pass.highest();
  if (result.constant()) {
    result.mean = result.lowest;
    return result;
  }
  result.mean = pass.total_sum() / static_cast<double>(values.size());
  const std::size_t whole = values.size() - values.size() % lanes;
  std::array<Lanes, Order - 1> powers{};
  for (std::size_t i = 0; i < whole; i += lanes) {
    add_powers<Order>(powers, values.data() + i, lanes, result.mean);
  }
  add_powers<Order>(powers, values.data() + whole, values.size() - whole, result.mean);
  for (std::size_t p = 0; p + 1 < Order; ++p) result.sums[p] = total(powers[p]);
  return result;
}

}  // namespace

template <int Order>
Moments<Order> moments_of(std::span<const double> values) {
  return moments_about<Order>(values, FirstPass(values));
}

template <int Order>
Moments<Order> finite_moments_of(std::span<const double> values, std::vector<double>& scratch) {
  const FirstPass pass(values);
  if (std::isfinite(pass.total_sum())) return moments_about<Order>(values, pass);
  scratch.clear();
  std::copy_if(values.begin(), values.end(), std::back_inserter(scratch),
               [](double x) { return std::isfinite(x); });
  return moments_of<Order>(std::span<const double>(scratch));
}

template <int Order>
Moments<Order> merged(const Moments<Order>& left, const Moments<Order>& right) {
  if (left.n == 0) return right;
  if (right.n == 0) return left;
  Moments<Order> result;
  result.n = left.n + right.n;
  result.lowest = std::min(left.lowest, right.lowest);
  result.highest = std::max(left.highest, right.highest);
  const double nl = static_cast<double>(left.n), nr = static_cast<double>(right.n);
  const double delta = right.mean - left.mean;
  const double n = nl + nr;
  result.mean = left.mean + delta * (nr / n);
  // Deviations of the two means from the common one, and their powers.
  std::array<double, Order + 1> a{}, b{};
  a[0] = b[0] = 1.0;
  for (std::size_t k = 1; k <= Order; ++k) {
    a[k] = a[k - 1] * (-delta * (nr / n));
    b[k] = b[k - 1] * (delta * (nl / n));
  }
  for (int p = 2; p <= Order; ++p) {
    const auto at = static_cast<std::size_t>(p);
    double sum = left.sum(p) + right.sum(p) + (nl * a[at] + nr * b[at]);
    for (int k = 1; k <= p - 2; ++k) {
      const auto power = static_cast<std::size_t>(k);
      sum += binomial(p, k) * (a[power] * left.sum(p - k) + b[power] * right.sum(p - k));
    }
    result.sums[at - 2] = sum;
  }
  return result;
}

template Moments<2> moments_of<2>(std::span<const double>);
template Moments<4> moments_of<4>(std::span<const double>);
template Moments<8> moments_of<8>(std::span<const double>);
template Moments<4> finite_moments_of<4>(std::span<const double>, std::vector<double>&);
template Moments<8> finite_moments_of<8>(std::span<const double>, std::vector<double>&);
template Moments<2> merged<2>(const Moments<2>&, const Moments<2>&);
template Moments<4> merged<4>(const Moments<4>&, const Moments<4>&);
template Moments<8> merged<8>(const Moments<8>&, const Moments<8>&);

}  // namespace faultline
