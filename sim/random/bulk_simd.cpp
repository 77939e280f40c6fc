// The loops of bulk_scalar.cpp for AVX2 and AVX-512, compiled once for each by Highway's foreach_target.
#include "random/box_muller.h"
#include "random/bulk_kernels.h"

// The build's baseline is x86-64-v3, that is AVX2 with FMA; below it stands the scalar kernel.
#undef HWY_BASELINE_TARGETS
#define HWY_BASELINE_TARGETS HWY_AVX2
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "random/bulk_simd.cpp"
#include <type_traits>

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace faultline {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
namespace bm = box_muller;

#include "random/philox-inl.h"

using Layout = std::conditional_t<(HWY_MAX_BYTES >= 64), Packed, Spread>;

HWY_NOINLINE void begin(ChunkPaths& paths) {
  std::uint64_t differ = 0;
  for (std::size_t i = 0; i < paths.count; ++i) differ |= paths.numbers[i] ^ paths.numbers[0];
  paths.share_upper_halves = differ >> 32 == 0;
  begin_round<Layout>(paths);
}

HWY_NOINLINE void words(const RoundKeys& keys, DrawDomain domain, StreamId stream, std::uint32_t index,
                        const ChunkPaths& paths, ChunkWords& out) {
  if (!paths.share_upper_halves) return scalar_bulk_kernels().words(keys, domain, stream, index, paths, out);
  constexpr std::size_t together = word_sets * hn::MaxLanes(Layout::D());
  const Words<Layout> words(keys, domain, stream, index, paths);
  std::size_t i = 0;
  for (; i + together <= paths.count; i += together) words.template draw<word_sets>(i, out);
  if constexpr (together > bulk_group)
    if (i < paths.count) words.template draw<word_sets / 2>(i, out);
}

template <class D, class T, std::size_t N>
HWY_INLINE hn::Vec<D> polynomial(D d, const std::array<T, N>& c, hn::Vec<D> x) {
  auto value = hn::Set(d, c[N - 1]);
#pragma GCC unroll 32
  for (std::size_t i = 2; i <= N; ++i) value = hn::MulAdd(value, x, hn::Set(d, c[N - i]));
  return value;
}

HWY_INLINE hn::Vec<hn::ScalableTag<float>> squared_radius(V32 a) {
  const hn::ScalableTag<float> df;
  const hn::ScalableTag<std::int32_t> di;
  const auto half = hn::ConvertTo(df, hn::BitCast(di, hn::ShiftRight<1>(a)));
  const auto u = hn::BitCast(di, hn::MulAdd(half, hn::Set(df, 0x1p-31f), hn::Set(df, 0x1p-32f)));
  const auto power = hn::And(hn::Sub(u, hn::Set(di, bm::sqrt_half_single)), hn::Set(di, bm::exponent_single));
  const auto x = hn::Sub(hn::BitCast(df, hn::Sub(u, power)), hn::Set(df, 1.0f));
  const auto t = hn::Mul(hn::ConvertTo(df, power), hn::Set(df, bm::minus_2_ln_2_single));
  return hn::MulAdd(x, polynomial(df, bm::log_single, x), t);
}

/// In two passes: the wait for a logarithm and that for a square root do not add up.
HWY_NOINLINE void normals_single(const ChunkWords& w, std::size_t count, float* HWY_RESTRICT rows,
                                 std::size_t stride) {
  const hn::ScalableTag<float> df;
  const hn::ScalableTag<std::int32_t> di;
  const D32 du;
  for (std::size_t pair = 0; pair < 2; ++pair) {
    float* HWY_RESTRICT first = rows + 2 * pair * stride;
    float* HWY_RESTRICT second = first + stride;
    for (std::size_t i = 0; i < count; i += hn::Lanes(df))
      hn::Store(squared_radius(hn::Load(du, w.row[2 * pair] + i)), df, first + i);
    for (std::size_t i = 0; i < count; i += hn::Lanes(df)) {
      const auto a = hn::Load(du, w.row[2 * pair] + i);
      const auto b = hn::BitCast(di, hn::Load(du, w.row[2 * pair + 1] + i));
      const auto t = hn::Mul(hn::ConvertTo(df, b), hn::Set(df, 0x1p-31f));
      const auto r = hn::Sqrt(hn::Load(df, first + i));
      const auto z = hn::Mul(t, t);
      const auto cosine = hn::Mul(r, polynomial(df, bm::cosine_single, z));
      hn::Store(hn::Xor(cosine, hn::BitCast(df, hn::ShiftLeft<31>(a))), df, first + i);
      hn::Store(hn::Mul(r, hn::Mul(polynomial(df, bm::sine_single, z), t)), df, second + i);
    }
  }
}

/// 32-bit words as doubles: they become the low bits of the significand of a number in [2^52, 2^53).
HWY_INLINE hn::Vec<hn::ScalableTag<double>> to_double(V64 word) {
  const hn::ScalableTag<double> dd;
  const auto shifted = hn::BitCast(dd, hn::Or(word, hn::Set(D64(), 0x4330000000000000u)));
  return hn::Sub(shifted, hn::Set(dd, 0x1p52));
}

HWY_INLINE hn::Vec<hn::ScalableTag<double>> squared_radius(V64 a, V64 low) {
  const hn::ScalableTag<double> dd;
  const D64 du;
  const auto half = to_double(hn::ShiftRight<1>(a));
  const auto f =
      hn::MulAdd(half, hn::Set(dd, 0x1p33), hn::MulAdd(to_double(low), hn::Set(dd, 2.0), hn::Set(dd, 1.0)));
  const auto sqrt_half = hn::Set(du, static_cast<std::uint64_t>(bm::sqrt_half_double));
  const auto bits = hn::Sub(hn::BitCast(du, f), sqrt_half);
  const auto exponent = hn::Sub(to_double(hn::ShiftRight<52>(bits)), hn::Set(dd, 64.0));
  const auto m = hn::BitCast(dd, hn::Add(hn::And(bits, hn::Set(du, 0x000fffffffffffffu)), sqrt_half));
  const auto x = hn::Sub(m, hn::Set(dd, 1.0));
  const auto t = hn::Mul(exponent, hn::Set(dd, -2.0 * bm::ln_2));
  return hn::MulAdd(x, polynomial(dd, bm::log_double, x), t);
}

HWY_NOINLINE void normals_double(const ChunkWords& high, const ChunkWords& low, std::size_t count,
                                 double* HWY_RESTRICT rows, std::size_t stride) {
  const hn::ScalableTag<double> dd;
  const D64 du;
  const hn::Rebind<std::uint32_t, D64> dh;
  const hn::Rebind<std::int32_t, D64> dhi;
  for (std::size_t pair = 0; pair < 2; ++pair) {
    double* HWY_RESTRICT first = rows + 2 * pair * stride;
    double* HWY_RESTRICT second = first + stride;
    for (std::size_t i = 0; i < count; i += hn::Lanes(dd)) {
      const auto a = hn::PromoteTo(du, hn::Load(dh, high.row[2 * pair] + i));
      hn::Store(squared_radius(a, hn::PromoteTo(du, hn::Load(dh, low.row[2 * pair] + i))), dd, first + i);
    }
    for (std::size_t i = 0; i < count; i += hn::Lanes(dd)) {
      const auto a = hn::PromoteTo(du, hn::Load(dh, high.row[2 * pair] + i));
      const auto b = hn::PromoteTo(dd, hn::BitCast(dhi, hn::Load(dh, high.row[2 * pair + 1] + i)));
      const auto b_low = to_double(hn::PromoteTo(du, hn::Load(dh, low.row[2 * pair + 1] + i)));
      const auto t = hn::MulAdd(b_low, hn::Set(dd, 0x1p-63), hn::Mul(b, hn::Set(dd, 0x1p-31)));
      const auto r = hn::Sqrt(hn::Load(dd, first + i));
      const auto z = hn::Mul(t, t);
      const auto cosine = hn::Mul(r, polynomial(dd, bm::cosine_double, z));
      hn::Store(hn::Xor(cosine, hn::BitCast(dd, hn::ShiftLeft<63>(a))), dd, first + i);
      hn::Store(hn::Mul(r, hn::Mul(polynomial(dd, bm::sine_double, z), t)), dd, second + i);
    }
  }
}

/// event_uniform_of() two words.
HWY_INLINE hn::Vec<hn::ScalableTag<double>> event_uniform_of(V64 w0, V64 w1) {
  const hn::ScalableTag<double> dd;
  const V64 high = hn::ShiftRight<12>(hn::ShiftLeft<32>(w0)), low = hn::ShiftRight<44>(hn::ShiftLeft<32>(w1));
  const V64 bits = hn::Or(hn::Or(high, low), hn::Set(D64(), 0x4330000000000000u));
  const auto significand = hn::Sub(hn::BitCast(dd, bits), hn::Set(dd, 0x1p52));
  return hn::Mul(hn::Add(significand, hn::Set(dd, 0.5)), hn::Set(dd, 0x1p-52));
}

HWY_NOINLINE void event_uniforms(const RoundKeys& keys, StreamId stream,
                                 const std::uint32_t* HWY_RESTRICT numbers,
                                 const std::uint64_t* HWY_RESTRICT paths, std::size_t count,
                                 double* HWY_RESTRICT out) {
  const D64 d;
  const hn::ScalableTag<double> dd;
  const hn::Rebind<std::uint32_t, D64> d_half;
  const std::size_t lanes = hn::Lanes(d);
  const Spread layout;
  const V64 m0 = hn::Set(d, philox_multiplier_0), m1 = hn::Set(d, philox_multiplier_1);
  const V64 first_0 = hn::Set(d, keys[0].low ^ (static_cast<std::uint32_t>(DrawDomain::event) << 16));
  const V64 first_2 = hn::Set(d, static_cast<std::uint32_t>(stream) ^ keys[0].high);
  for (std::size_t i = 0; i < count; i += lockstep * lanes) {
    Counters<Spread> counters[lockstep];
#pragma GCC unroll 4
    for (std::size_t s = 0; s < lockstep; ++s) {
      auto& c = counters[s];
      const V64 path = hn::LoadU(d, paths + i + s * lanes);
      const V64 number = hn::PromoteTo(d, hn::LoadU(d_half, numbers + i + s * lanes));
      const auto p0 = layout.products(m0, path), p1 = layout.products(m1, number);
      c[0] = hn::Xor3(hn::ShiftRight<32>(path), p1.high, first_0);
      c[1] = p1.low;
      c[2] = hn::Xor(p0.high, first_2);
      c[3] = p0.low;
    }
    later_rounds<1>(layout, keys, counters);
    for (std::size_t s = 0; s < lockstep; ++s)
      hn::StoreU(event_uniform_of(counters[s][0], counters[s][1]), dd, out + i + s * lanes);
  }
}

}  // namespace

inline const BulkKernels& bulk_kernels() {
  static constexpr BulkKernels kernels{begin, words, normals_single, normals_double, event_uniforms};
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace faultline
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace faultline {

const BulkKernels* simd_bulk_kernels(SimdTarget target) {
#if HWY_TARGETS & HWY_AVX3
  // Highway's own question is answered by a library that takes 3 ms at the start of every program.
  const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
                          __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                          __builtin_cpu_supports("avx512bw");
  if (target == SimdTarget::avx512 && has_avx512) return &N_AVX3::bulk_kernels();
#endif
#if HWY_TARGETS & HWY_AVX2
  if (target == SimdTarget::avx2 && __builtin_cpu_supports("avx2")) return &N_AVX2::bulk_kernels();
#endif
  return nullptr;
}

}  // namespace faultline
#endif
