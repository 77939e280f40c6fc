#include "study/box_search.h"

#include <array>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr std::size_t features = 6;
constexpr std::uint32_t points = 40'000;

/// Features in 20 classes of equal shares, by a generator that needs no seed.
struct Points {
  std::array<std::vector<std::uint8_t>, features> classes;
  BoxData data;
  std::vector<std::vector<std::size_t>> plainness;

  template <class InTail>
  explicit Points(const InTail& in_tail) {
    std::uint64_t state = 88172645463325252ull;
    const auto uniform = [&] {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      return static_cast<double>(state >> 11) * 0x1p-53;
    };
    for (auto& column : classes) column.resize(points);
    for (std::uint32_t i = 0; i < points; ++i) {
      std::array<std::uint8_t, features> at{};
      for (std::size_t f = 0; f < features; ++f)
        classes[f][i] = at[f] = static_cast<std::uint8_t>(20.0 * uniform());
      (uniform() < in_tail(at) ? data.tail : data.others).push_back(i);
    }
    for (const auto& column : classes) {
      data.classes.emplace_back(column);
      data.sizes.push_back(20);
      plainness.emplace_back(19, 3);
    }
    data.threads = 2;
  }
};

TEST(BoxSearch, FindsThePlantedBox) {
  const Points planted([](const auto& at) { return at[1] >= 14 && at[4] < 8 ? 0.6 : 0.01; });
  Box box = find_box(planted.data, planted.plainness, 4);
  ASSERT_EQ(box.size(), 2u);
  if (box[0].feature == 4) std::swap(box[0], box[1]);
  EXPECT_EQ(box[0].feature, 1u);
  EXPECT_EQ(box[0].low, 14);
  EXPECT_EQ(box[0].high, 19);
  EXPECT_EQ(box[1].feature, 4u);
  EXPECT_EQ(box[1].low, 0);
  EXPECT_EQ(box[1].high, 7);
}

TEST(BoxSearch, FindsAnIntervalWithBothEnds) {
  const Points planted([](const auto& at) { return at[2] >= 5 && at[2] <= 9 ? 0.4 : 0.005; });
  const Box box = find_box(planted.data, planted.plainness, 4);
  ASSERT_EQ(box.size(), 1u);
  EXPECT_EQ(box[0].feature, 2u);
  EXPECT_EQ(box[0].low, 5);
  EXPECT_EQ(box[0].high, 9);
}

TEST(BoxSearch, FindsABoxOfWhichNoEdgeTellsAlone) {
  // The tail sits in two opposite corners: neither feature alone is more frequent there.
  const Points planted([](const auto& at) { return (at[0] < 10) == (at[3] < 10) ? 0.2 : 0.002; });
  const Box box = find_box(planted.data, planted.plainness, 4);
  ASSERT_EQ(box.size(), 2u);
  EXPECT_EQ(box[0].feature + box[1].feature, 3u);
}

TEST(BoxSearch, FindsNothingInNoise) {
  const Points noise([](const auto&) { return 0.03; });
  EXPECT_TRUE(find_box(noise.data, noise.plainness, 4).empty());
}

}  // namespace
}  // namespace faultline
