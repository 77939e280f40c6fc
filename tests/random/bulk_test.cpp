#include "random/bulk.h"

#include "random/bulk_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr StreamId stream{0x5eed1234u};

/// Four rows on a 64-byte boundary.
template <class T>
class Rows {
 public:
  explicit Rows(std::size_t n)
      : stride_(std::max(padded_row(n), row_granule)), values_(new (std::align_val_t{64}) T[4 * stride_]()) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows() { ::operator delete[](values_, std::align_val_t{64}); }

  T* data() { return values_; }
  std::size_t stride() const { return stride_; }
  T at(std::size_t row, std::size_t i) const { return values_[row * stride_ + i]; }

 private:
  std::size_t stride_;
  T* values_;
};

/// Path numbers in no order, some beyond 2^32.
std::vector<std::uint64_t> scattered_paths(std::size_t n) {
  std::vector<std::uint64_t> paths(n);
  for (std::size_t i = 0; i < n; ++i) paths[i] = (i * 0x9E3779B97F4A7C15u) % path_limit;
  return paths;
}

std::vector<std::uint64_t> paths_from(std::uint64_t first, std::size_t n) {
  std::vector<std::uint64_t> paths(n);
  std::iota(paths.begin(), paths.end(), first);
  return paths;
}

/// With shared upper halves of 0 and 2, with both 2 and 3, with all different ones.
std::vector<std::vector<std::uint64_t>> kinds_of_paths(std::size_t n) {
  const std::uint64_t turn = std::uint64_t{3} << 32;
  return {paths_from(7, n), paths_from(turn - 1000 - n, n), paths_from(turn - n / 2, n), scattered_paths(n)};
}

class EveryTarget : public testing::TestWithParam<SimdTarget> {};

TEST_P(EveryTarget, WordsAreThoseOfTheCounter) {
  const SeedKey key(0x0123456789abcdefu);
  const BulkRandom random(key, GetParam());
  for (const std::size_t n : {0u, 1u, 3u, 15u, 16u, 17u, 31u, 32u, 33u, 127u, 128u, 129u, 300u}) {
    for (const std::vector<std::uint64_t>& paths : kinds_of_paths(n)) {
      Rows<std::uint32_t> words(n);
      random.uniform_words(stream, 77, paths, words.data(), words.stride());
      for (std::size_t i = 0; i < n; ++i) {
        const PhiloxBlock expected = philox(draw_counter(paths[i], DrawDomain::grid, 77, stream), key);
        for (std::size_t j = 0; j < 4; ++j) ASSERT_EQ(words.at(j, i), expected[j]) << n << ' ' << paths[i];
      }
    }
  }
}

template <class T>
void expect_same_bits(SimdTarget target, const std::vector<std::uint64_t>& paths) {
  const BulkRandom reference(SeedKey(99), SimdTarget::scalar);
  const BulkRandom random(SeedKey(99), target);
  const std::size_t n = paths.size();
  Rows<T> expected(n);
  Rows<T> rows(n);
  for (std::uint32_t quad = 0; quad < 16; ++quad) {
    reference.normals(stream, quad, paths, expected.data(), expected.stride());
    random.normals(stream, quad, paths, rows.data(), rows.stride());
    ASSERT_EQ(std::memcmp(expected.data(), rows.data(), 4 * n * sizeof(T)), 0);
  }
  // Any length and any start within the row of paths.
  for (std::size_t first = 0; first < 40; first += 3) {
    for (const std::size_t length : {1u, 7u, 16u, 33u, 128u, 131u, 259u}) {
      Rows<T> part(length);
      random.normals(stream, 15, std::span(paths).subspan(first, length), part.data(), part.stride());
      for (std::size_t j = 0; j < 4; ++j) {
        ASSERT_EQ(std::memcmp(part.data() + j * part.stride(),
                              expected.data() + j * expected.stride() + first, length * sizeof(T)),
                  0);
        for (std::size_t i = length; i < padded_row(length); ++i) ASSERT_TRUE(std::isfinite(part.at(j, i)));
      }
    }
  }
}

TEST_P(EveryTarget, SingleNormalsHaveTheBitsOfTheScalarTarget) {
  for (const auto& paths : kinds_of_paths(4096)) expect_same_bits<float>(GetParam(), paths);
}
TEST_P(EveryTarget, DoubleNormalsHaveTheBitsOfTheScalarTarget) {
  for (const auto& paths : kinds_of_paths(4096)) expect_same_bits<double>(GetParam(), paths);
}

