#include "explain/jump_law.h"

#include <cmath>

namespace faultline {
namespace {

constexpr int points = 64;

double loading_of(const ImpactTarget& target, std::uint32_t asset, const Market& market) {
  if (!target.is_factor) return target.index == asset ? 1.0 : 0.0;
  for (const auto& [factor, beta] : market.assets[asset].betas)
    if (factor == target.index) return beta;
  return 0.0;
}

}  // namespace

bool JumpLaw::take_severity(const Jump& jump, const Reader& reader) {
  if (!jump.severity) return true;
  const auto law = reader.law(*jump.severity, true);
  if (law) severity_ = *law;
  return law.has_value();
}

std::optional<JumpLaw> JumpLaw::of(const Jump& jump, std::uint32_t asset, const Reader& reader) {
  JumpLaw out;
  for (const ImpactTarget& target : jump.impact) {
    const double weight = loading_of(target, asset, reader.market());
    if (weight == 0.0) continue;
    const auto law = reader.law(target.jump);
    if (!law) return std::nullopt;
    out.loads_.push_back({*law, weight});
  }
  if (out.loads_.empty() || !out.take_severity(jump, reader)) return std::nullopt;
  return out;
}

std::optional<JumpLaw> JumpLaw::of_target(const Jump& jump, const ImpactTarget& target,
                                          const Reader& reader) {
  JumpLaw out;
  const auto law = reader.law(target.jump);
  if (!law || !out.take_severity(jump, reader)) return std::nullopt;
  out.loads_.push_back({*law, 1.0});
  return out;
}

double JumpLaw::exponential_moment(double theta) const {
  std::vector<std::vector<Distribution::Node>> nodes;
  for (const Load& load : loads_) nodes.push_back(load.law.nodes(2 * points));
  double expected = 0.0;
  for (const Distribution::Node& s : severity_.nodes(points)) {
    double product = s.weight;
    for (std::size_t i = 0; i < loads_.size(); ++i) {
      double factor = 0.0;
      for (const Distribution::Node& x : nodes[i])
        factor += x.weight * std::exp(theta * s.x * loads_[i].weight * std::log1p(x.x));
      product *= factor;
    }
    expected += product;
  }
  return expected;
}

double JumpLaw::mean() const {
  double mean = 0.0;
  for (const Load& load : loads_)
    mean += load.weight * load.law.expectation([](double x) { return std::log1p(x); });
  return mean * severity_.mean();
}

double JumpLaw::square() const {
  double mean = 0.0;
  double variance = 0.0;
  for (const Load& load : loads_) {
    const double first = load.law.expectation([](double x) { return std::log1p(x); });
    const double second = load.law.expectation([](double x) { return std::log1p(x) * std::log1p(x); });
    mean += load.weight * first;
    variance += load.weight * load.weight * (second - first * first);
  }
  const double s = severity_.mean();
  return (severity_.variance() + s * s) * (variance + mean * mean);
}

/// Summed over the nodes of one law and exact in the other, which must not be the one with steps.
double JumpLaw::cdf(double log_return) const {
  const double certain = log_return >= 0.0 ? 1.0 : 0.0;
  const Distribution& law = loads_.front().law;
  double probability = 0.0;
  if (severity_.family() == LawFamily::discrete) {
    for (const Distribution::Node& s : severity_.nodes(points))
      probability += s.weight * (s.x > 0.0 ? law.cdf(std::expm1(log_return / s.x)) : certain);
    return probability;
  }
  for (const Distribution::Node& x : law.nodes(2 * points)) {
    const double move = std::log1p(x.x);
    const double at_move = move == 0.0  ? certain
                           : move > 0.0 ? severity_.cdf(log_return / move)
                                        : 1.0 - severity_.mass_below(log_return / move);
    probability += x.weight * at_move;
  }
  return probability;
}

double JumpLaw::return_quantile(double u) const {
  const Distribution& law = loads_.front().law;
  if (severity_.is_constant()) return std::expm1(severity_.mean() * std::log1p(law.ordered_quantile(u)));
  double low = -20.0;
  double high = 20.0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (cdf(middle) < u ? low : high) = middle;
  }
  return std::expm1(0.5 * (low + high));
}

}  // namespace faultline
