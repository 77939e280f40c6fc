#pragma once

#include <array>
#include <cstdint>

/// Polynomials of the Box-Muller step, in rising powers: Chebyshev interpolants computed in 60 digits.
namespace faultline::box_muller {

/// ln(1 + x) / x for 1 + x in [sqrt(1/2), sqrt(2)]: absolute error of the logarithm 1.0e-8.
inline constexpr std::array<float, 9> log_single = {
    1.0f,
    -0.4999999701976776f,
    0.33334192633628845f,
    -0.250013530254364f,
    0.19955933094024658f,
    -0.1657799333333969f,
    0.14977401494979858f,
    -0.14269258081912994f,
    0.08533313125371933f,
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
    1.0000000000002172,  -0.49999999998512556, 0.3333333331141725,  -0.2500000043312815,
    0.20000003805512753, -0.16666632233794296, 0.1428545826094488,  -0.12501075399501757,
    0.11119413052789981, -0.09987366169121653, 0.08954162789286713, -0.08317435210903283,
    0.08750405232693213, -0.08467876411458124, 0.04272800730435181,
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

/// Bit patterns of sqrt(1/2), and of sqrt(1/2) 2^31: taking the exponent relative to it makes the logarithm
/// of a uniform near 1 exact in relative terms.
inline constexpr std::int32_t sqrt_half_single = 0x3f3504f3;
inline constexpr std::int32_t sqrt_half_at_31 = sqrt_half_single + (31 << 23);
inline constexpr std::int64_t sqrt_half_double = 0x3fe6a09e667f3bcd;
inline constexpr double ln_2 = 0.693147180559945309;

}  // namespace faultline::box_muller
