#include "study/sobol_indices.h"

#include "core/contract.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include <boost/random/sobol.hpp>

namespace faultline {
namespace {

/// What a set of rows says.
struct Point {
  double mean = 0.0;
  double variance = 0.0;
  std::vector<double> first;
  std::vector<double> total;
};

class Rows {
 public:
  Rows(std::size_t parameters, std::span<const double> f, std::span<const double> g)
      : parameters_(parameters), f_(f), g_(g) {}

  std::size_t size() const { return f_.size() / (parameters_ + 2); }

  Point estimate(std::span<const std::size_t> chosen) const {
    const double n = static_cast<double>(chosen.size());
    Point point;
    // Measured from the first value, so that a variance far below the squared mean keeps its digits.
    double sum_f = 0.0, sum_g = 0.0, sum_fg = 0.0, unlike = 0.0;
    std::vector<double> unlike_b(parameters_, 0.0), unlike_a(parameters_, 0.0);
    for (const std::size_t row : chosen) {
      const double* f = f_.data() + row * (parameters_ + 2);
      const double* g = g_.data() + row * (parameters_ + 2);
      sum_f += f[0] + f[1] - 2.0 * f_[0];
      sum_g += g[0] + g[1] - 2.0 * f_[0];
      sum_fg += (f[0] - f_[0]) * (g[0] - f_[0]) + (f[1] - f_[0]) * (g[1] - f_[0]);
      unlike += (f[0] - f[1]) * (g[0] - g[1]);
      for (std::size_t i = 0; i < parameters_; ++i) {
        unlike_a[i] += (f[0] - f[i + 2]) * (g[0] - g[i + 2]);
        unlike_b[i] += (f[1] - f[i + 2]) * (g[1] - g[i + 2]);
      }
    }
    const double mean_f = sum_f / (2.0 * n), mean_g = sum_g / (2.0 * n);
    point.mean = f_[0] + 0.5 * (mean_f + mean_g);
    point.variance = (sum_fg / (2.0 * n) - mean_f * mean_g) * 2.0 * n / (2.0 * n - 1.0);
    for (std::size_t i = 0; i < parameters_; ++i) {
      point.first.push_back(1.0 - unlike_b[i] / unlike);
      point.total.push_back(unlike_a[i] / unlike);
    }
    return point;
  }

 private:
  std::size_t parameters_;
  std::span<const double> f_, g_;
};

double sd(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0.0;
  for (const double x : values) squares += (x - mean) * (x - mean);
  return std::sqrt(squares / (n - 1.0));
}

double percentile(std::vector<double> values, double p) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(p * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

VarianceShare share(double value, const std::vector<double>& resampled, std::size_t rows) {
  return {{value, sd(resampled), rows}, percentile(resampled, 0.025), percentile(resampled, 0.975)};
}

double noise_of(std::span<const double> f, std::span<const double> g) {
  double squares = 0.0;
  for (std::size_t i = 0; i < f.size(); ++i) squares += (f[i] - g[i]) * (f[i] - g[i]);
  return squares / (2.0 * static_cast<double>(f.size()));
}

}  // namespace

SaltelliDesign saltelli_design(std::size_t parameters, std::size_t rows, std::uint64_t seed) {
  SaltelliDesign design{parameters, rows, {}, {}};
  std::mt19937_64 shifts(seed);
  std::vector<std::uint64_t> shift(2 * parameters);
  for (std::uint64_t& word : shift) word = shifts();
  boost::random::sobol sequence(2 * parameters);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t d = 0; d < 2 * parameters; ++d) {
      const std::uint64_t word = (static_cast<std::uint64_t>(sequence()) ^ shift[d]) >> 12;
      const double u = (static_cast<double>(word) + 0.5) * 0x1p-52;
      (d < parameters ? design.a : design.b).push_back(u);
    }
  return design;
}

SobolIndices sobol_indices(std::size_t parameters, std::span<const double> f, std::span<const double> g,
                           std::uint64_t seed, std::size_t resamples) {
  FAULTLINE_EXPECT(f.size() == g.size() && f.size() % (parameters + 2) == 0);
  const Rows rows(parameters, f, g);
  const std::size_t n = rows.size();
  std::vector<std::size_t> chosen(n);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  const Point point = rows.estimate(chosen);

  std::vector<double> means, variances;
  std::vector<std::vector<double>> first(parameters), total(parameters);
  std::mt19937_64 random(seed);
  for (std::size_t r = 0; r < resamples; ++r) {
    // By remainder: the bias for a few thousand rows out of 2^64 is nothing, and every library draws the
    // same.
    for (std::size_t& row : chosen) row = static_cast<std::size_t>(random() % n);
    const Point again = rows.estimate(chosen);
    means.push_back(again.mean);
    variances.push_back(again.variance);
    for (std::size_t i = 0; i < parameters; ++i) {
      first[i].push_back(again.first[i]);
      total[i].push_back(again.total[i]);
    }
  }
  SobolIndices indices;
  indices.mean = {point.mean, sd(means), n};
  indices.variance = {point.variance, sd(variances), n};
  indices.noise = noise_of(f, g);
  indices.resolved = point.variance > 3.0 * indices.variance.standard_error;
  if (!indices.resolved) {
    indices.first.resize(parameters, {{}, std::nan(""), std::nan("")});
    indices.total = indices.first;
    return indices;
  }
  for (std::size_t i = 0; i < parameters; ++i) {
    indices.first.push_back(share(point.first[i], first[i], n));
    indices.total.push_back(share(point.total[i], total[i], n));
  }
  return indices;
}

}  // namespace faultline
