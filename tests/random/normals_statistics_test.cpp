// The distribution of 2^25 = 3.4e7 normals; every figure is stated in standard errors under the null
// hypothesis.
#include "math/special.h"
#include "random/bulk.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr std::size_t block = 8192;
constexpr std::uint32_t quads = 16;
constexpr std::size_t blocks = 64;
constexpr double count = 4.0 * quads * block * blocks;

/// normals[step][i] of one block of consecutive paths.
class NormalsStatistics : public testing::Test {
 protected:
  template <class Visit>
  void for_each_block(StreamId stream, Visit visit) {
    const BulkRandom random(SeedKey(20250213));
    std::vector<std::uint64_t> paths(block);
    for (std::size_t b = 0; b < blocks; ++b) {
      for (std::size_t i = 0; i < block; ++i) paths[i] = b * block + i;
      for (std::uint32_t quad = 0; quad < quads; ++quad) {
        random.normals(stream, quad, paths, rows_ + 4 * quad * block, block);
      }
      visit(rows_);
    }
  }

  alignas(64) inline static float rows_[4 * quads * block];
};

TEST_F(NormalsStatistics, MomentsAndTails) {
  std::array<double, 6> sums{};
  const std::array<double, 4> cuts{1.0, 2.0, 3.0, 4.5};
  std::array<double, 4> above{};
  std::array<double, 4> below{};
  for_each_block(StreamId{1}, [&](const float* z) {
    for (std::size_t i = 0; i < 4 * quads * block; ++i) {
      const double x = static_cast<double>(z[i]);
      const double x2 = x * x;
      sums[0] += x;
      sums[1] += x2;
      sums[2] += x2 * x;
      sums[3] += x2 * x2;
      sums[5] += x2 * x2 * x2;
      for (std::size_t k = 0; k < cuts.size(); ++k) {
        above[k] += x > cuts[k] ? 1.0 : 0.0;
        below[k] += x < -cuts[k] ? 1.0 : 0.0;
      }
    }
  });
  const auto errors = [](double sum, double mean, double variance) {
    return (sum - count * mean) / std::sqrt(count * variance);
  };
  EXPECT_LT(std::abs(errors(sums[0], 0.0, 1.0)), 4.0);
  EXPECT_LT(std::abs(errors(sums[1], 1.0, 2.0)), 4.0);
  EXPECT_LT(std::abs(errors(sums[2], 0.0, 15.0)), 4.0);
  EXPECT_LT(std::abs(errors(sums[3], 3.0, 96.0)), 4.0);
  EXPECT_LT(std::abs(errors(sums[5], 15.0, 10'395.0 - 225.0)), 4.0);
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    const double p = normal_cdf(-cuts[k]);
    EXPECT_LT(std::abs(errors(above[k], p, p * (1.0 - p))), 4.0) << cuts[k];
    EXPECT_LT(std::abs(errors(below[k], p, p * (1.0 - p))), 4.0) << cuts[k];
  }
}

TEST_F(NormalsStatistics, KolmogorovDistanceOnAFineGrid) {
  constexpr std::size_t cells = 8192;  // of width 2^-9 from -8 to 8
  std::vector<double> histogram(cells, 0.0);
  for_each_block(StreamId{2}, [&](const float* z) {
    for (std::size_t i = 0; i < 4 * quads * block; ++i) {
      histogram[static_cast<std::size_t>((z[i] + 8.0f) * 512.0f)] += 1.0;
    }
  });
  double cumulative = 0.0;
  double distance = 0.0;
  for (std::size_t k = 0; k < cells; ++k) {
    cumulative += histogram[k];
    const double edge = -8.0 + static_cast<double>(k + 1) / 512.0;
    distance = std::max(distance, std::abs(cumulative / count - normal_cdf(edge)));
  }
  EXPECT_LT(distance * std::sqrt(count), 1.95);  // 0.1 % point of Kolmogorov's distribution
}

TEST_F(NormalsStatistics, NeighboursAreUncorrelated) {
  // Products and products of squares of draws next to each other in step, path and vector lane.
  struct Pair {
    double product = 0.0;
    double squares = 0.0;
    double n = 0.0;
    void add(float a, float b) {
      const double x = static_cast<double>(a);
      const double y = static_cast<double>(b);
      product += x * y;
      squares += (x * x - 1.0) * (y * y - 1.0);
      n += 1.0;
    }
    double product_errors() const { return product / std::sqrt(n); }
    double square_errors() const { return squares / std::sqrt(4.0 * n); }
  };
  std::array<Pair, 6> pairs{};
  for_each_block(StreamId{3}, [&](const float* z) {
    for (std::size_t step = 0; step < 4 * quads; ++step) {
      const float* row = z + step * block;
      for (std::size_t i = 0; i + 64 < block; ++i) {
        pairs[0].add(row[i], row[i + 1]);
        pairs[1].add(row[i], row[i + 8]);
        pairs[2].add(row[i], row[i + 64]);
        if (step % 2 == 0) pairs[3].add(row[i], row[i + block]);  // one Box-Muller pair
        if (step % 4 == 1) pairs[4].add(row[i], row[i + block]);  // two pairs of a counter
        if (step % 4 == 3 && step + 1 < 4 * quads) pairs[5].add(row[i], row[i + block]);  // two counters
      }
    }
  });
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    EXPECT_LT(std::abs(pairs[k].product_errors()), 4.0) << k;
    EXPECT_LT(std::abs(pairs[k].square_errors()), 4.0) << k;
  }
}

TEST_F(NormalsStatistics, StreamsOfSimilarNumbersAreUncorrelated) {
  const BulkRandom random(SeedKey(8));
  std::vector<std::uint64_t> paths(block);
  for (std::size_t i = 0; i < block; ++i) paths[i] = i;
  double product = 0.0;
  double n = 0.0;
  for (std::uint32_t s = 0; s < 64; s += 2) {
    for (std::uint32_t quad = 0; quad < 8; ++quad) {
      random.normals(StreamId{s}, quad, paths, rows_, block);
      random.normals(StreamId{s + 1}, quad, paths, rows_ + 4 * block, block);
      for (std::size_t i = 0; i < 4 * block; ++i) {
        product += static_cast<double>(rows_[i]) * static_cast<double>(rows_[i + 4 * block]);
        n += 1.0;
      }
    }
  }
  EXPECT_LT(std::abs(product / std::sqrt(n)), 4.0);
}

}  // namespace
}  // namespace faultline
