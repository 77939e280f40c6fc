#include "math/special.h"

#include "math/boost_policy.h"
#include "math/elementary.h"
#include "math/normal_quantile.h"

#include <cmath>
#include <limits>

#include <boost/math/distributions/chi_squared.hpp>

namespace faultline {
namespace {

constexpr double sqrt_half = 0.707106781186547524;
constexpr double inverse_sqrt_two_pi = 0.398942280401432678;

/// The quantile at a tail probability below 0.075, as a positive number.
double tail_quantile(double tail) {
  const double r = as241::reach_of(tail);
  if (r <= as241::near_reach) {
    const as241::Quotient near = as241::near_tail(r);
    return near.top / near.bottom;
  }
  if (r > 40.0) return std::numeric_limits<double>::infinity();
  return as241::polynomial(as241::far_top, r - 5.0) / as241::polynomial(as241::far_bottom, r - 5.0);
}

/// The quantile at p = 1/2 + offset, |offset| <= 0.425.
double centre_quantile(double offset) {
  const as241::Quotient centre = as241::centre(offset);
  return centre.top / centre.bottom;
}

}  // namespace

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z * sqrt_half);
}

double normal_density(double z) {
  return inverse_sqrt_two_pi * fast_exp(-0.5 * z * z);
}

double normal_quantile(double p) {
  if (p < as241::tail_below) return -tail_quantile(p);
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
