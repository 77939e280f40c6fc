#include "math/special.h"

#include "math/boost_policy.h"
#include "math/elementary.h"

#include <array>
#include <cmath>
#include <limits>

#include <boost/math/distributions/chi_squared.hpp>

namespace faultline {
namespace {

constexpr double sqrt_half = 0.707106781186547524;
constexpr double inverse_sqrt_two_pi = 0.398942280401432678;

template <std::size_t N>
double polynomial(const std::array<double, N>& c, double x) {
  double value = c[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) value = std::fma(value, x, c[i]);
  return value;
}

// AS 241, routine PPND16: |p - 1/2| <= 0.425, then r = sqrt(-log(tail)) up to 5 and beyond.
constexpr std::array<double, 8> centre_top = {
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
constexpr std::array<double, 8> centre_bottom = {1.0,
                                                 4.2313330701600911252e1,
                                                 6.8718700749205790830e2,
                                                 5.3941960214247511077e3,
                                                 2.1213794301586595867e4,
                                                 3.9307895800092710610e4,
                                                 2.8729085735721942674e4,
                                                 5.2264952788528545610e3};
constexpr std::array<double, 8> near_top = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                            5.76949722146069140550e0,  3.64784832476320460504e0,
                                            1.27045825245236838258e0,  2.41780725177450611770e-1,
                                            2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array<double, 8> near_bottom = {1.0,
                                               2.05319162663775882187e0,
                                               1.67638483018380384940e0,
                                               6.89767334985100004550e-1,
                                               1.48103976427480074590e-1,
                                               1.51986665636164571966e-2,
                                               5.47593808499534494600e-4,
                                               1.05075007164441684324e-9};
constexpr std::array<double, 8> far_top = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                           1.78482653991729133580e0,  2.96560571828504891230e-1,
                                           2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                           2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array<double, 8> far_bottom = {1.0,
                                              5.99832206555887937690e-1,
                                              1.36929880922735805310e-1,
                                              1.48753612908506148525e-2,
                                              7.86869131145613259100e-4,
                                              1.84631831751005468180e-5,
                                              1.42151175831644588870e-7,
                                              2.04426310338993978564e-15};

/// The quantile at a tail probability below 0.075, as a positive number.
double tail_quantile(double tail) {
  const double r = std::sqrt(-fast_log(tail));
  if (r <= 5.0) return polynomial(near_top, r - 1.6) / polynomial(near_bottom, r - 1.6);
  if (r > 40.0) return std::numeric_limits<double>::infinity();
  return polynomial(far_top, r - 5.0) / polynomial(far_bottom, r - 5.0);
}

/// The quantile at p = 1/2 + offset, |offset| <= 0.425.
double centre_quantile(double offset) {
  const double r = 0.180625 - offset * offset;
  return offset * polynomial(centre_top, r) / polynomial(centre_bottom, r);
}

}  // namespace

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z * sqrt_half);
}

double normal_density(double z) {
  return inverse_sqrt_two_pi * fast_exp(-0.5 * z * z);
}

double normal_quantile(double p) {
  if (p < 0.075) return -tail_quantile(p);
  if (p > 0.925) return tail_quantile(1.0 - p);
  return centre_quantile(p - 0.5);
}

double normal_quantile_complement(double q) {
  return -normal_quantile(q);
}

double chi_square_quantile(double dof, double p) {
  return boost::math::quantile(boost::math::chi_squared_distribution<double, BoostPolicy>(dof), p);
}

double chi_square_quantile_complement(double dof, double q) {
  return boost::math::quantile(
      boost::math::complement(boost::math::chi_squared_distribution<double, BoostPolicy>(dof), q));
}

}  // namespace faultline
