#include "engine/grid_point.h"

#include <algorithm>
#include <cmath>

#include "math/elementary.h"

namespace faultline {
namespace {

const PortfolioWeights& weights_in_force(const PortfolioPlan& portfolio, double target) {
  return target == 0.0 ? portfolio.weights : portfolio.switches[static_cast<std::size_t>(target) - 1].weights;
}

double weight_of(const PortfolioWeights& weights, AssetId asset) {
  for (const auto& [id, weight] : weights.assets)
    if (id == asset) return weight;
  return 0.0;
}

void value_portfolio(PathState& state, const PortfolioPlan& portfolio) {
  const std::size_t n = state.paths.size();
  double* value = state.row(portfolio.value);
  double* sum = state.scratch[0];
  const double* cash = state.row(portfolio.cash);
  std::copy_n(cash, n, sum);
  for (std::size_t h = 0; h < portfolio.assets.size(); ++h) {
    const double* price = state.prices[at(portfolio.assets[h])];
    if (portfolio.trades) {
      const double* units = state.row(portfolio.holdings[h]);
      for (std::size_t i = 0; i < n; ++i) sum[i] = std::fma(units[i], price[i], sum[i]);
    } else {
      const double units = weight_of(portfolio.weights, portfolio.assets[h]);
      for (std::size_t i = 0; i < n; ++i) sum[i] = std::fma(units, price[i], sum[i]);
    }
  }
  if (portfolio.limited)
    for (std::size_t i = 0; i < n; ++i) value[i] = (value[i] <= 0.0) | (sum[i] <= 0.0) ? 0.0 : sum[i];
  else
    std::copy_n(sum, n, value);
}

void follow_portfolio(PathState& state, const PortfolioPlan& portfolio) {
  const std::size_t n = state.paths.size();
  const double* value = state.row(portfolio.value);
  if (portfolio.simple_return) {
    double* r = state.row(*portfolio.simple_return);
    for (std::size_t i = 0; i < n; ++i) r[i] = value[i] - 1.0;
  }
  if (!portfolio.peak) return;
  double* peak = state.row(*portfolio.peak);
  double* deepest = state.row(*portfolio.max_drawdown);
  for (std::size_t i = 0; i < n; ++i) {
    peak[i] = std::max(peak[i], value[i]);
    deepest[i] = std::max(deepest[i], 1.0 - value[i] / peak[i]);
  }
  if (!portfolio.drawdown) return;
  double* drawdown = state.row(*portfolio.drawdown);
  for (std::size_t i = 0; i < n; ++i) drawdown[i] = 1.0 - value[i] / peak[i];
}

void follow_asset(PathState& state, std::size_t a) {
  const Plan& plan = *state.plan;
  const AssetPlan& asset = plan.assets[a];
  const std::size_t n = state.paths.size();
  const double* log_price = state.log_prices[a];
  if (asset.simple_return) {
    double* r = state.row(*asset.simple_return);
    for (std::size_t i = 0; i < n; ++i) r[i] = fast_exp(log_price[i]) - 1.0;
  }
  if (!plan.asset_max_drawdown[a]) return;
  double* peak = state.row(plan.asset_peak[a]);
  double* deepest = state.row(plan.asset_deepest[a]);
  for (std::size_t i = 0; i < n; ++i) {
    peak[i] = std::max(peak[i], log_price[i]);
    deepest[i] = std::max(deepest[i], peak[i] - log_price[i]);
  }
  if (asset.drawdown) {
    double* drawdown = state.row(*asset.drawdown);
    for (std::size_t i = 0; i < n; ++i) drawdown[i] = 1.0 - fast_exp(log_price[i] - peak[i]);
  }
  if (asset.max_drawdown) {
    double* max_drawdown = state.row(*asset.max_drawdown);
    for (std::size_t i = 0; i < n; ++i) max_drawdown[i] = 1.0 - fast_exp(-deepest[i]);
  }
}

/// Sells and buys at target weights on one path, the cost charged on the traded notional at values before it.
void trade_lane(PathState& state, const PortfolioPlan& portfolio, const PortfolioWeights& weights, std::size_t lane) {
  const double value = state.row(portfolio.value)[lane];
  if (portfolio.limited && value <= 0.0) return;
  double traded = 0.0;
  for (std::size_t h = 0; h < portfolio.assets.size(); ++h) {
    const double held = state.row(portfolio.holdings[h])[lane] * state.prices[at(portfolio.assets[h])][lane];
    traded += std::fabs(weight_of(weights, portfolio.assets[h]) * value - held);
  }
  const double invested = value - state.value(portfolio.cost, lane) * traded;
  for (std::size_t h = 0; h < portfolio.assets.size(); ++h)
    state.row(portfolio.holdings[h])[lane] =
        weight_of(weights, portfolio.assets[h]) * invested / state.prices[at(portfolio.assets[h])][lane];
  state.row(portfolio.cash)[lane] = weights.cash * invested;
}

/// Marks the paths on which a switch fires now.
void look_at_switches(PathState& state, const PortfolioPlan& portfolio, double time, std::uint8_t* trades) {
  const std::size_t n = state.paths.size();
  for (std::size_t s = 0; s < portfolio.switches.size(); ++s) {
    const PortfolioPlan::Switch& rule = portfolio.switches[s];
    double* holds = state.scratch[0];
    evaluate_row(state.plan->programs[at(rule.when)], state.registers, n, {time, time}, state.temporaries, holds);
    state.require(rule.check, holds, time);
    double* fired = state.row(rule.fired);
    double* target = state.row(portfolio.target);
    for (std::size_t i = 0; i < n; ++i) {
      if (holds[i] == 0.0 || fired[i] != 0.0) continue;
      fired[i] = 1.0;
      target[i] = static_cast<double>(s + 1);
      trades[i] = 1;
    }
  }
}

}  // namespace

void price_assets(PathState& state, double time) {
  const Plan& plan = *state.plan;
  const std::size_t n = state.paths.size();
  for (const Effect& effect : plan.effects) {
    double* current = state.row(effect.current);
    evaluate_row(plan.programs[at(effect.program)], state.registers, n, {time, time}, state.temporaries, current);
    state.require(effect.check, current, time);
    const double* base = state.row(effect.base);
    for (std::size_t i = 0; i < n; ++i) current[i] -= base[i];
  }
  for (std::size_t a = 0; a < plan.assets.size(); ++a) {
    const AssetPlan& asset = plan.assets[a];
    double* log_price = state.log_prices[a];
    std::copy_n(state.row(asset.x), n, log_price);
    for (const std::uint32_t t : asset.transients) {
      const double* level = state.row(plan.transients[t].level);
      for (std::size_t i = 0; i < n; ++i) log_price[i] += level[i];
    }
    for (const auto& [e, loading] : asset.effects) {
      const double* current = state.row(plan.effects[e].current);
      for (std::size_t i = 0; i < n; ++i) log_price[i] = std::fma(loading, current[i], log_price[i]);
    }
    if (!asset.held) continue;
    double* price = state.prices[a];
    for (std::size_t i = 0; i < n; ++i) price[i] = fast_exp(log_price[i]);
  }
}

void measure_series(PathState& state, double) {
  for (std::size_t a = 0; a < state.plan->assets.size(); ++a) follow_asset(state, a);
  for (const PortfolioPlan& portfolio : state.plan->portfolios) {
    value_portfolio(state, portfolio);
    follow_portfolio(state, portfolio);
  }
}

void trade(PathState& state, std::uint32_t grid_point, double time) {
  const std::size_t n = state.paths.size();
  for (const PortfolioPlan& portfolio : state.plan->portfolios) {
    if (!portfolio.trades) continue;
    std::uint8_t* trades = state.flagged.data();
    std::fill_n(trades, n, static_cast<std::uint8_t>(portfolio.rebalance_at[grid_point]));
    look_at_switches(state, portfolio, time, trades);
    const double* target = state.row(portfolio.target);
    for (std::size_t i = 0; i < n; ++i)
      if (trades[i]) trade_lane(state, portfolio, weights_in_force(portfolio, target[i]), i);
  }
}

void grow_cash(PathState& state, const GridStep& step) {
  const std::size_t n = state.paths.size();
  for (const PortfolioPlan& portfolio : state.plan->portfolios) {
    double* cash = state.row(portfolio.cash);
    if (portfolio.cash_rate.is_state()) {
      const double* rate = state.registers[portfolio.cash_rate.index];
      for (std::size_t i = 0; i < n; ++i) cash[i] *= fast_exp(rate[i] * step.dt);
    } else if (portfolio.cash_rate.value != 0.0) {
      const double growth = fast_exp(portfolio.cash_rate.value * step.dt);
      for (std::size_t i = 0; i < n; ++i) cash[i] *= growth;
    }
  }
}

void open_portfolios(PathState& state) {
  const std::size_t n = state.paths.size();
  for (const PortfolioPlan& portfolio : state.plan->portfolios) {
    std::fill_n(state.row(portfolio.cash), n, portfolio.weights.cash);
    std::fill_n(state.row(portfolio.value), n, 1.0);
    if (!portfolio.trades) continue;
    for (std::size_t h = 0; h < portfolio.assets.size(); ++h)
      std::fill_n(state.row(portfolio.holdings[h]), n, weight_of(portfolio.weights, portfolio.assets[h]));
  }
}

void record(PathState& state, std::uint32_t grid_point, double time, double* out, std::size_t stride) {
  const Plan& plan = *state.plan;
  const std::size_t n = state.paths.size();
  for (const std::uint32_t r : state.prepared->recordings_at[grid_point]) {
    const Recording& recording = plan.recordings[r];
    double* column = out + at(recording.column) * stride;
    switch (recording.what) {
      case Recording::What::asset_return: {
        const double* log_price = state.log_prices[recording.index];
        for (std::size_t i = 0; i < n; ++i) column[i] = fast_exp(log_price[i]) - 1.0;
        break;
      }
      case Recording::What::asset_drawdown: {
        const double* deepest = state.row(plan.asset_deepest[recording.index]);
        for (std::size_t i = 0; i < n; ++i) column[i] = 1.0 - fast_exp(-deepest[i]);
        break;
      }
      case Recording::What::portfolio_return: {
        const double* value = state.row(plan.portfolios[recording.index].value);
        for (std::size_t i = 0; i < n; ++i) column[i] = value[i] - 1.0;
        break;
      }
      case Recording::What::portfolio_drawdown:
        std::copy_n(state.row(*plan.portfolios[recording.index].max_drawdown), n, column);
        break;
      case Recording::What::program:
        evaluate_row(plan.programs[at(recording.program)], state.registers, n, {time, time}, state.temporaries,
                     column);
        break;
    }
    if (recording.infinity_allowed)
      state.require_number(recording.check, column, time);
    else
      state.require(recording.check, column, time);
  }
}

}  // namespace faultline
