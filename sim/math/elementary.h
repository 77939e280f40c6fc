#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

/// Exponential and logarithm without branches and without the machine's C library: the same bits alone and
/// inside a vectorised loop (g++ -O3 vectorises a plain loop over them), on every vector width. Every fma is
/// explicit. Largest relative error 2e-16 (below one unit in the last place); the limits are those of IEEE
/// 754. The polynomials are Chebyshev interpolants computed in 60 digits.
namespace faultline {
namespace elementary {

/// 2^k, k an integer in [-1022, 1023] held in a double.
inline double power_of_two(double k) {
  const double biased = k + (0x1.8p52 + 1023.0);  // the low bits of the significand are k + 1023
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(biased) << 52);
}

inline double nearest_integer(double x) {
  return (x + 0x1.8p52) - 0x1.8p52;
}

/// p * 2^k for k in [-1100, 1100], rounded once (twice where the result is subnormal).
inline double scaled(double p, double k) {
  const double half = nearest_integer(0.5 * k);
  return p * power_of_two(half) * power_of_two(k - half);
}

/// condition ? a : b by masks: g++ does not turn a conditional on doubles into a blend while traps are
/// respected.
inline double select(bool condition, double a, double b) {
  const std::uint64_t mask = std::uint64_t{0} - static_cast<std::uint64_t>(condition);
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(a) & mask) |
                               (std::bit_cast<std::uint64_t>(b) & ~mask));
}

/// x within [lo, hi]; NaN stays NaN.
inline double clamped(double x, double lo, double hi) {
  const double above = select(x < lo, lo, x);
  return select(above > hi, hi, above);
}

/// e^r for |r| <= ln(2) / 2. Terms are paired, so that few wait for one another.
inline double exp_near_zero(double r) {
  const double r2 = r * r, r4 = r2 * r2;
  const double c0 = std::fma(0.16666666666666669, r, 0.5000000000000001);
  const double c2 = std::fma(0.008333333333330062, r, 0.04166666666662413);
  const double c4 = std::fma(0.00019841269863053618, r, 0.0013888888917213717);
  const double c6 = std::fma(2.7557268459997064e-06, r, 2.4801521295954376e-05);
  const double c8 = std::fma(2.510038549551032e-08, r, 2.7620088445409746e-07);
  const double q = std::fma(std::fma(c8, r4, std::fma(c6, r2, c4)), r4, std::fma(c2, r2, c0));
  return 1.0 + std::fma(q * r, r, r);
}

/// log((1 + f) 2^k) for 1 + f in [sqrt(1/2), sqrt(2)).
inline double log_of(double f, double k) {
  constexpr double ln2_high = 0x1.62e42fee00000p-1;  // 32 bits: its product with an exponent is exact
  constexpr double ln2_low = 0x1.a39ef35793c76p-33;
  // log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), s = f / (2 + f), R the odd series of 2 artanh(s) beyond 2 s.
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double z2 = z * z;
  const double c0 = std::fma(0.39999999999899505, z, 0.666666666666667);
  const double c2 = std::fma(0.2222221113479508, z, 0.28571428625975487);
  const double c4 = std::fma(0.14616449685043406, z2, std::fma(0.15331721600556042, z, 0.18182889125261723));
  const double r = std::fma(std::fma(c4, z2, c2), z2, c0);
  const double half_square = 0.5 * f * f;
  const double tail = std::fma(s, std::fma(r, z, half_square), k * ln2_low);
  return std::fma(k, ln2_high, f - (half_square - tail));
}

}  // namespace elementary

/// e^x; 0 below -745.2, infinite above 709.8.
inline double fast_exp(double x) {
  constexpr double log2_e = 0x1.71547652b82fep+0;
  constexpr double ln2_high = 0x1.62e42fefa39efp-1;
  constexpr double ln2_low = 0x1.abc9e3b39803fp-56;
  const double y = elementary::clamped(x, -760.0, 720.0);
  const double k = elementary::nearest_integer(y * log2_e);
  const double r = std::fma(-k, ln2_low, std::fma(-k, ln2_high, y));  // |r| <= ln(2) / 2
  return elementary::scaled(elementary::exp_near_zero(r), k);
}

/// 2^x; 0 below -1075, infinite from 1024 on.
inline double fast_exp2(double x) {
  const double y = elementary::clamped(x, -1090.0, 1030.0);
  const double k = elementary::nearest_integer(y);
  const double r = y - k;
  double q = 4.454960975460706e-10;
  q = std::fma(q, r, 7.072586657066206e-09);
  q = std::fma(q, r, 1.0178062443959398e-07);
  q = std::fma(q, r, 1.3215442584382707e-06);
  q = std::fma(q, r, 1.5252733829839213e-05);
  q = std::fma(q, r, 0.00015403530441741856);
  q = std::fma(q, r, 0.0013333558146416933);
  q = std::fma(q, r, 0.009618129107606885);
  q = std::fma(q, r, 0.0555041086648216);
  q = std::fma(q, r, 0.24022650695910097);
  q = std::fma(q, r, 0.6931471805599453);
  return elementary::scaled(std::fma(q, r, 1.0), k);
}

/// Natural logarithm; -infinity at 0, NaN below.
inline double fast_log(double x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr std::uint64_t sqrt_half = 0x3fe6a09e667f3bcdu;
  const bool subnormal = x < 0x1p-1022;
  const double y = elementary::select(subnormal, x * 0x1p54, x);
  const double shift = elementary::select(subnormal, 54.0, 0.0);
  // y = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); the exponent is kept biased, hence positive.
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(y) - sqrt_half + (std::uint64_t{1023} << 52);
  const double k = std::bit_cast<double>((bits >> 52) | 0x4330000000000000u) - (0x1p52 + 1023.0) - shift;
  const double f = std::bit_cast<double>((bits & 0x000fffffffffffffu) + sqrt_half) - 1.0;
  const double value = elementary::log_of(f, k);
  const double finite = elementary::select(x < infinity, value, x);
  const double special = elementary::select(x == 0.0, -infinity, std::numeric_limits<double>::quiet_NaN());
  return elementary::select(x > 0.0, finite, special);
}

/// log(1 + x) for x > -1, x = 0 and small ones to full relative accuracy: the logarithm of the rounded sum,
/// and what the rounding lost.
inline double fast_log1p(double x) {
  const double sum = 1.0 + x;
  const double lost = x - (sum - 1.0);
  return fast_log(sum) + lost / sum;
}

}  // namespace faultline
