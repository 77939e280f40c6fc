#include "engine/asset_motion.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

double loading(const Plan& plan, const std::pair<std::uint32_t, double>& beta) {
  const FactorPlan& factor = plan.factors[beta.first];
  return beta.second * factor.volatility * factor.multiplier.value;
}

/// The base volatility holds what the factors contribute, as long as no multiplier is in force.
bool factors_are_undisturbed(const Plan& plan, const AssetPlan& asset) {
  return std::all_of(asset.betas.begin(), asset.betas.end(), [&](const auto& beta) {
    return plan.factors[beta.first].multiplier == Operand::constant(1.0);
  });
}

double constant_variance(const Plan& plan, const AssetPlan& asset) {
  if (factors_are_undisturbed(plan, asset)) return asset.volatility.value * asset.volatility.value;
  double sum = asset.residual.value * asset.residual.value;
  for (const auto& f : asset.betas)
    for (const auto& g : asset.betas)
      sum += loading(plan, f) * loading(plan, g) *
             plan.factor_correlation[f.first * plan.factors.size() + g.first];
  return sum;
}

void add_scaled(std::vector<double>& to, const std::vector<double>& weights, double by) {
  for (std::size_t k = 0; k < to.size(); ++k) to[k] += by * weights[k];
}

double sum_of_sizes(const std::vector<double>& weights) {
  double sum = 0.0;
  for (const double w : weights) sum += std::fabs(w);
  return sum;
}

AssetMotion motion_of(const Plan& plan, const NoisePlan& noise, const AssetPlan& asset, NoiseRows& rows) {
  AssetMotion motion;
  const bool factors_fixed = std::none_of(asset.betas.begin(), asset.betas.end(), [&](const auto& beta) {
    return plan.factors[beta.first].multiplier.is_state();
  });
  motion.alone = asset.transients.empty() && asset.effects.empty();
  motion.folded = !plan.noise.blend && factors_fixed && (asset.residual.is_constant() || asset.betas.empty());
  if (factors_fixed && asset.volatility.is_constant()) motion.variance = constant_variance(plan, asset);
  if (!motion.folded) {
    rows.add(source_weights(noise, asset.noise), true);
    for (const auto& beta : asset.betas)
      rows.add(source_weights(noise, plan.factors[beta.first].noise), true);
    if (plan.noise.blend) rows.add(blend_weights(noise), true);
    return motion;
  }
  motion.residual_left = asset.residual.is_state();
  std::vector<double> weights(rows.inputs());
  add_scaled(weights, source_weights(noise, asset.noise), motion.residual_left ? 1.0 : asset.residual.value);
  for (const auto& beta : asset.betas)
    add_scaled(weights, source_weights(noise, plan.factors[beta.first].noise), loading(plan, beta));
  motion.row = rows.add(std::move(weights), false);
  if (asset.drift.is_constant() && asset.multiplier.is_constant() && motion.variance &&
      !motion.residual_left && !noise.student_t_dof) {
    const double m = asset.multiplier.value, variance = m * m * *motion.variance;
    motion.steady = {asset.drift.value - 0.5 * variance, m,
                     std::fabs(m) * sum_of_sizes(rows.weights(motion.row))};
  }
  return motion;
}

}  // namespace

std::vector<AssetMotion> asset_motions(const Plan& plan, const NoisePlan& noise, NoiseRows& rows) {
  std::vector<AssetMotion> motions;
  for (const AssetPlan& asset : plan.assets) motions.push_back(motion_of(plan, noise, asset, rows));
  return motions;
}

}  // namespace faultline