TEST_P(EveryTarget, StreamsDrawnTogetherAreThoseDrawnAlone) {
  const BulkRandom random(SeedKey(3), GetParam());
  for (const std::vector<std::uint64_t>& paths : kinds_of_paths(200)) {
    Rows<float> first(200), second(200), alone(200);
    const std::vector<StreamRows<float>> together{{StreamId{1}, first.data()}, {StreamId{2}, second.data()}};
    random.normals(together, 9, paths, first.stride());
    for (const StreamRows<float>& one : together) {
      random.normals(one.stream, 9, paths, alone.data(), alone.stride());
      for (std::size_t j = 0; j < 4; ++j)
        ASSERT_TRUE(std::equal(alone.data() + j * alone.stride(), alone.data() + j * alone.stride() + 200,
                               one.rows + j * alone.stride()));
    }
  }
}

TEST(BulkNormals, NoneIsLargerThanItsBound) {
  const ChunkWords smallest{};  // the uniform nearest to 0, at an angle of 0
  std::vector<float> single(4 * bulk_chunk);
  std::vector<double> full(4 * bulk_chunk);
  scalar_bulk_kernels().normals_single(smallest, bulk_chunk, single.data(), bulk_chunk);
  scalar_bulk_kernels().normals_double(smallest, smallest, bulk_chunk, full.data(), bulk_chunk);
  EXPECT_LT(single[0], largest_single_normal);
  EXPECT_GT(single[0], largest_single_normal - 0.011);
  EXPECT_LT(full[0], largest_double_normal);
  EXPECT_GT(full[0], largest_double_normal - 0.011);
}

