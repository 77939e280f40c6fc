#include "random/path_draws.h"

#include "random/bulk_kernels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace faultline {
namespace {

constexpr std::size_t words_per_call = 4;

/// Addresses of some paths: those of the pairs. `whole` when they are full pairs in order, of which each is
/// drawn for once.
struct PairAddresses {
  std::array<std::uint64_t, bulk_chunk> values;
  std::size_t count = 0;
  bool whole = false;
};

PairAddresses pair_addresses(std::span<const std::uint64_t> paths) {
  PairAddresses pairs;
  std::uint64_t apart = paths.size() % 2;
  for (std::size_t i = 0; i + 1 < paths.size(); i += 2)
    apart |= (paths[i] & 1u) | (paths[i + 1] ^ (paths[i] | 1u));
  pairs.whole = apart == 0;
  const std::size_t stride = pairs.whole ? 2 : 1;
  pairs.count = paths.size() / stride;
  for (std::size_t i = 0; i < pairs.count; ++i) pairs.values[i] = paths[i * stride] / 2;
  return pairs;
}

float mirrored(float z) {
  return -z;
}
double mirrored(double z) {
  return -z;
}
std::uint32_t mirrored(std::uint32_t mixing_word) {
  return mixing_word;
}

/// to[2 i], to[2 i + 1] = from[i] and its mirror image.
template <class Value>
void mirror_pairs(const Value* from, std::size_t count, Value* to) {
  if constexpr (sizeof(Value) == sizeof(std::uint32_t)) {
    // Both halves of a word at once, which g++ vectorises.
    for (std::size_t i = 0; i < count; ++i) {
      const auto first = std::bit_cast<std::uint32_t>(from[i]);
      const std::uint64_t both = first | std::uint64_t{std::bit_cast<std::uint32_t>(mirrored(from[i]))} << 32;
      std::memcpy(to + 2 * i, &both, sizeof both);
    }
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      to[2 * i] = from[i];
      to[2 * i + 1] = mirrored(from[i]);
    }
  }
}

/// Calls draw(addresses, rows, stride) for chunks of paths and spreads what it gives over the pairs.
template <class Value, class Draw>
void spread_over_pairs(std::span<const std::uint64_t> paths, Value* rows, std::size_t stride, Draw draw) {
  alignas(64) std::array<Value, words_per_call * bulk_chunk> drawn;
  for (std::size_t first = 0; first < paths.size(); first += bulk_chunk) {
    const auto chunk = paths.subspan(first, std::min(bulk_chunk, paths.size() - first));
    const PairAddresses pairs = pair_addresses(chunk);
    draw(std::span<const std::uint64_t>(pairs.values.data(), pairs.count), drawn.data(), bulk_chunk);
    for (std::size_t row = 0; row < words_per_call; ++row) {
      const Value* from = drawn.data() + row * bulk_chunk;
      Value* to = rows + row * stride + first;
      if (pairs.whole) {
        mirror_pairs(from, pairs.count, to);
      } else {
        for (std::size_t i = 0; i < pairs.count; ++i) to[i] = chunk[i] % 2 == 0 ? from[i] : mirrored(from[i]);
      }
      const std::size_t end = std::min(padded_row(chunk.size()), stride - first);
      for (std::size_t i = chunk.size(); i < end; ++i) to[i] = Value{};
    }
  }
}

template <class Real>
void normals_of(const BulkRandom& random, bool antithetic, std::span<const StreamRows<Real>> streams,
                std::uint32_t quad, std::span<const std::uint64_t> paths, std::size_t stride) {
  if (!antithetic) return random.normals(streams, quad, paths, stride);
  for (const StreamRows<Real>& to : streams)
    spread_over_pairs(paths, to.rows, stride, [&](auto addresses, Real* out, std::size_t out_stride) {
      random.normals(to.stream, quad, addresses, out, out_stride);
    });
}

void mirrored_uniforms(const BulkRandom& random, StreamId stream, std::span<const std::uint32_t> numbers,
                       std::span<const std::uint64_t> paths, double* out) {
  std::array<std::uint64_t, bulk_chunk> pairs;
  for (std::size_t first = 0; first < paths.size(); first += bulk_chunk) {
    const std::size_t n = std::min(bulk_chunk, paths.size() - first);
    for (std::size_t i = 0; i < n; ++i) pairs[i] = paths[first + i] / 2;
    random.event_uniforms(stream, numbers.subspan(first, n), std::span(pairs).first(n), out + first);
    for (std::size_t i = first; i < first + n; ++i)
      if (paths[i] % 2 != 0) out[i] = 1.0 - out[i];
  }
}

}  // namespace

void PathDraws::normals(std::span<const StreamRows<float>> streams, std::uint32_t quad,
                        std::span<const std::uint64_t> paths, std::size_t stride) const {
  normals_of(random_, antithetic_, streams, quad, paths, stride);
}

void PathDraws::normals(std::span<const StreamRows<double>> streams, std::uint32_t quad,
                        std::span<const std::uint64_t> paths, std::size_t stride) const {
  normals_of(random_, antithetic_, streams, quad, paths, stride);
}

void PathDraws::uniform_words(StreamId stream, std::uint32_t quad, std::span<const std::uint64_t> paths,
                              std::uint32_t* rows, std::size_t stride) const {
  if (!antithetic_) return random_.uniform_words(stream, quad, paths, rows, stride);
  spread_over_pairs(paths, rows, stride, [&](auto addresses, std::uint32_t* out, std::size_t out_stride) {
    random_.uniform_words(stream, quad, addresses, out, out_stride);
  });
}

void PathDraws::event_uniforms(StreamId stream, std::uint32_t number, std::span<const std::uint64_t> paths,
                               double* out) const {
  std::array<std::uint32_t, bulk_chunk> numbers;
  numbers.fill(number);
  for (std::size_t first = 0; first < paths.size(); first += bulk_chunk) {
    const auto chunk = paths.subspan(first, std::min(bulk_chunk, paths.size() - first));
    event_uniforms(stream, std::span(numbers).first(chunk.size()), chunk, out + first);
  }
}

void PathDraws::event_uniforms(StreamId stream, std::span<const std::uint32_t> numbers,
                               std::span<const std::uint64_t> paths, double* out) const {
  if (antithetic_)
    mirrored_uniforms(random_, stream, numbers, paths, out);
  else
    random_.event_uniforms(stream, numbers, paths, out);
  if (!points_) return;
  const auto coordinate = points_->first_of(stream);
  for (std::size_t i = 0; coordinate && i < paths.size(); ++i)
    if (numbers[i] == 0) out[i] = grid_uniform(points_->word(paths[i], *coordinate));
}

}  // namespace faultline
