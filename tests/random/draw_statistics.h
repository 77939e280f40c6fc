#pragma once

#include "math/special.h"
#include "random/bulk.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

/// Statistics of 2^27 = 1.3e8 draws, each stated in standard errors under the null hypothesis.
namespace faultline::testing {

inline constexpr std::size_t block = 2048;  ///< paths
inline constexpr std::uint32_t quads = 16;
inline constexpr std::size_t rows = 4 * quads;  ///< steps
inline constexpr std::size_t blocks = 1024;
inline constexpr double count = static_cast<double>(rows * block * blocks);

/// The largest distance seen, and of what.
struct Worst {
  double errors = 0.0;
  std::string what = "nothing";

  void see(const std::string& name, double distance) {
    if (!(std::abs(distance) <= errors)) *this = {std::abs(distance), name};
  }
  friend std::ostream& operator<<(std::ostream& out, const Worst& worst) {
    return out << worst.what << " is " << worst.errors << " standard errors off";
  }
};

/// Normals of consecutive paths and steps, row by row, perhaps damaged on purpose.
template <class Real>
class Normals {
 public:
  using Damage = std::function<void(Real* row)>;

  explicit Normals(StreamId stream, Damage damage = {}, std::uint64_t seed = 20250213)
      : stream_(stream),
        damage_(std::move(damage)),
        random_(SeedKey(seed)),
        room_(std::make_unique<Room>()) {}

  /// z[step * block + i] of the paths b * block + i, until the next call.
  const Real* block_of(std::size_t b) {
    std::vector<std::uint64_t> paths(block);
    std::iota(paths.begin(), paths.end(), b * block);
    for (std::uint32_t quad = 0; quad < quads; ++quad)
      random_.normals(stream_, quad, paths, room_->values + 4 * quad * block, block);
    if (damage_)
      for (std::size_t step = 0; step < rows; ++step) damage_(room_->values + step * block);
    return room_->values;
  }

