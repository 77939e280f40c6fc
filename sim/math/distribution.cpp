#include "math/distribution.h"

#include "core/contract.h"
#include "math/elementary.h"
#include "math/special.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace faultline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// z of the 95 % quantile.
constexpr double z_95 = 1.644853626951472715;

/// Probabilities as given, made to sum to 1.
std::vector<double> normalised(std::vector<double> probabilities) {
  double sum = 0.0;
  for (const double p : probabilities) sum += p;
  for (double& p : probabilities) p /= sum;
  return probabilities;
}

bool inside(double x, double lo, double hi, bool lo_allowed, bool hi_allowed) {
  return (x > lo || (lo_allowed && x == lo)) && (x < hi || (hi_allowed && x == hi));
}

}  // namespace

Distribution Distribution::make(LawFamily family, std::span<const double> a) {
  FAULTLINE_EXPECT(family != LawFamily::discrete && family != LawFamily::mixture);
  FAULTLINE_EXPECT(!invalid_arguments(family, a));
  const bool degenerate =
      (family == LawFamily::normal && a[1] == 0.0) || (family == LawFamily::lognormal && a[1] == 0.0);
  if (degenerate || family == LawFamily::constant) return constant(a[0]);
  if (family == LawFamily::student_t && a[2] == 0.0) return constant(a[1]);
  Distribution d;
  d.law_ = family;
  std::copy(a.begin(), a.end(), d.argument_.begin());
  d.lower_ = d.leaf_lower();
  d.upper_ = d.leaf_upper();
  return d;
}

Distribution Distribution::constant(double value) {
  Distribution d;
  d.argument_[0] = d.lower_ = d.upper_ = value;
  return d;
}

Distribution Distribution::normal(double mean, double sd) {
  return make(LawFamily::normal, std::array{mean, sd});
}

Distribution Distribution::lognormal(double median, double sigma) {
  return make(LawFamily::lognormal, std::array{median, sigma});
}

Distribution Distribution::uniform(double lo, double hi) {
  return make(LawFamily::uniform, std::array{lo, hi});
}

Distribution Distribution::triangular(double lo, double mode, double hi) {
  return make(LawFamily::triangular, std::array{lo, mode, hi});
}

Distribution Distribution::pert(double lo, double mode, double hi) {
  return make(LawFamily::pert, std::array{lo, mode, hi});
}

Distribution Distribution::beta(double a, double b) {
  return make(LawFamily::beta, std::array{a, b});
}

Distribution Distribution::gamma(double shape, double mean) {
  return make(LawFamily::gamma, std::array{shape, mean});
}

Distribution Distribution::exponential(double mean) {
  return make(LawFamily::exponential, std::array{mean});
}

Distribution Distribution::student_t(double dof, double mean, double scale) {
  return make(LawFamily::student_t, std::array{dof, mean, scale});
}

Distribution Distribution::discrete(std::vector<double> values, std::vector<double> probabilities) {
  FAULTLINE_EXPECT(!values.empty() && values.size() == probabilities.size());
  Distribution d;
  d.law_ = LawFamily::discrete;
  d.values_ = std::move(values);
  d.probabilities_ = normalised(std::move(probabilities));
  d.lower_ = infinity;
  d.upper_ = -infinity;
  for (std::size_t i = 0; i < d.values_.size(); ++i) {
    if (d.probabilities_[i] == 0.0) continue;
    d.lower_ = std::min(d.lower_, d.values_[i]);
    d.upper_ = std::max(d.upper_, d.values_[i]);
  }
  return d;
}

Distribution Distribution::mixture(std::vector<Distribution> components, std::vector<double> probabilities) {
  FAULTLINE_EXPECT(!components.empty() && components.size() == probabilities.size());
  Distribution d;
  d.law_ = LawFamily::mixture;
  d.components_ = std::move(components);
  d.probabilities_ = normalised(std::move(probabilities));
  d.lower_ = infinity;
  d.upper_ = -infinity;
  for (std::size_t i = 0; i < d.components_.size(); ++i) {
    if (d.probabilities_[i] == 0.0) continue;
    d.lower_ = std::min(d.lower_, d.components_[i].lower_);
    d.upper_ = std::max(d.upper_, d.components_[i].upper_);
  }
  return d;
}

Distribution Distribution::normal_between(double a, double b) {
  return normal(0.5 * (a + b), 0.5 * (b - a) / z_95);
}

