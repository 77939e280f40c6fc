#include "engine/diffusion.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

/// A coefficient along the paths: one number, or a row.
struct Coefficient {
  const double* row;
  double value;
  double operator[](std::size_t i) const { return row ? row[i] : value; }
};

Coefficient coefficient(const PathState& state, const Operand& operand) {
  return operand.is_state() ? Coefficient{state.registers[operand.index], 0.0} : Coefficient{nullptr, operand.value};
}

/// The base volatility holds what the factors contribute, as long as no multiplier is in force.
bool factors_are_undisturbed(const Plan& plan, const AssetPlan& asset) {
  return std::all_of(asset.betas.begin(), asset.betas.end(),
                     [&](const auto& beta) { return plan.factors[beta.first].multiplier == Operand::constant(1.0); });
}

/// sum_f sum_g beta_f beta_g m_f m_g sigma_f sigma_g rho_fg on one path.
double systematic_variance(const PathState& state, const AssetPlan& asset, std::size_t lane) {
  const Plan& plan = *state.plan;
  const std::size_t n = plan.factors.size();
  const auto loading = [&](const std::pair<std::uint32_t, double>& beta) {
    const FactorPlan& factor = plan.factors[beta.first];
    return beta.second * factor.volatility * state.value(factor.multiplier, lane);
  };
  double sum = 0.0;
  for (const auto& f : asset.betas)
    for (const auto& g : asset.betas)
      sum += loading(f) * loading(g) * plan.factor_correlation[f.first * n + g.first];
  return sum;
}

/// Volatility-weighted noise of an asset before its own multiplier: sum_f beta_f m_f sigma_f z_f + r z.
void gather_noise(const PathState& state, const BlockNoise& noise, const AssetPlan& asset, double* out) {
  const std::size_t n = state.paths.size();
  const double* z = noise.normal(asset.noise);
  const Coefficient residual = coefficient(state, asset.residual);
  if (state.plan->noise.blend) {
    const double* b = state.row(*state.plan->noise.blend);
    const double* w = noise.blend();
    for (std::size_t i = 0; i < n; ++i)
      out[i] = residual[i] * std::fma(std::sqrt(1.0 - b[i]), z[i], std::sqrt(b[i]) * w[i]);
  } else if (residual.row) {
    for (std::size_t i = 0; i < n; ++i) out[i] = residual.row[i] * z[i];
  } else {
    for (std::size_t i = 0; i < n; ++i) out[i] = residual.value * z[i];
  }
  for (const auto& [f, beta] : asset.betas) {
    const FactorPlan& factor = state.plan->factors[f];
    const double* zf = noise.normal(factor.noise);
    const double loading = beta * factor.volatility;
    const Coefficient m = coefficient(state, factor.multiplier);
    if (m.row)
      for (std::size_t i = 0; i < n; ++i) out[i] = std::fma(loading * m.row[i], zf[i], out[i]);
    else
      for (std::size_t i = 0; i < n; ++i) out[i] = std::fma(loading * m.value, zf[i], out[i]);
  }
}

/// Variance rate before the asset's own multiplier, into a row when it differs between paths.
Coefficient variance_rate(const PathState& state, const AssetPlan& asset, double* scratch) {
  const Plan& plan = *state.plan;
  const std::size_t n = state.paths.size();
  if (!asset.betas.empty() && !factors_are_undisturbed(plan, asset)) {
    for (std::size_t i = 0; i < n; ++i) {
      const double r = state.value(asset.residual, i);
      scratch[i] = systematic_variance(state, asset, i) + r * r;
    }
    return {scratch, 0.0};
  }
  const Coefficient sigma = coefficient(state, asset.volatility);
  if (!sigma.row) return {nullptr, sigma.value * sigma.value};
  for (std::size_t i = 0; i < n; ++i) scratch[i] = sigma.row[i] * sigma.row[i];
  return {scratch, 0.0};
}

void move(double* x, const double* g, Coefficient drift, Coefficient variance, Coefficient m, const GridStep& step,
          std::size_t n) {
  if (!drift.row && !variance.row && !m.row) {
    const double mean = (drift.value - 0.5 * m.value * m.value * variance.value) * step.dt;
    const double scale = m.value * step.sqrt_dt;
    for (std::size_t i = 0; i < n; ++i) x[i] += std::fma(scale, g[i], mean);
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double mi = m[i];
    const double mean = (drift[i] - 0.5 * mi * mi * variance[i]) * step.dt;
    x[i] += std::fma(mi * step.sqrt_dt, g[i], mean);
  }
}

}  // namespace

void diffuse(PathState& state, const BlockNoise& noise, const GridStep& step) {
  const std::size_t n = state.paths.size();
  double* g = state.scratch[0];
  for (const AssetPlan& asset : state.plan->assets) {
    gather_noise(state, noise, asset, g);
    if (const double* t = noise.mixing())
      for (std::size_t i = 0; i < n; ++i) g[i] *= t[i];
    const Coefficient variance = variance_rate(state, asset, state.scratch[1]);
    move(state.row(asset.x), g, coefficient(state, asset.drift), variance, coefficient(state, asset.multiplier), step, n);
  }
}

}  // namespace faultline
