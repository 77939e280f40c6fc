#pragma once

#include "math/elementary.h"

#include <array>
#include <cmath>

/// The normal quantile in pieces, as scalar code and loops along rows take it: the same bits in both.
///
/// Wichura, M. J. (1988). Algorithm AS 241: the percentage points of the normal distribution. Appl. Stat. 37,
/// 477-484, routine PPND16: |p - 1/2| <= 0.425, then r = sqrt(-log(tail)) up to 5 and beyond.
namespace faultline::as241 {

/// Written out, since g++ does not vectorise a loop around one.
inline double polynomial(const std::array<double, 8>& c, double x) {
  double value = std::fma(c[7], x, c[6]);
  value = std::fma(value, x, c[5]);
  value = std::fma(value, x, c[4]);
  value = std::fma(value, x, c[3]);
  value = std::fma(value, x, c[2]);
  value = std::fma(value, x, c[1]);
  return std::fma(value, x, c[0]);
}

inline constexpr std::array<double, 8> centre_top = {
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
inline constexpr std::array<double, 8> centre_bottom = {1.0,
                                                        4.2313330701600911252e1,
                                                        6.8718700749205790830e2,
                                                        5.3941960214247511077e3,
                                                        2.1213794301586595867e4,
                                                        3.9307895800092710610e4,
                                                        2.8729085735721942674e4,
                                                        5.2264952788528545610e3};
inline constexpr std::array<double, 8> near_top = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                                   5.76949722146069140550e0,  3.64784832476320460504e0,
                                                   1.27045825245236838258e0,  2.41780725177450611770e-1,
                                                   2.27238449892691845833e-2, 7.74545014278341407640e-4};
inline constexpr std::array<double, 8> near_bottom = {1.0,
                                                      2.05319162663775882187e0,
                                                      1.67638483018380384940e0,
                                                      6.89767334985100004550e-1,
                                                      1.48103976427480074590e-1,
                                                      1.51986665636164571966e-2,
                                                      5.47593808499534494600e-4,
                                                      1.05075007164441684324e-9};
inline constexpr std::array<double, 8> far_top = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                                  1.78482653991729133580e0,  2.96560571828504891230e-1,
                                                  2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                                  2.71155556874348757815e-5, 2.01033439929228813265e-7};
inline constexpr std::array<double, 8> far_bottom = {1.0,
                                                     5.99832206555887937690e-1,
                                                     1.36929880922735805310e-1,
                                                     1.48753612908506148525e-2,
                                                     7.86869131145613259100e-4,
                                                     1.84631831751005468180e-5,
                                                     1.42151175831644588870e-7,
                                                     2.04426310338993978564e-15};

/// Beyond this r the far polynomials serve: tail probabilities below 1.4e-11.
inline constexpr double near_reach = 5.0;
inline constexpr double tail_below = 0.075;

/// A quotient that has yet to be divided, so that rows choose before they divide.
struct Quotient {
  double top;
  double bottom;
};

/// The quantile at p = 1/2 + offset, |offset| <= 0.425.
inline Quotient centre(double offset) {
  const double r = 0.180625 - offset * offset;
  return {offset * polynomial(centre_top, r), polynomial(centre_bottom, r)};
}

/// Minus the quantile at a tail probability with sqrt(-log(tail)) = r <= near_reach.
inline Quotient near_tail(double r) {
  return {polynomial(near_top, r - 1.6), polynomial(near_bottom, r - 1.6)};
}

inline double reach_of(double tail) {
  return std::sqrt(-fast_log(tail));
}

}  // namespace faultline::as241
