#include "risk/group_errors.h"

#include "math/order_statistics.h"

#include <cmath>

namespace faultline {

void GroupErrors::apply() {
  const Sampling sampling = view_.layout().sampling;
  if (!in_groups(sampling) || estimates_.empty()) return;
  const std::vector<Spread> found = spreads(view_, use_, influences_);
  for (std::size_t k = 0; k < found.size(); ++k) {
    estimates_[k]->standard_error *= found[k].ratio();
    if (sampling == Sampling::antithetic) estimates_[k]->n = found[k].groups;
  }
}

Estimate with_group_error(const TallyView& view, ColumnUse use, Estimate estimate,
                          const PathInfluence& influence) {
  GroupErrors errors(view, use);
  errors.add(estimate, influence);
  errors.apply();
  return estimate;
}

PathInfluence influence_of_mean(const Moments<8>& m) {
  return PathInfluence::moment(m.mean, {1.0, 0.0, 0.0, 0.0});
}

PathInfluence influence_of_sd(const Moments<8>& m) {
  return PathInfluence::moment(m.mean, {0.0, 0.5 / std::sqrt(m.central(2)), 0.0, 0.0});
}

PathInfluence influence_of_skewness(const Moments<8>& m) {
  const double s = std::sqrt(m.central(2)), g = m.central(3) / (s * s * s);
  return PathInfluence::moment(m.mean, {-3.0 / s, -1.5 * g / (s * s), 1.0 / (s * s * s), 0.0});
}

PathInfluence influence_of_kurtosis(const Moments<8>& m) {
  const double v = m.central(2), s = std::sqrt(v), g = m.central(3) / (v * s), b = m.central(4) / (v * v);
  return PathInfluence::moment(m.mean, {-4.0 * g / s, -2.0 * b / v, 0.0, 1.0 / (v * v)});
}

std::vector<PathInfluence> influences_of_order(const OrderAnswer& answer, std::size_t n,
                                               const OrderLevels& levels) {
  std::vector<PathInfluence> influences;
  for (const double p : levels.quantiles)
    influences.push_back(PathInfluence::step(answer.at(quantile_rank(n, p)), p));
  for (const double c : levels.var)
    influences.push_back(PathInfluence::step(answer.at(n + 1 - quantile_rank(n, c)), 1.0 - c));
  for (std::size_t i = 0; i < levels.es.size(); ++i) {
    const Shortfall& shortfall = answer.shortfalls[i];
    influences.push_back(
        PathInfluence::hinge(-shortfall.var, (1.0 - levels.es[i]) * (shortfall.es - shortfall.var)));
  }
  return influences;
}

std::vector<PathInfluence> scaled_influences_of_order(const OrderAnswer& answer, std::size_t n,
                                                      const OrderLevels& levels,
                                                      const std::vector<Estimate>& estimates) {
  std::vector<PathInfluence> influences = influences_of_order(answer, n, levels);
  const auto sparsity = [&](std::size_t k, double p) {
    return estimates[k].standard_error / std::sqrt(p * (1.0 - p) / static_cast<double>(n));
  };
  std::size_t k = 0;
  for (const double p : levels.quantiles) {
    influences[k].slope = -sparsity(k, p);
    ++k;
  }
  for (const double c : levels.var) {
    influences[k].slope = sparsity(k, c);
    ++k;
  }
  for (const double c : levels.es) influences[k++].slope = 1.0 / (1.0 - c);
  return influences;
}

}  // namespace faultline
