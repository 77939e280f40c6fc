#include "random/streams.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace faultline {
namespace {

TEST(StreamId, IsFixedForEver) {
  EXPECT_EQ(stream_id(""), stream_id(std::string()));
  EXPECT_EQ(static_cast<std::uint32_t>(stream_id("shock/curb/impact/NVDA")), 0xb8ad5f37u);
  EXPECT_EQ(static_cast<std::uint32_t>(stream_id("asset/AAPL/noise")), 0x273fb844u);
}

TEST(StreamId, SpreadsSimilarLabels) {
  std::set<StreamId> seen;
  std::uint64_t ones = 0;
  constexpr int n = 20'000;
  for (int i = 0; i < n; ++i) {
    const StreamId stream = stream_id("asset/A" + std::to_string(i));
    seen.insert(stream);
    ones += static_cast<std::uint64_t>(__builtin_popcount(static_cast<std::uint32_t>(stream)));
  }
  EXPECT_GE(seen.size(), static_cast<std::size_t>(n - 2));  // 0.05 collisions are expected
  // 32 n fair bits: the standard error of their share is 1 / (2 sqrt(32 n)).
  EXPECT_NEAR(static_cast<double>(ones) / (32.0 * n), 0.5, 4.0 * 0.5 / 800.0);
}

TEST(StreamRegistry, GivesTheSameStreamForTheSameLabel) {
  StreamRegistry registry;
  const StreamId first = registry.id("a");
  EXPECT_EQ(first, stream_id("a"));
  EXPECT_NE(registry.id("b"), first);
  EXPECT_EQ(registry.id("a"), first);
  EXPECT_EQ(registry.size(), 2u);
}

/// The last character decides, so "x1" and "y1" collide.
StreamId last_character(std::string_view label) {
  return StreamId{static_cast<std::uint32_t>(label.empty() ? 0 : label.back())};
}

TEST(StreamRegistry, RehashesTheLaterLabelOnCollision) {
  StreamRegistry registry(last_character);
  EXPECT_EQ(registry.id("x1"), StreamId{'1'});
  EXPECT_EQ(registry.id("y1"), StreamId{'2'});  // "y1#1" collides as well, "y1#2" is free
  EXPECT_EQ(registry.id("z3"), StreamId{'3'});
  EXPECT_EQ(registry.id("y1"), StreamId{'2'});
  EXPECT_EQ(registry.id("w2"), StreamId{'4'});
}

}  // namespace
}  // namespace faultline
