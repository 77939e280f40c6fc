#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace faultline {

/// Coefficients in rising powers of t of the cubic through f at the four Chebyshev points of [0, 1].
template <class F>
std::array<double, 4> chebyshev_cubic(F f) {
  std::array<double, 4> t{};
  std::array<double, 4> d{};  // divided differences
  for (std::size_t k = 0; k < 4; ++k) {
    t[k] = 0.5 - 0.5 * std::cos(std::numbers::pi * (2.0 * static_cast<double>(k) + 1.0) / 8.0);
    d[k] = f(t[k]);
  }
  for (std::size_t level = 1; level < 4; ++level) {
    for (std::size_t k = 3; k >= level; --k) d[k] = (d[k] - d[k - 1]) / (t[k] - t[k - level]);
  }
  std::array<double, 4> c{d[3], 0.0, 0.0, 0.0};
  for (std::size_t k = 3; k-- > 0;) {
    for (std::size_t i = 3; i > 0; --i) c[i] = c[i - 1] - t[k] * c[i];
    c[0] = d[k] - t[k] * c[0];
  }
  return c;
}

/// c[0] + c[1] t + c[2] t^2 + c[3] t^3.
inline double cubic_at(const double* c, double t) {
  return std::fma(std::fma(std::fma(c[3], t, c[2]), t, c[1]), t, c[0]);
}

}  // namespace faultline
