#include "random/sobol.h"

#include "math/special.h"
#include "random/normal_table.h"
#include "random/streams.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

std::vector<SobolCoordinate> named(std::size_t n) {
  std::vector<SobolCoordinate> coordinates;
  for (std::uint32_t d = 0; d < n; ++d) coordinates.push_back({stream_id("test"), d});
  return coordinates;
}

/// Path number of a point of a scrambling.
std::uint64_t path_of(std::uint64_t point, std::uint64_t scrambling) {
  return point * sobol_scramblings + scrambling;
}

TEST(Sobol, EveryCoordinateHasOnePointInEveryInterval) {
  const SobolPoints points(SeedKey(3), named(200));
  for (const unsigned bits : {3u, 8u, 12u}) {
    const std::uint64_t n = std::uint64_t{1} << bits;
    for (const std::size_t d : {0u, 1u, 7u, 63u, 199u})
      for (const std::uint64_t scrambling : {0u, 13u, 31u}) {
        std::set<std::uint32_t> intervals;
        for (std::uint64_t i = 0; i < n; ++i)
          intervals.insert(points.word(path_of(5 * n + i, scrambling), d) >> (32 - bits));
        EXPECT_EQ(intervals.size(), n);
      }
  }
}

// Coordinates 0 and 1 are a (0, m, 2)-net: one point in each elementary interval of volume 2^-m.
TEST(Sobol, TheFirstPairIsANet) {
  const SobolPoints points(SeedKey(4), named(2));
  constexpr unsigned m = 10;
  for (unsigned a = 0; a <= m; ++a)
    for (const std::uint64_t scrambling : {0u, 30u}) {
      std::set<std::uint64_t> boxes;
      for (std::uint64_t i = 0; i < (1u << m); ++i) {
        const std::uint64_t x = a == 0 ? 0 : points.word(path_of(i, scrambling), 0) >> (32 - a);
        const std::uint64_t y = a == m ? 0 : points.word(path_of(i, scrambling), 1) >> (32 - (m - a));
        boxes.insert(x << (m - a) | y);
      }
      EXPECT_EQ(boxes.size(), 1u << m) << a;
    }
}

// Any two of the first coordinates are (t, m, 2)-nets with a small t: 2^t points in each interval.
TEST(Sobol, PairsOfEarlyCoordinatesAreNets) {
  const SobolPoints points(SeedKey(5), named(8));
  constexpr unsigned m = 12, t = 4;
  for (std::size_t c = 0; c < 8; ++c)
    for (std::size_t d = 0; d < c; ++d)
      for (unsigned a = 0; a <= m - t; ++a) {
        std::vector<unsigned> counts(1u << (m - t));
        for (std::uint64_t i = 0; i < (1u << m); ++i) {
          const std::uint64_t x = points.word(path_of(i, 9), c), y = points.word(path_of(i, 9), d);
          ++counts[(x >> (32 - a)) << (m - t - a) | y >> (32 - (m - t - a))];
        }
        EXPECT_EQ(*std::max_element(counts.begin(), counts.end()), 1u << t) << c << " " << d << " " << a;
      }
}

// Two words that part at some bit: the result parts at the same bit, and what follows is uniform and
// independent.
TEST(Sobol, ScramblingIsNestedUniform) {
  constexpr std::uint32_t seeds = 200'000;
  for (const auto& [x, y, common] : {std::tuple{0x00000000u, 0x00000001u, 0},
                                     {0x5u, 0x7u, 1},
                                     {0x3u, 0xbu, 3},
                                     {0x0u, 0x100u, 8},
                                     {0x1ffu, 0xffu, 8},
                                     {0x12345678u, 0x92345678u, 31}}) {
    std::vector<double> pairs(256), first(16);
    for (std::uint32_t s = 0; s < seeds; ++s) {
      const PhiloxBlock keys = philox({s, 0, 0, 0}, SeedKey(9));
      const std::uint32_t a = nested_permutation(x, keys), b = nested_permutation(y, keys);
      const std::uint32_t apart = (a ^ b) & (0u - (a ^ b));
      ASSERT_EQ(apart, std::uint32_t{1} << common);
      ++first[a & 15u];
      const int shift = std::min(common + 1, 28);
      ++pairs[((a >> shift) & 15u) << 4 | ((b >> shift) & 15u)];
    }
    const auto chi_square = [&](const std::vector<double>& counts, std::size_t cells) {
      double sum = 0.0;
      const double expected = static_cast<double>(seeds) / static_cast<double>(cells);
      for (const double count : counts) sum += (count - expected) * (count - expected) / expected;
      return (sum - static_cast<double>(cells - 1)) / std::sqrt(2.0 * static_cast<double>(cells - 1));
    };
    EXPECT_LT(std::fabs(chi_square(first, 16)), 5.0) << x << " " << y;
    if (common < 28) {
      EXPECT_LT(std::fabs(chi_square(pairs, 256)), 5.0) << x << " " << y;
    }
  }
}