 private:
  struct Room {
    alignas(64) Real values[rows * block];
  };
  StreamId stream_;
  Damage damage_;
  BulkRandom random_;
  std::unique_ptr<Room> room_;
};

/// Distance of a sum of n terms of known mean and variance.
inline double errors_of(double sum, double n, double mean, double variance) {
  return (sum - n * mean) / std::sqrt(n * variance);
}

/// sum of f(i), i < n, n a multiple of 8, in lanes that the compiler can keep in vectors.
template <class F>
double sum_of(std::size_t n, F f) {
  std::array<double, 8> sums{};
  for (std::size_t i = 0; i < n; i += 8)
    for (std::size_t lane = 0; lane < 8; ++lane) sums[lane] += f(i + lane);
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

/// Moments 1 to 6, and the shares beyond 1 to 5 standard deviations on either side.
template <class Real>
Worst moments_and_tails(Normals<Real> normals) {
  constexpr std::array<double, 6> means{0.0, 1.0, 0.0, 3.0, 0.0, 15.0};
  constexpr std::array<double, 6> variances{1.0, 2.0, 15.0, 96.0, 945.0, 10'170.0};
  constexpr std::array<double, 5> cuts{1.0, 2.0, 3.0, 4.0, 5.0};
  std::array<double, 6> sums{};
  std::array<double, 2 * cuts.size()> beyond{};
  for (std::size_t b = 0; b < blocks; ++b) {
    const Real* z = normals.block_of(b);
    for (std::size_t p = 0; p < sums.size(); ++p)
      sums[p] += sum_of(rows * block, [z, p](std::size_t i) {
        const double x = static_cast<double>(z[i]), square = x * x;
        const double even = p < 2 ? 1.0 : p < 4 ? square : square * square;
        return even * (p % 2 == 0 ? x : square);
      });
    for (std::size_t k = 0; k < cuts.size(); ++k) {
      const Real cut = static_cast<Real>(cuts[k]);
      beyond[2 * k] += sum_of(rows * block, [=](std::size_t i) { return z[i] > cut ? 1.0 : 0.0; });
      beyond[2 * k + 1] += sum_of(rows * block, [=](std::size_t i) { return z[i] < -cut ? 1.0 : 0.0; });
    }
  }
  Worst worst;
  for (std::size_t p = 0; p < sums.size(); ++p)
    worst.see("moment " + std::to_string(p + 1), errors_of(sums[p], count, means[p], variances[p]));
  for (std::size_t k = 0; k < beyond.size(); ++k) {
    const double p = normal_cdf(-cuts[k / 2]);
    worst.see((k % 2 == 0 ? "share above " : "share below -") + std::to_string(cuts[k / 2]),
              errors_of(beyond[k], count, p, p * (1.0 - p)));
  }
  return worst;
}

/// sqrt(n) times Kolmogorov's distance, on the edges of equal cells from `lower` on; the law's distribution
/// function given. Exceeds 1.95 once in a thousand samples.
template <class Cdf>
double kolmogorov(const std::vector<std::uint64_t>& cells, double lower, double width, Cdf cdf) {
  const double n = static_cast<double>(std::accumulate(cells.begin(), cells.end(), std::uint64_t{0}));
  double cumulative = 0.0, distance = 0.0;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    cumulative += static_cast<double>(cells[k]);
    distance = std::max(distance, std::abs(cumulative / n - cdf(lower + width * static_cast<double>(k + 1))));
  }
  return distance * std::sqrt(n);
}

template <class Real>
double kolmogorov_of_normals(Normals<Real> normals) {
  constexpr double width = 0x1p-9;
  std::vector<std::uint64_t> cells(20 * 512, 0);  // from -10 to 10
  for (std::size_t b = 0; b < blocks; ++b) {
    const Real* z = normals.block_of(b);
    for (std::size_t i = 0; i < rows * block; ++i)
      ++cells[static_cast<std::size_t>((z[i] + Real{10}) * Real{512})];
  }
  return kolmogorov(cells, -10.0, width, [](double x) { return normal_cdf(x); });
}

/// Sums of products of paired draws and of their squares.
struct Correlation {
  double products = 0.0, squares = 0.0, n = 0.0;

  template <class Real>
  void add(const Real* a, const Real* b, std::size_t pairs) {
    products +=
        sum_of(pairs, [=](std::size_t i) { return static_cast<double>(a[i]) * static_cast<double>(b[i]); });
    squares += sum_of(pairs, [=](std::size_t i) {
      const double x = static_cast<double>(a[i]), y = static_cast<double>(b[i]);
      return (x * x - 1.0) * (y * y - 1.0);
    });
    n += static_cast<double>(pairs);
  }
  void show(const std::string& what, Worst& worst) const {
    worst.see("correlation of " + what, products / std::sqrt(n));
    worst.see("correlation of the squares of " + what, squares / std::sqrt(4.0 * n));
  }
};

/// Draws of one step on paths that are some lanes or a whole block apart.
template <class Real>
Worst across_paths(Normals<Real> normals) {
  constexpr std::array<std::size_t, 8> apart{1, 2, 4, 8, 16, 32, 64, 1024};
  std::array<Correlation, apart.size()> pairs{};
  Correlation far;
  std::vector<Real> before;
  for (std::size_t b = 0; b < blocks; ++b) {
    const Real* z = normals.block_of(b);
    for (std::size_t step = 0; step < rows; ++step)
      for (std::size_t k = 0; k < apart.size(); ++k)
        pairs[k].add(z + step * block, z + step * block + apart[k], (block - apart[k]) / 8 * 8);
    if (b > 0) far.add(z, before.data(), rows * block);
    before.assign(z, z + rows * block);
  }
  Worst worst;
  for (std::size_t k = 0; k < apart.size(); ++k)
    pairs[k].show("paths " + std::to_string(apart[k]) + " apart", worst);
  far.show("paths a block apart", worst);
  return worst;
}

/// Draws of one path on consecutive steps: by their place in a call of four, and some calls apart.
template <class Real>
Worst across_steps(Normals<Real> normals) {
  std::array<Correlation, 4> next{};
  std::array<Correlation, 3> apart{};
  for (std::size_t b = 0; b < blocks; ++b) {
    const Real* z = normals.block_of(b);
    for (std::size_t step = 0; step < rows; ++step) {
      const Real* row = z + step * block;
      if (step + 1 < rows) next[step % 4].add(row, row + block, block);
      for (std::size_t k = 0; k < apart.size(); ++k)
        if (step + k + 2 < rows) apart[k].add(row, row + (k + 2) * block, block);
    }
  }
  Worst worst;
  for (std::size_t k = 0; k < next.size(); ++k)
    next[k].show("steps 4n + " + std::to_string(k) + " and the next", worst);
  for (std::size_t k = 0; k < apart.size(); ++k)
    apart[k].show("steps " + std::to_string(k + 2) + " apart", worst);
  return worst;
}

/// Draws of the same paths and steps from two sources.
template <class Real>
Worst across_sources(Normals<Real> left, Normals<Real> right, const std::string& what) {
  Correlation both;
  for (std::size_t b = 0; b < blocks; ++b) both.add(left.block_of(b), right.block_of(b), rows * block);
  Worst worst;
  both.show(what, worst);
  return worst;
}

/// Moments 1 to 4 of uniforms about 1/2 and Kolmogorov's distance in units of its 0.1 % point per four
/// errors.
class Uniforms {
 public:
  void add(const double* u, std::size_t n) {
    for (std::size_t p = 0; p < sums_.size(); ++p)
      sums_[p] += sum_of(n, [u, p](std::size_t i) {
        const double x = u[i] - 0.5, square = x * x;
        return (p < 2 ? 1.0 : square) * (p % 2 == 0 ? x : square);
      });
    for (std::size_t i = 0; i < n; ++i) ++cells_[static_cast<std::size_t>(u[i] * 4096.0)];
    n_ += static_cast<double>(n);
  }
  Worst worst() const {
    Worst worst;
    for (std::size_t p = 0; p < sums_.size(); ++p) {
      const double order = static_cast<double>(p + 1);
      const auto moment = [](double k) { return std::pow(0.5, k) / (k + 1.0); };  // of even order
      const double mean = p % 2 == 0 ? 0.0 : moment(order);
      worst.see("moment " + std::to_string(p + 1),
                errors_of(sums_[p], n_, mean, moment(2.0 * order) - mean * mean));
    }
    worst.see("Kolmogorov's distance",
              4.0 / 1.95 * kolmogorov(cells_, 0.0, 0x1p-12, [](double x) { return x; }));
    return worst;
  }

 private:
  std::array<double, 4> sums_{};
  std::vector<std::uint64_t> cells_ = std::vector<std::uint64_t>(4096, 0);
  double n_ = 0.0;
};

}  // namespace faultline::testing
