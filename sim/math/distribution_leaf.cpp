// The untruncated laws with a density: quantile, distribution function and moments of each.
#include "math/boost_policy.h"
#include "math/distribution.h"
#include "math/elementary.h"
#include "math/special.h"

#include <cmath>
#include <limits>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace faultline {
namespace {

using BetaLaw = boost::math::beta_distribution<double, BoostPolicy>;
using GammaLaw = boost::math::gamma_distribution<double, BoostPolicy>;
using StudentLaw = boost::math::students_t_distribution<double, BoostPolicy>;

using Arguments = std::array<double, 3>;

BetaLaw pert_shape(const Arguments& a) {
  const double width = a[2] - a[0];
  return BetaLaw(1.0 + 4.0 * (a[1] - a[0]) / width, 1.0 + 4.0 * (a[2] - a[1]) / width);
}

GammaLaw gamma_law(const Arguments& a) {
  return GammaLaw(a[0], a[1] / a[0]);
}

/// The quantile at p = 1 - q, from the smaller of the two.
template <class LawType>
double inverse_of(const LawType& law, double p, double q) {
  return p <= q ? boost::math::quantile(law, p) : boost::math::quantile(boost::math::complement(law, q));
}

template <class LawType>
double tail_of(const LawType& law, double x, bool upper) {
  return upper ? boost::math::cdf(boost::math::complement(law, x)) : boost::math::cdf(law, x);
}

double normal_inverse(double p, double q) {
  return p <= q ? normal_quantile(p) : normal_quantile_complement(q);
}

double triangular_inverse(const Arguments& a, double p, double q) {
  const double width = a[2] - a[0];
  return p * width <= a[1] - a[0] ? a[0] + std::sqrt(p * width * (a[1] - a[0]))
                                  : a[2] - std::sqrt(q * width * (a[2] - a[1]));
}

double triangular_tail(const Arguments& a, double x, bool upper) {
  const double width = a[2] - a[0];
  if (x < a[1]) {
    const double below = (x - a[0]) * (x - a[0]) / (width * (a[1] - a[0]));
    return upper ? 1.0 - below : below;
  }
  const double above = x >= a[2] ? 0.0 : (a[2] - x) * (a[2] - x) / (width * (a[2] - a[1]));
  return upper ? above : 1.0 - above;
}

/// P(X <= x), or P(X > x) when `upper`, for x inside the support.
double tail(LawFamily family, const Arguments& a, double x, bool upper) {
  const double side = upper ? -1.0 : 1.0;
  switch (family) {
    case LawFamily::normal:
      return normal_cdf(side * (x - a[0]) / a[1]);
    case LawFamily::lognormal:
      return normal_cdf(side * std::log(x / a[0]) / a[1]);
    case LawFamily::uniform:
      return (upper ? a[1] - x : x - a[0]) / (a[1] - a[0]);
    case LawFamily::triangular:
      return triangular_tail(a, x, upper);
    case LawFamily::pert:
      return tail_of(pert_shape(a), (x - a[0]) / (a[2] - a[0]), upper);
    case LawFamily::beta:
      return tail_of(BetaLaw(a[0], a[1]), x, upper);
    case LawFamily::gamma:
      return tail_of(gamma_law(a), x, upper);
    case LawFamily::exponential:
      return upper ? fast_exp(-x / a[0]) : -std::expm1(-x / a[0]);
    case LawFamily::student_t:
      return tail_of(StudentLaw(a[0]), (x - a[1]) / a[2], upper);
    default:
      return 0.0;
  }
}

}  // namespace

double Distribution::leaf_inverse(double p, double q) const {
  const Arguments& a = argument_;
  switch (law_) {
    case LawFamily::normal:
      return std::fma(a[1], normal_inverse(p, q), a[0]);
    case LawFamily::lognormal:
      return a[0] * fast_exp(a[1] * normal_inverse(p, q));
    case LawFamily::uniform:
      return p <= q ? std::fma(p, a[1] - a[0], a[0]) : std::fma(-q, a[1] - a[0], a[1]);
    case LawFamily::triangular:
      return triangular_inverse(a, p, q);
    case LawFamily::pert:
      return std::fma(a[2] - a[0], inverse_of(pert_shape(a), p, q), a[0]);
    case LawFamily::beta:
      return inverse_of(BetaLaw(a[0], a[1]), p, q);
    case LawFamily::gamma:
      return inverse_of(gamma_law(a), p, q);
    case LawFamily::exponential:
      return -a[0] * (p < 0.25 ? std::log1p(-p) : fast_log(q));
    case LawFamily::student_t:
      return std::fma(a[2], inverse_of(StudentLaw(a[0]), p, q), a[1]);
    default:
      return a[0];
  }
}

