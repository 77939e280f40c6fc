#include "math/distribution.h"
#include "math/quadrature.h"
#include "math/special.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

constexpr int usual_points = 32;  ///< its rule is made once

constexpr int panel_points = 16;
constexpr double panel_width = 1.5;  ///< in standard deviations of z
constexpr double core = 9.0;         ///< always integrated
constexpr double edge = 37.5;        ///< the density is 0 in double precision beyond

}  // namespace

double Distribution::expectation(const std::function<double(double)>& f,
                                 std::span<const double> kinks) const {
  double sum = 0.0;
  switch (law_) {
    case LawFamily::constant:
      return f(argument_[0]);
    case LawFamily::discrete:
      for (std::size_t i = 0; i < values_.size(); ++i) {
        if (probabilities_[i] > 0.0) sum += probabilities_[i] * f(values_[i]);
      }
      return sum;
    case LawFamily::mixture:
      for (std::size_t i = 0; i < components_.size(); ++i) {
        if (probabilities_[i] > 0.0) sum += probabilities_[i] * components_[i].expectation(f, kinks);
      }
      return sum;
    default:
      return leaf_expectation(f, kinks);
  }
}

double Distribution::leaf_expectation(const std::function<double(double)>& f,
                                      std::span<const double> kinks) const {
  static const QuadratureRule rule = gauss_legendre(panel_points);
  const auto panel = [&](double a, double b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < rule.node.size(); ++i) {
      const double z = 0.5 * (a + b) + 0.5 * (b - a) * rule.node[i];
      sum += rule.weight[i] * normal_density(z) * f(quantile_at_normal(z));
    }
    return 0.5 * (b - a) * sum;
  };

  std::vector<double> breaks;
  for (double z = -core; z <= core; z += panel_width) breaks.push_back(z);
  const auto split_at = [&](double x) {
    const double above = mass_above(x);
    const double z = above < 0.5 ? normal_quantile_complement(above) : normal_quantile(cdf(x));
    if (std::abs(z) < core) breaks.push_back(z);
  };
  for (const double x : kinks) split_at(x);
  if (law_ == LawFamily::triangular) split_at(argument_[1]);
  std::sort(breaks.begin(), breaks.end());

  double sum = 0.0;
  double scale = 0.0;
  for (std::size_t i = 0; i + 1 < breaks.size(); ++i) {
    const double part = panel(breaks[i], breaks[i + 1]);
    sum += part;
    scale += std::abs(part);
  }
  for (const double side : {-1.0, 1.0}) {
    for (double z = core; z < edge; z += panel_width) {
      const double part =
          panel(std::min(side * z, side * (z + panel_width)), std::max(side * z, side * (z + panel_width)));
      sum += part;
      scale += std::abs(part);
      if (!(std::abs(part) > 1e-14 * scale)) break;
    }
  }
  return sum;
}

std::vector<Distribution::Node> Distribution::nodes(int points) const {
  std::vector<Node> out;
  append_nodes(1.0, points, out);
  return out;
}

void Distribution::append_nodes(double weight, int points, std::vector<Node>& out) const {
  switch (law_) {
    case LawFamily::constant:
      out.push_back({argument_[0], weight});
      return;
    case LawFamily::discrete:
      for (std::size_t i = 0; i < values_.size(); ++i) {
        if (probabilities_[i] > 0.0) out.push_back({values_[i], weight * probabilities_[i]});
      }
      return;
    case LawFamily::mixture:
      for (std::size_t i = 0; i < components_.size(); ++i) {
        if (probabilities_[i] > 0.0) components_[i].append_nodes(weight * probabilities_[i], points, out);
      }
      return;
    default:
      break;
  }
  constexpr double reach = 8.0;
  static const QuadratureRule usual = gauss_legendre(usual_points);
  const QuadratureRule rule = points == usual_points ? usual : gauss_legendre(points);
  double total = 0.0;
  for (std::size_t i = 0; i < rule.node.size(); ++i)
    total += rule.weight[i] * normal_density(reach * rule.node[i]);
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const double z = reach * rule.node[i];
    const double share = rule.weight[i] * normal_density(z) / total;
    out.push_back({quantile_at_normal(z), weight * share});
  }
}

double Distribution::mean() const {
  if (law_ == LawFamily::mixture) {
    double sum = 0.0;
    for (std::size_t i = 0; i < components_.size(); ++i) sum += probabilities_[i] * components_[i].mean();
    return sum;
  }
  if (law_ == LawFamily::discrete || truncated_) return expectation([](double x) { return x; });
  return leaf_mean();
}

double Distribution::variance() const {
  const double centre = mean();
  if (law_ == LawFamily::mixture) {
    double sum = 0.0;
    for (std::size_t i = 0; i < components_.size(); ++i) {
      const double offset = components_[i].mean() - centre;
      sum += probabilities_[i] * (components_[i].variance() + offset * offset);
    }
    return sum;
  }
  if (law_ == LawFamily::discrete || truncated_) {
    return expectation([centre](double x) { return (x - centre) * (x - centre); });
  }
  return leaf_variance();
}

}  // namespace faultline
