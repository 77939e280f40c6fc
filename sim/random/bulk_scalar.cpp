#include "random/box_muller.h"
#include "random/bulk_kernels.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace faultline {
namespace {

namespace bm = box_muller;

template <class T, std::size_t N>
T polynomial(const std::array<T, N>& c, T x) {
  T value = c[N - 1];
#pragma GCC unroll 32
  for (std::size_t i = 2; i <= N; ++i) value = std::fma(value, x, c[N - i]);
  return value;
}

void begin(ChunkPaths&) {}

void words(const RoundKeys& keys, DrawDomain domain, StreamId stream, std::uint32_t index,
           const ChunkPaths& paths, ChunkWords& out) {
  for (std::size_t i = 0; i < paths.count; ++i) {
    const PhiloxBlock block = philox(draw_counter(paths.numbers[i], domain, index, stream), keys);
    for (std::size_t j = 0; j < 4; ++j) out.row[j][i] = block[j];
  }
}

float radius(std::uint32_t a) {
  const float half = static_cast<float>(static_cast<std::int32_t>(a >> 1));
  const auto u = std::bit_cast<std::int32_t>(std::fma(half, 0x1p-31f, 0x1p-32f));
  const std::int32_t power = (u - bm::sqrt_half_single) & bm::exponent_single;
  const float x = std::bit_cast<float>(u - power) - 1.0f;
  const float t = static_cast<float>(power) * bm::minus_2_ln_2_single;
  return std::sqrt(std::fma(x, polynomial(bm::log_single, x), t));
}

void normals_single(const ChunkWords& w, std::size_t count, float* rows, std::size_t stride) {
  for (std::size_t pair = 0; pair < 2; ++pair) {
    float* first = rows + 2 * pair * stride;
    float* second = first + stride;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t a = w.row[2 * pair][i];
      const float t = static_cast<float>(static_cast<std::int32_t>(w.row[2 * pair + 1][i])) * 0x1p-31f;
      const float r = radius(a);
      const float z = t * t;
      const float cosine = r * polynomial(bm::cosine_single, z);
      first[i] = std::bit_cast<float>(std::bit_cast<std::uint32_t>(cosine) ^ (a << 31));
      second[i] = r * (polynomial(bm::sine_single, z) * t);
    }
  }
}

double radius(std::uint32_t a, std::uint32_t low) {
  // f = 2 (K + 1/2) with the 63-bit K of both words, at least 1, so that the exponent is not negative.
  const double f =
      std::fma(static_cast<double>(a >> 1), 0x1p33, std::fma(static_cast<double>(low), 2.0, 1.0));
  const std::uint64_t bits =
      std::bit_cast<std::uint64_t>(f) - static_cast<std::uint64_t>(bm::sqrt_half_double);
  const double exponent = std::bit_cast<double>((bits >> 52) | 0x4330000000000000u) - (0x1p52 + 64.0);
  const double x =
      std::bit_cast<double>((bits & 0x000fffffffffffffu) + static_cast<std::uint64_t>(bm::sqrt_half_double)) -
      1.0;
  const double t = exponent * (-2.0 * bm::ln_2);
  return std::sqrt(std::fma(x, polynomial(bm::log_double, x), t));
}

void normals_double(const ChunkWords& high, const ChunkWords& low, std::size_t count, double* rows,
                    std::size_t stride) {
  for (std::size_t pair = 0; pair < 2; ++pair) {
    double* first = rows + 2 * pair * stride;
    double* second = first + stride;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t a = high.row[2 * pair][i];
      const double b = static_cast<double>(static_cast<std::int32_t>(high.row[2 * pair + 1][i]));
      const double t = std::fma(static_cast<double>(low.row[2 * pair + 1][i]), 0x1p-63, b * 0x1p-31);
      const double r = radius(a, low.row[2 * pair][i]);
      const double z = t * t;
      const double cosine = r * polynomial(bm::cosine_double, z);
      first[i] = std::bit_cast<double>(std::bit_cast<std::uint64_t>(cosine) ^ (std::uint64_t{a} << 63));
      second[i] = r * (polynomial(bm::sine_double, z) * t);
    }
  }
}

void event_uniforms(const RoundKeys& keys, StreamId stream, const std::uint32_t* numbers,
                    const std::uint64_t* paths, std::size_t count, double* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = event_uniform(keys, paths[i], stream, numbers[i]);
}

}  // namespace

const BulkKernels& scalar_bulk_kernels() {
  static constexpr BulkKernels kernels{begin, words, normals_single, normals_double, event_uniforms};
  return kernels;
}

}  // namespace faultline
