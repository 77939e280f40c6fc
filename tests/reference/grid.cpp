#include "math/special.h"
#include "plan/stream_labels.h"
#include "reference/path.h"
#include "reference/scale.h"

#include <algorithm>
#include <cmath>

namespace faultline::reference {
namespace {

/// The common factor of Student-t innovations of unit variance, its chi-square floored.
double mixing_factor(double dof, double u) {
  constexpr double floor_at = 1e-6;
  return std::sqrt((dof - 2.0) / std::max(chi_square_quantile(dof, u), chi_square_quantile(dof, floor_at)));
}

}  // namespace

void Path::begin_step(std::uint32_t k) {
  const double end = market_.grid.times[k + 1].years();
  now_ = market_.grid.times[k].years();
  middle_ = 0.5 * (now_ + end);
  evaluate_speeds();
  read_multipliers();
  diffuse(k);
  for (std::uint32_t i = 0; i < shocks_.size(); ++i)
    if (const auto* process = std::get_if<Process>(&model_.shocks[i]); process && enabled(i))
      prepare_process(i, *process);
  for (std::size_t p = 0; p < portfolios_.size(); ++p)
    portfolios_[p].cash_growth = std::exp(value(market_.portfolios[p].cash_rate, middle_) * (end - now_));
}

void Path::read_multipliers() {
  factor_multiplier_.assign(market_.factors.size(), 1.0);
  asset_multiplier_.assign(assets_.size(), 1.0);
  factor_drift_.assign(market_.factors.size(), 0.0);
  asset_drift_.assign(assets_.size(), 0.0);
  double unblended = 1.0;
  for (std::uint32_t i = 0; i < shocks_.size(); ++i) {
    if (!enabled(i)) continue;
    std::visit([&](const auto& shock) { read_multipliers(shock.whiles); }, model_.shocks[i]);
    if (const auto* phases = std::get_if<Phases>(&model_.shocks[i]))
      read_multipliers(phases->phases[std::get<MachineState>(shocks_[i]).current].whiles);
    if (const auto* regimes = std::get_if<Regimes>(&model_.shocks[i])) {
      const Regimes::State& state = regimes->states[std::get<MachineState>(shocks_[i]).current];
      add_entries(state.volatility, state.drift);
      unblended *= 1.0 - value_or(state.blend, now_, 0.0);
    }
  }
  blend_ = 1.0 - unblended;
}

void Path::read_multipliers(const std::vector<While>& whiles) {
  for (const While& condition : whiles)
    if (holds(condition.when, now_)) add_entries(condition.volatility, condition.drift);
}

void Path::add_entries(const std::vector<While::Entry>& volatility, const std::vector<While::Entry>& drift) {
  for (const While::Entry& entry : volatility)
    (entry.is_factor ? factor_multiplier_ : asset_multiplier_)[entry.index] *= value(entry.value, now_);
  for (const While::Entry& entry : drift)
    (entry.is_factor ? factor_drift_ : asset_drift_)[entry.index] += value(entry.value, middle_);
}

// One step of every asset's log price; jumps come on top.
void Path::diffuse(std::uint32_t k) {
  const double dt = market_.grid.times[k + 1].years() - now_;
  std::vector<double> independent;
  for (const std::uint32_t symbol : market_.processes)
    independent.push_back(draws_.normal(stream::noise(market_.symbols[symbol].name), k));
  for (const Factor& factor : market_.factors)
    independent.push_back(draws_.normal(stream::noise(factor.name), k));
  for (const Asset& asset : market_.assets)
    independent.push_back(draws_.normal(stream::noise(asset.name), k));
  noise_.assign(independent.size(), 0.0);
  for (std::size_t i = 0; i < noise_.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j) noise_[i] += cholesky_[i][j] * independent[j];

  const auto& dof = market_.dependence.student_t_dof;
  const double mixing = dof ? mixing_factor(*dof, draws_.grid_uniform(stream::mixing(), k)) : 1.0;
  const std::size_t first_factor = market_.processes.size();
  const std::size_t first_asset = first_factor + market_.factors.size();
  for (std::uint32_t a = 0; a < assets_.size(); ++a) {
    double drift = value(market_.assets[a].drift, middle_) + asset_drift_[a];
    double shaken = 0.0;
    for (const auto& [f, beta] : market_.assets[a].betas) {
      drift += beta * factor_drift_[f];
      shaken += beta * factor_multiplier_[f] * market_.factors[f].volatility * noise_[first_factor + f];
    }
    double residual = noise_[first_asset + a];
    if (blend_ > 0.0)
      residual = std::sqrt(1.0 - blend_) * residual + std::sqrt(blend_) * draws_.normal(stream::blend(), k);
    shaken += residual_volatility_[a] * residual;
    const double m = asset_multiplier_[a];
    const double variance =
        m * m * (factor_variance(a, factor_multiplier_) + residual_volatility_[a] * residual_volatility_[a]);
    assets_[a].log_price += (drift - 0.5 * variance) * dt + std::sqrt(dt) * mixing * m * shaken;
  }
}

// The pull and target of the step, from what is known at its start.
void Path::prepare_process(std::uint32_t shock, const Process& process) {
  auto& s = std::get<ProcessState>(shocks_[shock]);
  s.pull = process.half_life ? std::log(2.0) / value(*process.half_life, middle_) : 0.0;
  s.y_target = process.target ? to_scale(process, value(*process.target, middle_)) : s.y;
}

void Path::end_step(std::uint32_t k) {
  now_ = market_.grid.times[k + 1].years();
  move_processes(k);
  price_assets();
  value_portfolios();
  for (const HorizonRef& horizon : market_.report.horizons)
    if (horizon.step == k + 1) record_horizon(horizon);
  if (k + 2 < market_.grid.times.size()) trade(k + 1);
}

void Path::move_processes(std::uint32_t k) {
  const double dt = market_.grid.times[k + 1].years() - market_.grid.times[k].years();
  for (std::size_t p = 0; p < market_.processes.size(); ++p) {
    const std::uint32_t shock = market_.symbols[market_.processes[p]].index;
    if (!enabled(shock)) continue;
    const auto& process = std::get<Process>(model_.shocks[shock]);
    auto& s = std::get<ProcessState>(shocks_[shock]);
    if (s.pull > 0.0) {
      const double kept = std::exp(-s.pull * dt);
      const double sd = s.eta * std::sqrt((1.0 - kept * kept) / (2.0 * s.pull));
      s.y = s.y_target + (s.y - s.y_target) * kept + sd * noise_[p];
    } else {
      s.y += s.eta * std::sqrt(dt) * noise_[p];
    }
    s.level = from_scale(process, s.y);
    s.lowest = std::min(s.lowest, s.level);
    s.highest = std::max(s.highest, s.level);
  }
}

// What processes add to an asset's log price, relative to time 0.
double Path::effects_on(std::uint32_t asset) {
  double sum = 0.0;
  for (std::uint32_t i = 0; i < shocks_.size(); ++i) {
    const auto* process = std::get_if<Process>(&model_.shocks[i]);
    if (!process || !enabled(i)) continue;
    const auto& s = std::get<ProcessState>(shocks_[i]);
    for (std::size_t e = 0; e < process->effects.size(); ++e) {
      const Process::Effect& effect = process->effects[e];
      double share = !effect.is_factor && effect.index == asset ? 1.0 : 0.0;
      for (const auto& [factor, beta] : market_.assets[asset].betas)
        if (effect.is_factor && effect.index == factor) share += beta;
      if (share != 0.0) sum += share * (value(effect.value, now_, s.level) - s.effect_at_start[e]);
    }
  }
  return sum;
}

void Path::price_assets() {
  std::vector<double> prices;
  for (std::uint32_t a = 0; a < assets_.size(); ++a) {
    double log_price = assets_[a].log_price + effects_on(a);
    for (const Transient& transient : assets_[a].transients) log_price += transient.at(now_);
    prices.push_back(std::exp(log_price));
  }
  for (std::uint32_t a = 0; a < assets_.size(); ++a) {
    AssetState& s = assets_[a];
    s.simple_return = prices[a] - 1.0;
    s.highest = std::max(s.highest, prices[a]);
    s.drawdown = 1.0 - prices[a] / s.highest;
    s.max_drawdown = std::max(s.max_drawdown, s.drawdown);
  }
}

}  // namespace faultline::reference