double Distribution::quantile_at_normal(double z) const {
  if (!truncated_ && law_ == LawFamily::normal) return std::fma(argument_[1], z, argument_[0]);
  if (!truncated_ && law_ == LawFamily::lognormal) return argument_[0] * fast_exp(argument_[1] * z);
  return inverse(normal_cdf(z), normal_cdf(-z));
}

bool Distribution::has_slow_smooth_quantile() const {
  switch (law_) {
    case LawFamily::pert:
      return true;
    case LawFamily::beta:
      return argument_[0] >= 1.0 && argument_[1] >= 1.0;
    case LawFamily::gamma:
      return argument_[0] >= 1.0;
    default:
      return false;
  }
}

double Distribution::leaf_lower() const {
  switch (law_) {
    case LawFamily::uniform:
    case LawFamily::triangular:
    case LawFamily::pert:
      return argument_[0];
    case LawFamily::normal:
    case LawFamily::student_t:
      return -std::numeric_limits<double>::infinity();
    default:
      return 0.0;
  }
}

double Distribution::leaf_upper() const {
  switch (law_) {
    case LawFamily::uniform:
      return argument_[1];
    case LawFamily::triangular:
    case LawFamily::pert:
      return argument_[2];
    case LawFamily::beta:
      return 1.0;
    default:
      return std::numeric_limits<double>::infinity();
  }
}

double Distribution::leaf_cdf(double x) const {
  if (x <= leaf_lower()) return 0.0;
  return x >= leaf_upper() ? 1.0 : tail(law_, argument_, x, false);
}

double Distribution::leaf_complement(double x) const {
  if (x <= leaf_lower()) return 1.0;
  return x >= leaf_upper() ? 0.0 : tail(law_, argument_, x, true);
}

double Distribution::leaf_between(double a, double b) const {
  const double below = leaf_cdf(a);
  return below > 0.5 ? leaf_complement(a) - leaf_complement(b) : leaf_cdf(b) - below;
}

double Distribution::leaf_mean() const {
  const Arguments& a = argument_;
  switch (law_) {
    case LawFamily::lognormal:
      return a[0] * fast_exp(0.5 * a[1] * a[1]);
    case LawFamily::uniform:
      return 0.5 * (a[0] + a[1]);
    case LawFamily::triangular:
      return (a[0] + a[1] + a[2]) / 3.0;
    case LawFamily::pert:
      return (a[0] + 4.0 * a[1] + a[2]) / 6.0;
    case LawFamily::beta:
      return a[0] / (a[0] + a[1]);
    case LawFamily::gamma:
      return a[1];
    case LawFamily::student_t:
      return a[0] > 1.0 ? a[1] : std::numeric_limits<double>::quiet_NaN();
    default:
      return a[0];
  }
}

double Distribution::leaf_variance() const {
  const Arguments& a = argument_;
  const double width = leaf_upper() - leaf_lower();
  switch (law_) {
    case LawFamily::normal:
      return a[1] * a[1];
    case LawFamily::lognormal:
      return a[0] * a[0] * fast_exp(a[1] * a[1]) * std::expm1(a[1] * a[1]);
    case LawFamily::uniform:
      return width * width / 12.0;
    case LawFamily::triangular:
      return (width * width - (a[1] - a[0]) * (a[2] - a[1])) / 18.0;
    case LawFamily::pert:
      return width * width * boost::math::variance(pert_shape(a));
    case LawFamily::beta:
      return boost::math::variance(BetaLaw(a[0], a[1]));
    case LawFamily::gamma:
      return a[1] * a[1] / a[0];
    case LawFamily::exponential:
      return a[0] * a[0];
    case LawFamily::student_t:
      if (a[0] <= 1.0) return std::numeric_limits<double>::quiet_NaN();
      return a[0] > 2.0 ? a[2] * a[2] * a[0] / (a[0] - 2.0) : std::numeric_limits<double>::infinity();
    default:
      return 0.0;
  }
}

}  // namespace faultline
