#include "random/path_draws.h"

#include "random/streams.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr std::size_t stride = 512;
const SeedKey key(11);
const StreamId stream = stream_id("noise/A");

template <class Value>
struct FourRows {
  FourRows() : values(static_cast<Value*>(std::aligned_alloc(64, 4 * stride * sizeof(Value)))) {}
  struct Free {
    void operator()(Value* p) const { std::free(p); }
  };
  Value at(std::size_t row, std::size_t i) const { return values[row * stride + i]; }
  std::unique_ptr<Value[], Free> values;
};

PathDraws antithetic() {
  return {BulkRandom(key), Sampling::antithetic};
}

std::vector<std::uint64_t> numbers(std::uint64_t first, std::size_t n) {
  std::vector<std::uint64_t> paths(n);
  std::iota(paths.begin(), paths.end(), first);
  return paths;
}

template <class Real>
void expect_mirrored(std::span<const std::uint64_t> paths) {
  std::vector<std::uint64_t> pairs;
  for (const std::uint64_t path : paths) pairs.push_back(path / 2);
  FourRows<Real> rows, drawn;
  const std::vector<StreamRows<Real>> to{{stream, rows.values.get()}};
  antithetic().normals(to, 5, paths, stride);
  BulkRandom(key).normals(stream, 5, pairs, drawn.values.get(), stride);
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t i = 0; i < paths.size(); ++i)
      ASSERT_EQ(rows.at(row, i), paths[i] % 2 == 0 ? drawn.at(row, i) : -drawn.at(row, i)) << row << " " << i;
}

TEST(PathDraws, PlainOnesAreThoseOfTheAddress) {
  const PathDraws plain(BulkRandom(key), Sampling::plain);
  const auto paths = numbers(7, 200);
  FourRows<float> rows, drawn;
  const std::vector<StreamRows<float>> to{{stream, rows.values.get()}};
  plain.normals(to, 2, paths, stride);
  BulkRandom(key).normals(stream, 2, paths, drawn.values.get(), stride);
  EXPECT_TRUE(std::equal(rows.values.get(), rows.values.get() + 200, drawn.values.get()));
  EXPECT_EQ(plain.event_uniform(9, stream, 4), event_uniform(key, 9, stream, 4));
}

TEST(PathDraws, AntitheticNormalsMirrorInWholePairsAndAnyOtherOrder) {
  for (const std::size_t n : {2u, 30u, 128u, 200u, 512u}) {
    expect_mirrored<float>(numbers(0, n));
    expect_mirrored<double>(numbers(4096, n));
  }
  expect_mirrored<float>(numbers(1, 77));
  expect_mirrored<double>(numbers(3, 300));
  expect_mirrored<float>(std::vector<std::uint64_t>{5, 4, 900, 2, 3, 3, 17});
}

TEST(PathDraws, AntitheticUniformsAreOneMinusUExactly) {
  const auto paths = numbers(6, 301);
  std::vector<double> u(paths.size());
  antithetic().event_uniforms(stream, 3, paths, u.data());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    EXPECT_EQ(u[i], antithetic().event_uniform(paths[i], stream, 3));
    if (paths[i] % 2 == 0)
      EXPECT_EQ(u[i], event_uniform(key, paths[i] / 2, stream, 3));
    else
      EXPECT_EQ(u[i] + u[i - 1], 1.0);
  }
  std::vector<std::uint32_t> event_numbers(paths.size());
  std::iota(event_numbers.begin(), event_numbers.end(), 0u);
  antithetic().event_uniforms(stream, event_numbers, paths, u.data());
  for (std::size_t i = 0; i < paths.size(); ++i)
    EXPECT_EQ(u[i], antithetic().event_uniform(paths[i], stream, event_numbers[i]));
}

TEST(PathDraws, AntitheticPairsShareTheWordsOfTheMixingVariable) {
  const auto paths = numbers(10, 130);
  FourRows<std::uint32_t> rows;
  antithetic().uniform_words(stream, 0, paths, rows.values.get(), stride);
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t i = 0; i < paths.size(); i += 2) EXPECT_EQ(rows.at(row, i), rows.at(row, i + 1));
}

}  // namespace
}  // namespace faultline