Distribution Distribution::lognormal_between(double a, double b) {
  return lognormal(std::sqrt(a) * std::sqrt(b), 0.5 * fast_log(b / a) / z_95);
}

Distribution Distribution::truncated(double lo, double hi, bool lo_allowed, bool hi_allowed) const {
  FAULTLINE_EXPECT(probability_inside(lo, hi, lo_allowed, hi_allowed) > 0.0);
  if (law_ == LawFamily::constant) return *this;
  if (law_ == LawFamily::discrete) {
    std::vector<double> values;
    std::vector<double> probabilities;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (!inside(values_[i], lo, hi, lo_allowed, hi_allowed)) continue;
      values.push_back(values_[i]);
      probabilities.push_back(probabilities_[i]);
    }
    return discrete(std::move(values), std::move(probabilities));
  }
  if (law_ == LawFamily::mixture) {
    std::vector<Distribution> components;
    std::vector<double> probabilities;
    for (std::size_t i = 0; i < components_.size(); ++i) {
      const double mass = components_[i].probability_inside(lo, hi, lo_allowed, hi_allowed);
      if (!(mass > 0.0)) continue;
      components.push_back(components_[i].truncated(lo, hi, lo_allowed, hi_allowed));
      probabilities.push_back(probabilities_[i] * mass);
    }
    return mixture(std::move(components), std::move(probabilities));
  }
  const double lower = std::max(lower_, lo_allowed ? lo : std::nextafter(lo, infinity));
  const double upper = std::min(upper_, hi_allowed ? hi : std::nextafter(hi, -infinity));
  if (lower == lower_ && upper == upper_) return *this;
  Distribution d = *this;
  d.truncated_ = true;
  d.lower_ = lower;
  d.upper_ = upper;
  d.cut_below_ = leaf_cdf(lower);
  d.kept_ = leaf_between(lower, upper);
  d.cut_above_ = leaf_complement(upper);
  return d;
}

double Distribution::lower() const {
  return lower_;
}

double Distribution::upper() const {
  return upper_;
}

double Distribution::inverse(double p, double q) const {
  if (law_ == LawFamily::constant) return argument_[0];
  if (law_ == LawFamily::discrete) {
    double cumulative = 0.0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (probabilities_[i] == 0.0) continue;
      last = i;
      cumulative += probabilities_[i];
      if (cumulative >= p) break;
    }
    return values_[last];
  }
  if (law_ == LawFamily::mixture) {
    double before = 0.0;  // cumulative probability in front of the chosen component
    double cumulative = 0.0;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < components_.size(); ++i) {
      if (probabilities_[i] == 0.0) continue;
      chosen = i;
      before = cumulative;
      cumulative += probabilities_[i];
      if (cumulative >= p) break;
    }
    constexpr double least = 0x1p-54;  // keeps the rescaled uniform inside (0, 1)
    const double inner = std::clamp((p - before) / probabilities_[chosen], least, 1.0 - 0x1p-53);
    return components_[chosen].inverse(inner, std::max(1.0 - inner, least));
  }
  if (!truncated_) return leaf_inverse(p, q);
  const double x = leaf_inverse(cut_below_ + p * kept_, cut_above_ + q * kept_);
  return std::clamp(x, lower_, upper_);
}

double Distribution::ordered_quantile(double p) const {
  if (law_ == LawFamily::discrete) {
    std::vector<std::pair<double, double>> points;
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (probabilities_[i] > 0.0) points.emplace_back(values_[i], probabilities_[i]);
    std::sort(points.begin(), points.end());
    constexpr double rounding = 1e-12;  // of a sum of probabilities
    double cumulative = 0.0;
    for (const auto& [value, probability] : points)
      if ((cumulative += probability) >= p - rounding) return value;
    return points.back().first;
  }
  if (law_ != LawFamily::mixture) return quantile(p);
  // It lies between those of the components.
  double low = infinity, high = -infinity;
  for (std::size_t i = 0; i < components_.size(); ++i) {
    if (probabilities_[i] == 0.0) continue;
    const double own = components_[i].ordered_quantile(p);
    low = std::min(low, own);
    high = std::max(high, own);
  }
  if (cdf(low) >= p) return low;
  for (double middle = std::midpoint(low, high); low < middle && middle < high;
       middle = std::midpoint(low, high))
    (cdf(middle) < p ? low : high) = middle;
  return high;
}

