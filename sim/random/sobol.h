#pragma once

#include "core/sampling.h"
#include "random/philox.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace faultline {

/// What a coordinate of a quasi-random point is drawn for; decides how it is scrambled.
struct SobolCoordinate {
  StreamId stream{};
  std::uint32_t number = 0;
};

/// A random permutation of 32-bit words in which bit i of the result depends on bits 0 .. i alone: with the
/// words taken as binary fractions in reverse, nested uniform scrambling. After Laine and Karras (2011),
/// Stratified sampling for stochastic transparency, Comput. Graph. Forum 30(4), and Burley (2020), Practical
/// hash-based Owen scrambling, J. Comput. Graph. Tech. 9(4); every step adds, multiplies by an odd number or
/// xors with a multiple by an even one.
constexpr std::uint32_t nested_permutation(std::uint32_t x, const PhiloxBlock& keys) {
  x += keys[0];
  x ^= x * 0x8cb92ba6u;
  x *= keys[1] | 1u;
  x ^= x * 0x5851f42cu;
  x += keys[2];
  x *= keys[3] | 1u;
  x ^= x * 0x2545f490u;
  x += (keys[0] >> 16) | (keys[0] << 16);
  x ^= x * 0xd1342542u;
  return x;
}

constexpr std::uint32_t reversed_bits(std::uint32_t x) {
  x = (x << 16) | (x >> 16);
  x = ((x & 0x00ff00ffu) << 8) | ((x >> 8) & 0x00ff00ffu);
  x = ((x & 0x0f0f0f0fu) << 4) | ((x >> 4) & 0x0f0f0f0fu);
  x = ((x & 0x33333333u) << 2) | ((x >> 2) & 0x33333333u);
  return ((x & 0x55555555u) << 1) | ((x >> 1) & 0x55555555u);
}

/// Points of Sobol' (1967) in the directions of Joe and Kuo (2008, SIAM J. Sci. Comput. 30), taken from
/// Boost.Random, in 32 independent scramblings of Owen's kind (1995): path p has point p / 32 of scrambling
/// p mod 32. Balanced where the number of paths is 32 times a power of two; points repeat from path 2^37 on.
/// The keys of a scrambling are the Philox words at (seed, scrambling, the coordinate's stream and number).
class SobolPoints {
 public:
  static constexpr std::size_t most_coordinates = 3667;

  /// Coordinates beyond `most_coordinates` are left out.
  SobolPoints(SeedKey key, std::span<const SobolCoordinate> coordinates);

  std::size_t coordinates() const { return directions_.size(); }
  /// The coordinate that serves number 0 of a stream.
  std::optional<std::size_t> first_of(StreamId stream) const;

  std::uint32_t word(std::uint64_t path, std::size_t coordinate) const;
  /// out[i] = word(paths[i], coordinate)
  void words(std::span<const std::uint64_t> paths, std::size_t coordinate, std::uint32_t* out) const;

 private:
  std::uint32_t point(std::uint64_t path, std::size_t coordinate) const;

  std::vector<std::array<std::uint32_t, 32>> directions_;  ///< in reversed bits
  /// Word k of the keys of scrambling r of a coordinate at [k][r].
  std::vector<std::array<std::array<std::uint32_t, sobol_scramblings>, 4>> keys_;
  std::vector<std::pair<StreamId, std::uint32_t>> first_;  ///< sorted
};

}  // namespace faultline
