#pragma once

#include <array>
#include <cstdint>

/// Polynomials of the Box-Muller step, in rising powers: Chebyshev interpolants computed in 60 digits.
namespace faultline::box_muller {

/// -2 ln(1 + x) / x for 1 + x in [sqrt(1/2), sqrt(2)]: absolute error of the logarithm 1.0e-8.
inline constexpr std::array<float, 9> log_single = {
    -2.0f,       0.99999994f,  -0.66668385f, 0.50002706f,  -0.39911866f,
    0.33155987f, -0.29954803f, 0.28538516f,  -0.17066626f,
};

/// sin(pi/2 t) / t in t^2 for |t| <= 1: error 6.7e-9.
inline constexpr std::array<float, 5> sine_single = {
    1.5707963705062866f,    -0.6459637880325317f,    0.07968991994857788f,
    -0.004674143623560667f, 0.00015167170204222202f,
};

/// cos(pi/2 t) in t^2 for |t| <= 1: error 2.2e-10.
inline constexpr std::array<float, 6> cosine_single = {
    1.0f,
    -1.2337005138397217f,
    0.2536693215370178f,
    -0.02086268737912178f,
    0.000917722936719656f,
    -2.3824151867302135e-05f,
};

/// As log_single: error 1.7e-13.
inline constexpr std::array<double, 15> log_double = {
    -2.0000000000004343,  0.9999999999702511,  -0.666666666228345,   0.500000008662563,
    -0.40000007611025507, 0.3333326446758859,  -0.2857091652188976,  0.25002150799003514,
    -0.22238826105579962, 0.19974732338243306, -0.17908325578573425, 0.16634870421806566,
    -0.17500810465386427, 0.16935752822916247, -0.08545601460870363,
};

/// As sine_single: error 2.8e-16.
inline constexpr std::array<double, 8> sine_double = {
    1.5707963267948963,    -0.6459640975062232,     0.07969262624568337,   -0.004681754131447062,
    0.0001604411695631063, -3.5988107063136794e-06, 5.688318064017795e-08, -6.449471237809134e-10,
};

/// As cosine_single: error 9.8e-17.
inline constexpr std::array<double, 9> cosine_double = {
    1.0,
    -1.233700550136169,
    0.25366950790103104,
    -0.02086348076317886,
    0.0009192602739434877,
    -2.5202039782228713e-05,
    4.7108307433635577e-07,
    -6.382235924529259e-09,
    6.3317327178079e-11,
};

/// Bit patterns of sqrt(1/2): taking the exponent relative to it makes the logarithm of a uniform near 1
/// exact in relative terms. What is under the square root is never negative: where the exponent is 0, x is
/// not positive; elsewhere the exponent's part is the larger.
inline constexpr std::int32_t sqrt_half_single = 0x3f3504f3;
inline constexpr std::int64_t sqrt_half_double = 0x3fe6a09e667f3bcd;
inline constexpr double ln_2 = 0.693147180559945309;
/// The bits of sign and exponent, and -2 ln 2 by their lowest.
inline constexpr std::int32_t exponent_single = -(1 << 23);
inline constexpr float minus_2_ln_2_single = static_cast<float>(-2.0 * ln_2) * 0x1p-23f;

}  // namespace faultline::box_muller
