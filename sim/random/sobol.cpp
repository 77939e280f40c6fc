#include "random/sobol.h"

#include <algorithm>

#include <boost/random/sobol.hpp>

namespace faultline {
namespace {

using Engine = boost::random::sobol_engine<std::uint32_t, 32u>;

/// The engine goes through the points in the order of Gray's code and leaves the first one out: after
/// seed(2^j - 1) it stands at the sum of directions j - 1 and j.
std::vector<std::array<std::uint32_t, 32>> reversed_directions(std::size_t coordinates) {
  std::vector<std::array<std::uint32_t, 32>> result(coordinates);
  if (coordinates == 0) return result;
  Engine engine(coordinates);
  std::vector<std::uint32_t> before(coordinates);
  for (std::size_t j = 0; j < 32; ++j) {
    engine.seed((std::uint32_t{1} << j) - 1);
    for (std::size_t d = 0; d < coordinates; ++d) {
      before[d] ^= engine();
      result[d][j] = reversed_bits(before[d]);
    }
  }
  return result;
}

/// The first 32 paths are the scramblings of one point, in order.
bool is_whole_group(std::span<const std::uint64_t> paths) {
  if (paths.size() < sobol_scramblings || paths[0] % sobol_scramblings != 0) return false;
  bool in_order = true;
  for (std::size_t r = 1; r < sobol_scramblings; ++r) in_order = in_order && paths[r] == paths[0] + r;
  return in_order;
}

}  // namespace

SobolPoints::SobolPoints(SeedKey key, std::span<const SobolCoordinate> coordinates)
    : directions_(reversed_directions(std::min(coordinates.size(), most_coordinates))),
      keys_(directions_.size()) {
  for (std::size_t d = 0; d < directions_.size(); ++d) {
    const auto [stream, number] = coordinates[d];
    for (std::uint32_t r = 0; r < sobol_scramblings; ++r) {
      const PhiloxBlock words = philox(draw_counter(r, DrawDomain::scrambling, number, stream), key);
      for (std::size_t k = 0; k < words.size(); ++k) keys_[d][k][r] = words[k];
    }
    if (number == 0) first_.emplace_back(stream, static_cast<std::uint32_t>(d));
  }
  std::sort(first_.begin(), first_.end());
}

std::optional<std::size_t> SobolPoints::first_of(StreamId stream) const {
  const auto found = std::lower_bound(first_.begin(), first_.end(), std::pair{stream, std::uint32_t{0}});
  if (found == first_.end() || found->first != stream) return std::nullopt;
  return found->second;
}

std::uint32_t SobolPoints::point(std::uint64_t path, std::size_t coordinate) const {
  std::uint32_t x = 0;
  auto index = static_cast<std::uint32_t>(path / sobol_scramblings);
  for (const std::uint32_t direction : directions_[coordinate]) {
    if (index == 0) break;
    x ^= direction & (0u - (index & 1u));
    index >>= 1;
  }
  return x;
}

std::uint32_t SobolPoints::word(std::uint64_t path, std::size_t coordinate) const {
  const auto& keys = keys_[coordinate];
  const std::size_t r = path % sobol_scramblings;
  return reversed_bits(
      nested_permutation(point(path, coordinate), {keys[0][r], keys[1][r], keys[2][r], keys[3][r]}));
}

void SobolPoints::words(std::span<const std::uint64_t> paths, std::size_t coordinate,
                        std::uint32_t* out) const {
  const auto& keys = keys_[coordinate];
  std::size_t i = 0;
  while (is_whole_group(paths.subspan(i))) {
    const std::uint32_t x = point(paths[i], coordinate);
    for (std::size_t r = 0; r < sobol_scramblings; ++r)
      out[i + r] = reversed_bits(nested_permutation(x, {keys[0][r], keys[1][r], keys[2][r], keys[3][r]}));
    i += sobol_scramblings;
  }
  for (; i < paths.size(); ++i) out[i] = word(paths[i], coordinate);
}

}  // namespace faultline
