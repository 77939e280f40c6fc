#pragma once

#include "support/statistics.h"

#include <cmath>
#include <functional>
#include <numbers>
#include <string>

// Small independent mathematics for exact values. Nothing here uses the library.

namespace faultline::testing {

inline double phi(double z) {
  return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
}
inline double Phi(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

/// x in [low, high] with f(x) = wanted, f increasing.
inline double solve(const std::function<double(double)>& f, double wanted, double low, double high) {
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    (f(middle) < wanted ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

inline double Phi_inverse(double p) {
  return solve(Phi, p, -12.0, 12.0);
}

/// E[f(Z)] of a standard normal.
inline double normal_expectation(const std::function<double(double)>& f) {
  return integrate([&](double z) { return phi(z) * f(z); }, -9.0, 9.0, 400);
}

inline double poisson(double mean, int n) {
  return std::exp(-mean + n * std::log(mean) - std::lgamma(n + 1.0));
}

/// P(log G <= x) of a normal log growth with a Poisson number of equal log jumps.
inline double jump_diffusion_cdf(double x, double mean, double variance, double expected, double jump) {
  double sum = 0.0;
  for (int n = 0; n < 60; ++n) sum += poisson(expected, n) * Phi((x - mean - n * jump) / std::sqrt(variance));
  return sum;
}

/// A scenario over one year from the part that matters.
inline std::string scenario(const std::string& body) {
  return "faultline: 1\ntitle: exact\nhorizon: 12m\n" + body;
}

inline const double ln2 = std::numbers::ln2;

}  // namespace faultline::testing
