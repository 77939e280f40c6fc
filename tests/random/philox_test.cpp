#include "random/philox.h"

#include <gtest/gtest.h>

namespace faultline {
namespace {

// Known answers of Random123 (kat_vectors, philox4x32 with 10 rounds).
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, SeedKey(0)), (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({~0u, ~0u, ~0u, ~0u}, SeedKey(~std::uint64_t{0})),
            (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, SeedKey(0x299f31d0a4093822u)),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, CounterLayoutIsFixed) {
  EXPECT_EQ(draw_counter(0xABCD'1234'5678u, DrawDomain::event, 9, StreamId{0xFEEDu}),
            (PhiloxBlock{0x12345678u, 0x0002ABCDu, 9u, 0xFEEDu}));
}

TEST(EventUniform, StaysStrictlyInsideTheUnitInterval) {
  EXPECT_EQ(event_uniform_of(0, 0), 0x1p-53);
  EXPECT_EQ(event_uniform_of(~0u, ~0u), 1.0 - 0x1p-53);
  EXPECT_EQ(event_uniform_of(0x80000000u, 0xfff), 0.5 + 0x1p-53);  // the lowest twelve bits do not count
  EXPECT_EQ(grid_uniform(0), 0x1p-33);
  EXPECT_EQ(grid_uniform(~0u), 1.0 - 0x1p-33);
}

TEST(EventUniform, GoldenValue) {
  const PhiloxBlock w = philox({17, 0x00020000u, 3, 5}, SeedKey(42));
  EXPECT_EQ(event_uniform(SeedKey(42), 17, StreamId{5}, 3), event_uniform_of(w[0], w[1]));
}

}  // namespace
}  // namespace faultline