// Scramblings and coordinates are independent of one another, and the words uniform over them.
TEST(Sobol, ScramblingsAreIndependent) {
  constexpr std::size_t coordinates = 60;
  double same_scrambling = 0.0, same_coordinate = 0.0, mean = 0.0, pairs = 0.0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const SobolPoints points(SeedKey(seed), named(coordinates));
    const auto u = [&](std::uint64_t scrambling, std::size_t d) {
      return std::sqrt(12.0) * (grid_uniform(points.word(path_of(0, scrambling), d)) - 0.5);
    };
    for (std::uint64_t r = 0; r + 1 < sobol_scramblings; ++r)
      for (std::size_t d = 0; d + 1 < coordinates; ++d) {
        mean += u(r, d);
        same_scrambling += u(r, d) * u(r, d + 1);
        same_coordinate += u(r, d) * u(r + 1, d);
        pairs += 1.0;
      }
  }
  for (const double sum : {mean, same_scrambling, same_coordinate})
    EXPECT_LT(std::fabs(sum) / std::sqrt(pairs), 4.5);
}

TEST(Sobol, ABlockHasTheWordsOfItsPaths) {
  const SobolPoints points(SeedKey(6), named(5));
  std::vector<std::uint64_t> paths(300);
  std::iota(paths.begin(), paths.end(), std::uint64_t{96});
  std::swap(paths[40], paths[41]);
  paths.push_back(7);
  std::vector<std::uint32_t> words(paths.size());
  for (std::size_t d = 0; d < 5; ++d) {
    points.words(paths, d, words.data());
    for (std::size_t i = 0; i < paths.size(); ++i) EXPECT_EQ(words[i], points.word(paths[i], d));
  }
}

// What a name draws does not depend on how many other coordinates there are.
TEST(Sobol, CoordinatesAreScrambledByName) {
  std::vector<SobolCoordinate> few{{stream_id("a"), 0}, {stream_id("b"), 0}}, more = few;
  more.push_back({stream_id("c"), 0});
  const SobolPoints two(SeedKey(8), few), three(SeedKey(8), more);
  EXPECT_EQ(two.word(12345, 1), three.word(12345, 1));
  EXPECT_EQ(three.first_of(stream_id("b")), 1u);
  EXPECT_EQ(two.first_of(stream_id("c")), std::nullopt);
}

// The mean of a product over ten dimensions: 32 scramblings of 1,024 points beat 32,768 independent ones by
// far, and their spread gives the error.
TEST(Sobol, IntegratesSmoothFunctions) {
  const SobolPoints points(SeedKey(12), named(10));
  std::vector<double> means(sobol_scramblings);
  for (std::uint64_t p = 0; p < 32 * 1024; ++p) {
    double product = 1.0;
    for (std::size_t d = 0; d < 10; ++d) product *= 1.0 + 0.5 * (grid_uniform(points.word(p, d)) - 0.5);
    means[p % sobol_scramblings] += product / 1024.0;
  }
  double mean = 0.0, square = 0.0;
  for (const double m : means) mean += m / 32.0;
  for (const double m : means) square += (m - mean) * (m - mean) / 31.0 / 32.0;
  const double plain = std::sqrt((std::pow(1.0 + 0.25 / 12.0, 10) - 1.0) / (32.0 * 1024.0));
  EXPECT_LT(std::fabs(mean - 1.0), 4.5 * std::sqrt(square));
  EXPECT_LT(std::sqrt(square), 0.1 * plain);
}

TEST(NormalTable, IsTheQuantileOfTheWord) {
  const NormalTable normal;
  double worst = 0.0;
  for (std::uint64_t word = 0; word < (std::uint64_t{1} << 31); word = word * 33 / 32 + 1) {
    const auto w = static_cast<std::uint32_t>(word);
    worst = std::max(worst, std::fabs(normal(w) - normal_quantile(grid_uniform(w))));
    ASSERT_EQ(normal(~w), -normal(w));
  }
  EXPECT_LT(worst, 1e-8);
}

}  // namespace
}  // namespace faultline
