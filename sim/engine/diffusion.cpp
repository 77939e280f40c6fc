#include "engine/diffusion.h"

#include <cmath>

namespace faultline {
namespace {

Coefficient coefficient(const PathState& state, const Operand& operand) {
  return operand.is_state() ? Coefficient{state.registers[operand.index]}
                            : Coefficient{nullptr, operand.value};
}

/// A coefficient in a loop. The row is there in both cases: vectorised, the choice is a masked load, and one
/// of a null address costs a hundred times what it should.
class Values {
 public:
  Values(const PathState& state, const Operand& operand)
      : row_(state.registers[operand.is_state() ? operand.index : 0]),
        value_(operand.value),
        varies_(operand.is_state()) {}
  double operator[](std::size_t i) const { return varies_ ? row_[i] : value_; }

 private:
  const double* row_;
  double value_;
  bool varies_;
};

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
  const Values residual(state, asset.residual);
  if (state.plan->noise.blend) {
    const double* b = state.row(*state.plan->noise.blend);
    const double* w = noise.blend();
    for (std::size_t i = 0; i < n; ++i)
      out[i] = residual[i] * std::fma(std::sqrt(1.0 - b[i]), z[i], std::sqrt(b[i]) * w[i]);
  } else {
    for (std::size_t i = 0; i < n; ++i) out[i] = residual[i] * z[i];
  }
  for (const auto& [f, beta] : asset.betas) {
    const FactorPlan& factor = state.plan->factors[f];
    const double* zf = noise.normal(factor.noise);
    const double loading = beta * factor.volatility;
    const Values m(state, factor.multiplier);
    for (std::size_t i = 0; i < n; ++i) out[i] = std::fma(loading * m[i], zf[i], out[i]);
  }
}

/// Variance rate before the asset's own multiplier, into a row where it differs between paths.
Coefficient variance_rate(const PathState& state, const AssetPlan& asset, const AssetMotion& motion,
                          double* scratch) {
  if (motion.variance) return {nullptr, *motion.variance};
  const std::size_t n = state.paths.size();
  if (asset.betas.empty()) {
    const Values sigma(state, asset.volatility);
    for (std::size_t i = 0; i < n; ++i) scratch[i] = sigma[i] * sigma[i];
  } else {
    for (std::size_t i = 0; i < n; ++i) {
      const double r = state.value(asset.residual, i);
      scratch[i] = systematic_variance(state, asset, i) + r * r;
    }
  }
  return {scratch};
}

Motion motion_of(PathState& state, const BlockNoise& noise, const AssetPlan& asset, const AssetMotion& motion,
                 const GridStep& step) {
  return {.drift = coefficient(state, asset.drift),
          .multiplier = coefficient(state, asset.multiplier),
          .variance = variance_rate(state, asset, motion, state.scratch[1]),
          .residual = motion.residual_left ? coefficient(state, asset.residual) : Coefficient{},
          .mixing = Coefficient{noise.mixing()},
          .dt = step.dt,
          .sqrt_dt = step.sqrt_dt};
}

}  // namespace

void diffuse(PathState& state, const BlockNoise& noise, const GridStep& step) {
  state.steady.advance(noise, step);
  for (const std::uint32_t a : state.prepared->unsteady_assets) {
    const AssetPlan& asset = state.plan->assets[a];
    const AssetMotion& motion = state.prepared->motions[a];
    double* x = state.row(asset.x);
    double* price = state.prepared->prices_run[a] ? state.followed_prices[a] : nullptr;
    if (motion.folded) {
      noise.move(motion.row, motion_of(state, noise, asset, motion, step), x, price);
    } else {
      gather_noise(state, noise, asset, state.scratch[0]);
      const Motion motion_here = motion_of(state, noise, asset, motion, step);
      state.prepared->kernels->move_double(state.scratch[0], motion_here, x, price, state.lanes());
    }
  }
}

}  // namespace faultline