std::optional<Distribution::NormalForm> Distribution::normal_form() const {
  if (law_ != LawFamily::normal && law_ != LawFamily::lognormal) return std::nullopt;
  const bool logarithmic = law_ == LawFamily::lognormal;
  if (!truncated_)
    return NormalForm{logarithmic, argument_[0], argument_[1], 0.0, 1.0, 0.0, -infinity, infinity};
  return NormalForm{logarithmic, argument_[0], argument_[1], cut_below_, kept_, cut_above_, lower_, upper_};
}

double Distribution::cdf(double x) const {
  if (law_ == LawFamily::constant) return argument_[0] <= x ? 1.0 : 0.0;
  double sum = 0.0;
  if (law_ == LawFamily::discrete) {
    for (std::size_t i = 0; i < values_.size(); ++i) sum += values_[i] <= x ? probabilities_[i] : 0.0;
    return sum;
  }
  if (law_ == LawFamily::mixture) {
    for (std::size_t i = 0; i < components_.size(); ++i) sum += probabilities_[i] * components_[i].cdf(x);
    return sum;
  }
  if (x <= lower_) return 0.0;
  if (x >= upper_) return 1.0;
  return truncated_ ? leaf_between(lower_, x) / kept_ : leaf_cdf(x);
}

double Distribution::mass_below(double x) const {
  if (law_ == LawFamily::constant) return argument_[0] < x ? 1.0 : 0.0;
  double sum = 0.0;
  if (law_ == LawFamily::discrete) {
    for (std::size_t i = 0; i < values_.size(); ++i) sum += values_[i] < x ? probabilities_[i] : 0.0;
    return sum;
  }
  if (law_ == LawFamily::mixture) {
    for (std::size_t i = 0; i < components_.size(); ++i)
      sum += probabilities_[i] * components_[i].mass_below(x);
    return sum;
  }
  return cdf(x);
}

double Distribution::mass_above(double x) const {
  if (law_ == LawFamily::constant) return argument_[0] > x ? 1.0 : 0.0;
  double sum = 0.0;
  if (law_ == LawFamily::discrete) {
    for (std::size_t i = 0; i < values_.size(); ++i) sum += values_[i] > x ? probabilities_[i] : 0.0;
    return sum;
  }
  if (law_ == LawFamily::mixture) {
    for (std::size_t i = 0; i < components_.size(); ++i)
      sum += probabilities_[i] * components_[i].mass_above(x);
    return sum;
  }
  if (x <= lower_) return 1.0;
  if (x >= upper_) return 0.0;
  return truncated_ ? leaf_between(x, upper_) / kept_ : leaf_complement(x);
}

double Distribution::probability_outside(double lo, double hi, bool lo_allowed, bool hi_allowed) const {
  if (law_ == LawFamily::constant) return inside(argument_[0], lo, hi, lo_allowed, hi_allowed) ? 0.0 : 1.0;
  double sum = 0.0;
  if (law_ == LawFamily::discrete) {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (!inside(values_[i], lo, hi, lo_allowed, hi_allowed)) sum += probabilities_[i];
    }
    return sum;
  }
  if (law_ == LawFamily::mixture) {
    for (std::size_t i = 0; i < components_.size(); ++i) {
      sum += probabilities_[i] * components_[i].probability_outside(lo, hi, lo_allowed, hi_allowed);
    }
    return sum;
  }
  return std::min(1.0, mass_below(lo) + mass_above(hi));
}

double Distribution::probability_inside(double lo, double hi, bool lo_allowed, bool hi_allowed) const {
  if (law_ == LawFamily::constant) return inside(argument_[0], lo, hi, lo_allowed, hi_allowed) ? 1.0 : 0.0;
  double sum = 0.0;
  if (law_ == LawFamily::discrete) {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (inside(values_[i], lo, hi, lo_allowed, hi_allowed)) sum += probabilities_[i];
    }
    return sum;
  }
  if (law_ == LawFamily::mixture) {
    for (std::size_t i = 0; i < components_.size(); ++i) {
      sum += probabilities_[i] * components_[i].probability_inside(lo, hi, lo_allowed, hi_allowed);
    }
    return sum;
  }
  const double lower = std::max(lo, lower_);
  const double upper = std::min(hi, upper_);
  return lower < upper ? leaf_between(lower, upper) / kept_ : 0.0;
}

}  // namespace faultline
