#pragma once

#include "random/philox.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace faultline {

/// Instruction sets a bulk generator can run on; every one gives the same bits.
enum class SimdTarget : std::uint8_t { scalar, avx2, avx512 };

/// "scalar", "avx2", "avx512".
std::string_view name_of(SimdTarget target);
std::optional<SimdTarget> simd_target_named(std::string_view name);
/// What this processor runs, slowest first; never empty.
std::vector<SimdTarget> supported_simd_targets();
SimdTarget best_simd_target();
/// The one of that name, the best for an empty one; std::invalid_argument for others and for what this
/// processor does not run.
SimdTarget chosen_simd_target(std::string_view name);

/// Grid steps that one draw of normals serves.
inline constexpr std::uint32_t steps_per_quad = 4;

/// Rows are padded to a multiple of this many elements: 64 bytes of float, 128 of double.
inline constexpr std::size_t row_granule = 16;
constexpr std::size_t padded_row(std::size_t n) {
  return (n + row_granule - 1) / row_granule * row_granule;
}

/// No normal of the bulk generator is larger in size: sqrt(-2 ln 2^-32) and sqrt(-2 ln 2^-64), with room for
/// rounding.
inline constexpr double largest_single_normal = 6.67;
inline constexpr double largest_double_normal = 9.43;

/// Rows for the draws of a stream.
template <class Real>
struct StreamRows {
  StreamId stream;
  Real* rows;
};

struct BulkKernels;

/// Draws of whole rows of paths. Immutable; every draw is a pure function of (seed, stream, index, path).
///
/// Four rows at a time: row j (at `rows + j * stride`) holds the draws of grid step 4 `quad` + j, element i
/// those of paths[i]. `rows` is aligned to 64 bytes, `stride` is a multiple of `row_granule` and at least
/// padded_row(paths.size()); the elements from paths.size() to the padded end are overwritten with finite
/// values. `paths` may have any length and alignment and needs no padding.
///
/// Normals (Box and Muller 1958): words (w0, w1) give steps 4q and 4q + 1, (w2, w3) steps 4q + 2 and 4q + 3,
/// each pair (a, b) as
///
///     r = sqrt(-2 ln((floor(a / 2) + 1/2) 2^-31)),  theta = (pi/2) b / 2^31, b signed
///     first:  r cos(theta), negated where the low bit of a is set;  second:  r sin(theta)
///
/// In double precision the words are the high bits and those of DrawDomain::grid_low the bits below, so both
/// agree to single-precision rounding, path by path: rms difference 2e-7, at most 3e-4 (met only where r
/// itself is below 1e-3). Beyond r = 4.86 the steps of the 31-bit uniform show as well (eight draws in a
/// million): single-precision normals end at |z| = 6.67, double ones at 9.4. The double-precision logarithm
/// is good to 2e-13.
class BulkRandom {
 public:
  explicit BulkRandom(SeedKey key) : BulkRandom(key, best_simd_target()) {}
  /// `target` must be among supported_simd_targets().
  BulkRandom(SeedKey key, SimdTarget target);

  void normals(std::span<const StreamRows<float>> streams, std::uint32_t quad,
               std::span<const std::uint64_t> paths, std::size_t stride) const;
  void normals(std::span<const StreamRows<double>> streams, std::uint32_t quad,
               std::span<const std::uint64_t> paths, std::size_t stride) const;
  /// Those of one stream.
  template <class Real>
  void normals(StreamId stream, std::uint32_t quad, std::span<const std::uint64_t> paths, Real* rows,
               std::size_t stride) const {
    const StreamRows<Real> one[]{{stream, rows}};
    normals(std::span<const StreamRows<Real>>(one), quad, paths, stride);
  }
  /// The raw words; a grid uniform is grid_uniform(word).
  void uniform_words(StreamId stream, std::uint32_t quad, std::span<const std::uint64_t> paths,
                     std::uint32_t* rows, std::size_t stride) const;
  /// out[i] = event_uniform(key, paths[i], stream, number); out holds paths.size() elements, no padding or
  /// alignment.
  void event_uniforms(StreamId stream, std::uint32_t number, std::span<const std::uint64_t> paths,
                      double* out) const;
  /// The same with a number for each path.
  void event_uniforms(StreamId stream, std::span<const std::uint32_t> numbers,
                      std::span<const std::uint64_t> paths, double* out) const;

  SeedKey key() const { return keys_[0]; }
  const RoundKeys& keys() const { return keys_; }
  SimdTarget target() const { return target_; }

 private:
  RoundKeys keys_;
  SimdTarget target_;
  const BulkKernels* kernels_;
};

}  // namespace faultline
