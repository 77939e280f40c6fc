#include "engine/grid_point.h"

#include "math/elementary.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

/// Rows do not move, so a portfolio's positions are found once.
const std::vector<Position>& positions_of(PathState& state, const PortfolioPlan& portfolio,
                                          const Rows<double>& prices, std::vector<Position>& positions) {
  if (!positions.empty()) return positions;
  for (std::size_t h = 0; h < portfolio.assets.size(); ++h) {
    const double* units = portfolio.trades ? state.row(portfolio.holdings[h]) : nullptr;
    const double weight = portfolio.trades ? 0.0 : weight_of(portfolio.weights, portfolio.assets[h]);
    positions.push_back({prices[at(portfolio.assets[h])], weight, units});
  }
  return positions;
}

void value_by(PathState& state, const PortfolioPlan& portfolio, const std::vector<Position>& positions,
              double* value) {
  state.prepared->kernels->value(state.row(portfolio.cash), positions.data(), positions.size(), value,
                                 state.lanes());
}

/// A value found at or below zero stays there.
void keep_failed(const double* sum, double* value, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) value[i] = (value[i] <= 0.0) | (sum[i] <= 0.0) ? 0.0 : sum[i];
}

void follow_portfolio(PathState& state, std::size_t p) {
  const PortfolioPlan& portfolio = state.plan->portfolios[p];
  const std::size_t n = state.paths.size();
  double* value = state.row(portfolio.value);
  const std::vector<Position>& positions =
      positions_of(state, portfolio, state.followed_prices, state.followed_positions[p]);
  const Kernels& kernels = *state.prepared->kernels;
  double* peak = portfolio.peak ? state.row(*portfolio.peak) : nullptr;
  double* deepest = portfolio.peak ? state.row(*portfolio.max_drawdown) : nullptr;
  if (portfolio.can_fail) {
    value_by(state, portfolio, positions, state.scratch[0]);
    keep_failed(state.scratch[0], value, n);
    if (peak != nullptr) kernels.follow_value(value, peak, deepest, state.lanes());
  } else if (peak != nullptr) {
    kernels.value_followed(state.row(portfolio.cash), positions.data(), positions.size(), value, peak,
                           deepest, state.lanes());
  } else {
    value_by(state, portfolio, positions, value);
  }
  if (portfolio.simple_return) {
    double* r = state.row(*portfolio.simple_return);
    for (std::size_t i = 0; i < n; ++i) r[i] = value[i] - 1.0;
  }
  if (!portfolio.peak || !portfolio.drawdown) return;
  double* drawdown = state.row(*portfolio.drawdown);
  for (std::size_t i = 0; i < n; ++i) drawdown[i] = (peak[i] - value[i]) / peak[i];
}

void follow_asset(PathState& state, std::size_t a) {
  const Plan& plan = *state.plan;
  const AssetPlan& asset = plan.assets[a];
  const std::size_t n = state.paths.size();
  const double* log_price = state.log_price(a);
  if (asset.simple_return) {
    double* r = state.row(*asset.simple_return);
    for (std::size_t i = 0; i < n; ++i) r[i] = fast_exp(log_price[i]) - 1.0;
  }
  if (!plan.asset_max_drawdown[a]) return;
  double* peak = state.row(plan.asset_peak[a]);
  double* deepest = state.row(plan.asset_deepest[a]);
  state.prepared->kernels->follow_log(log_price, peak, deepest, state.lanes());
  if (asset.drawdown) {
    double* drawdown = state.row(*asset.drawdown);
    for (std::size_t i = 0; i < n; ++i) drawdown[i] = 1.0 - fast_exp(log_price[i] - peak[i]);
  }
  if (asset.max_drawdown) {
    double* max_drawdown = state.row(*asset.max_drawdown);
    for (std::size_t i = 0; i < n; ++i) max_drawdown[i] = 1.0 - fast_exp(-deepest[i]);
  }
}

}  // namespace

double weight_of(const PortfolioWeights& weights, AssetId asset) {
  for (const auto& [id, weight] : weights.assets)
    if (id == asset) return weight;
  return 0.0;
}

void start_prices(PathState& state) {
  for (std::size_t a = 0; a < state.plan->assets.size(); ++a)
    if (state.prepared->prices_run[a])
      state.prepared->kernels->exp(state.row(state.plan->assets[a].x), state.followed_prices[a],
                                   state.lanes());
}

void find_effects(PathState& state, double time) {
  const Plan& plan = *state.plan;
  const std::size_t n = state.paths.size();
  std::fill(state.found.begin(), state.found.end(), false);
  for (const Effect& effect : plan.effects) {
    double* current = state.row(effect.current);
    state.evaluate(effect.program, {time, time}, current);
    state.require(effect.check, current, time);
    const double* base = state.row(effect.base);
    for (std::size_t i = 0; i < n; ++i) current[i] -= base[i];
  }
}

void measure_series(PathState& state) {
  const PreparedPlan& prepared = *state.prepared;
  for (const std::uint32_t a : prepared.followed_assets) follow_asset(state, a);
  for (const std::uint32_t a : prepared.prices_by_log)
    prepared.kernels->exp(state.log_price(a), state.followed_prices[a], state.lanes());
  for (const std::uint32_t p : prepared.followed_portfolios) follow_portfolio(state, p);
}

const double* exact_value(PathState& state, std::size_t p) {
  const PortfolioPlan& portfolio = state.plan->portfolios[p];
  for (const AssetId asset : portfolio.assets)
    state.prepared->kernels->exp(state.log_price(at(asset)), state.prices[at(asset)], state.lanes());
  if (portfolio.can_fail) return state.row(portfolio.value);  // followed by the log prices already
  value_by(state, portfolio, positions_of(state, portfolio, state.prices, state.exact_positions[p]),
           state.scratch[1]);
  return state.scratch[1];
}

double exact_value(PathState& state, std::size_t p, std::size_t lane) {
  const PortfolioPlan& portfolio = state.plan->portfolios[p];
  double value = state.row(portfolio.cash)[lane];
  for (std::size_t h = 0; h < portfolio.assets.size(); ++h) {
    const std::size_t asset = at(portfolio.assets[h]);
    const double price = fast_exp(state.log_price(asset, lane));
    state.prices[asset][lane] = price;
    const double units = portfolio.trades ? state.row(portfolio.holdings[h])[lane]
                                          : weight_of(portfolio.weights, portfolio.assets[h]);
    value = std::fma(units, price, value);
  }
  return portfolio.can_fail ? state.row(portfolio.value)[lane] : value;
}

}  // namespace faultline
