#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace faultline {

/// The key of a run: its seed.
struct SeedKey {
  std::uint32_t low = 0;
  std::uint32_t high = 0;

  SeedKey() = default;
  explicit constexpr SeedKey(std::uint64_t seed)
      : low(static_cast<std::uint32_t>(seed)), high(static_cast<std::uint32_t>(seed >> 32)) {}
  friend bool operator==(SeedKey, SeedKey) = default;
};

/// 32-bit address of what draws: the hash of a name and purpose (streams.h).
enum class StreamId : std::uint32_t {};

/// What a counter is used for; separates draws that share path, index and stream.
enum class DrawDomain : std::uint32_t {
  grid = 0,        ///< index = step / 4; the four words serve steps 4 index .. 4 index + 3
  grid_low = 1,    ///< low words of the same draws in double precision
  event = 2,       ///< index = event number
  scrambling = 3,  ///< keys of quasi-random coordinates; path = scrambling, index = number of the coordinate
};

/// Paths are numbered below this.
inline constexpr std::uint64_t path_limit = std::uint64_t{1} << 48;

using PhiloxBlock = std::array<std::uint32_t, 4>;

/// The layout of every draw, fixed for ever:
///
///     counter = (path bits 0..31, path bits 32..47 | domain << 16, index, stream), key = (seed low, seed
///     high)
constexpr PhiloxBlock draw_counter(std::uint64_t path, DrawDomain domain, std::uint32_t index,
                                   StreamId stream) {
  return {static_cast<std::uint32_t>(path),
          static_cast<std::uint32_t>(path >> 32) | (static_cast<std::uint32_t>(domain) << 16), index,
          static_cast<std::uint32_t>(stream)};
}

inline constexpr std::uint32_t philox_multiplier_0 = 0xD2511F53u;
inline constexpr std::uint32_t philox_multiplier_1 = 0xCD9E8D57u;
inline constexpr std::uint32_t philox_weyl_0 = 0x9E3779B9u;
inline constexpr std::uint32_t philox_weyl_1 = 0xBB67AE85u;
inline constexpr std::size_t philox_rounds = 10;

/// The key of every round.
using RoundKeys = std::array<SeedKey, philox_rounds>;
constexpr RoundKeys round_keys(SeedKey key) {
  RoundKeys keys;
  for (SeedKey& k : keys) {
    k = key;
    key.low += philox_weyl_0;
    key.high += philox_weyl_1;
  }
  return keys;
}

/// Philox4x32-10: Salmon, Moraes, Dror and Shaw (2011). Parallel random numbers: as easy as 1, 2, 3. SC'11.
constexpr PhiloxBlock philox(PhiloxBlock c, const RoundKeys& keys) {
  for (const SeedKey key : keys) {
    const std::uint64_t p0 = std::uint64_t{philox_multiplier_0} * c[0];
    const std::uint64_t p1 = std::uint64_t{philox_multiplier_1} * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ key.low, static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ key.high, static_cast<std::uint32_t>(p0)};
  }
  return c;
}
constexpr PhiloxBlock philox(PhiloxBlock c, SeedKey key) {
  return philox(c, round_keys(key));
}

/// The uniform of two event words, strictly inside (0, 1): (floor((w0 2^32 + w1) / 2^12) + 1/2) 2^-52.
constexpr double event_uniform_of(std::uint32_t w0, std::uint32_t w1) {
  const std::uint64_t high = (std::uint64_t{w0} << 20) | (w1 >> 12);
  // As the significand of a number in [2^52, 2^53): exact, and vectorised where the conversion is not.
  return ((std::bit_cast<double>(high | 0x4330000000000000u) - 0x1p52) + 0.5) * 0x1p-52;
}

/// The uniform of an event draw: event_uniform_of the first two words.
constexpr double event_uniform(const RoundKeys& keys, std::uint64_t path, StreamId stream,
                               std::uint32_t number) {
  const PhiloxBlock w = philox(draw_counter(path, DrawDomain::event, number, stream), keys);
  return event_uniform_of(w[0], w[1]);
}

constexpr double event_uniform(SeedKey key, std::uint64_t path, StreamId stream, std::uint32_t number) {
  return event_uniform(round_keys(key), path, stream, number);
}

/// The uniform of a grid word, strictly inside (0, 1): (w + 1/2) 2^-32.
constexpr double grid_uniform(std::uint32_t word) {
  return (static_cast<double>(word) + 0.5) * 0x1p-32;
}

}  // namespace faultline