TEST_P(EveryTarget, EventUniformsAreThoseOfThePath) {
  const SeedKey key(5);
  const BulkRandom random(key, GetParam());
  const std::vector<std::uint64_t> paths = scattered_paths(203);
  std::vector<double> u(paths.size());
  for (const std::uint32_t number : {0u, 1u, 4'000'000'000u}) {
    random.event_uniforms(stream, number, paths, u.data());
    for (std::size_t i = 0; i < paths.size(); ++i)
      ASSERT_EQ(u[i], event_uniform(key, paths[i], stream, number));
  }
}

TEST_P(EveryTarget, EventUniformsOfManyNumbersAreThoseOfEach) {
  const SeedKey key(0x1234567890abcdef);
  const BulkRandom random(key, GetParam());
  for (const std::size_t n : {1u, 31u, 32u, 203u, 600u}) {
    const std::vector<std::uint64_t> paths = scattered_paths(n);
    std::vector<std::uint32_t> numbers(n);
    for (std::size_t i = 0; i < n; ++i) numbers[i] = static_cast<std::uint32_t>(i * i * 2'654'435'761u);
    std::vector<double> u(n + 1, -1.0);
    random.event_uniforms(stream, numbers, paths, u.data());
    for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(u[i], event_uniform(key, paths[i], stream, numbers[i]));
    EXPECT_EQ(u[n], -1.0);
  }
}

INSTANTIATE_TEST_SUITE_P(Simd, EveryTarget, testing::ValuesIn(supported_simd_targets()),
                         [](const auto& target) { return std::string(name_of(target.param)); });

TEST(SimdTarget, NamesRoundTrip) {
  for (const SimdTarget target : supported_simd_targets())
    EXPECT_EQ(simd_target_named(name_of(target)), target);
  EXPECT_EQ(simd_target_named("neon"), std::nullopt);
  EXPECT_EQ(BulkRandom(SeedKey(1)).target(), best_simd_target());
}

TEST(BulkNormals, FollowTheStatedFormula) {
  const SeedKey key(2024);
  const BulkRandom random(key);
  const std::vector<std::uint64_t> paths = scattered_paths(2000);
  Rows<double> rows(paths.size());
  random.normals(stream, 8, paths, rows.data(), rows.stride());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const PhiloxBlock high = philox(draw_counter(paths[i], DrawDomain::grid, 8, stream), key);
    const PhiloxBlock low = philox(draw_counter(paths[i], DrawDomain::grid_low, 8, stream), key);
    for (std::size_t pair = 0; pair < 2; ++pair) {
      const std::uint32_t a = high[2 * pair];
      const long double k = static_cast<long double>(a >> 1) + (low[2 * pair] + 0.5L) * 0x1p-32L;
      const long double r = std::sqrt(-2.0L * std::log(k * 0x1p-31L));
      const auto b = static_cast<std::int32_t>(high[2 * pair + 1]);
      const long double theta =
          std::numbers::pi_v<long double> / 2.0L * (b + low[2 * pair + 1] * 0x1p-32L) * 0x1p-31L;
      const long double first = (a & 1u) != 0 ? -r * std::cos(theta) : r * std::cos(theta);
      EXPECT_NEAR(rows.at(2 * pair, i), static_cast<double>(first), 1e-11);
      EXPECT_NEAR(rows.at(2 * pair + 1, i), static_cast<double>(r * std::sin(theta)), 1e-11);
    }
  }
}

TEST(BulkNormals, SinglePrecisionIsDoubleRounded) {
  const BulkRandom random(SeedKey(31));
  constexpr std::size_t n = 1 << 16;
  const std::vector<std::uint64_t> paths = scattered_paths(n);
  Rows<std::uint32_t> words(n);
  Rows<float> single(n);
  Rows<double> twice(n);
  double squares = 0.0;
  double worst = 0.0;
  double worst_in_tail = 0.0;
  for (std::uint32_t quad = 0; quad < 16; ++quad) {
    random.uniform_words(stream, quad, paths, words.data(), words.stride());
    random.normals(stream, quad, paths, single.data(), single.stride());
    random.normals(stream, quad, paths, twice.data(), twice.stride());
    for (std::size_t j = 0; j < 4; ++j) {
      for (std::size_t i = 0; i < n; ++i) {
        const double error = std::abs(static_cast<double>(single.at(j, i)) - twice.at(j, i));
        // Below 2^14 the steps of the 31-bit uniform show: r > 4.86, eight draws in a million.
        const bool tail = (words.at(j / 2 * 2, i) >> 1) < (1u << 14);
        (tail ? worst_in_tail : worst) = std::max(tail ? worst_in_tail : worst, error);
        if (!tail) squares += error * error;
      }
    }
  }
  EXPECT_LT(std::sqrt(squares / (64.0 * n)), 2.5e-7);
  EXPECT_LT(worst, 3e-4);
  EXPECT_LT(worst_in_tail, 0.05);
}

// A change of these is a change of every published result.
TEST(BulkNormals, AreFrozen) {
  const std::vector<std::uint64_t> paths{0, (std::uint64_t{1} << 40) + 12345};
  const BulkRandom random(SeedKey(42));
  Rows<float> single(2);
  Rows<double> twice(2);
  random.normals(StreamId{7}, 0, paths, single.data(), single.stride());
  random.normals(StreamId{7}, 0, paths, twice.data(), twice.stride());
  const float expected_single[2][4] = {{0x1.91f17ap+0f, 0x1.3cae34p-3f, -0x1.793952p+0f, 0x1.5a0128p+0f},
                                       {-0x1.a23866p+0f, -0x1.61b5dcp-4f, 0x1.e30cb6p-2f, 0x1.179e64p+0f}};
  const double expected_double[2][4] = {
      {0x1.91f17993c934dp+0, 0x1.3cae31debdb8ap-3, -0x1.79394f0797ffep+0, 0x1.5a01258b2dfd3p+0},
      {-0x1.a23864e10b69cp+0, -0x1.61b5d963de506p-4, 0x1.e30cb273d9667p-2, 0x1.179e64b121585p+0}};
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      EXPECT_EQ(single.at(j, i), expected_single[i][j]);
      EXPECT_EQ(twice.at(j, i), expected_double[i][j]);
    }
  }
}

TEST(BulkNormals, DependOnEveryPartOfTheAddress) {
  const std::vector<std::uint64_t> paths = scattered_paths(16);
  const auto draw = [&](std::uint64_t seed, StreamId s, std::uint32_t quad) {
    Rows<float> rows(16);
    BulkRandom(SeedKey(seed)).normals(s, quad, paths, rows.data(), rows.stride());
    return std::vector<float>(rows.data(), rows.data() + 64);
  };
  const auto base = draw(1, stream, 1);
  EXPECT_NE(base, draw(2, stream, 1));
  EXPECT_NE(base, draw(1 + (std::uint64_t{1} << 32), stream, 1));
  EXPECT_NE(base, draw(1, StreamId{1}, 1));
  EXPECT_NE(base, draw(1, stream, 2));
  EXPECT_EQ(base, draw(1, stream, 1));
}

}  // namespace
}  // namespace faultline
