#include "engine/trade.h"

#include "engine/grid_point.h"
#include "math/elementary.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

const PortfolioWeights& weights_in_force(const PortfolioPlan& portfolio, double target) {
  return target == 0.0 ? portfolio.weights : portfolio.switches[static_cast<std::size_t>(target) - 1].weights;
}

/// Sells and buys at target weights on one path, the cost charged on the traded notional at values before it.
void trade_lane(PathState& state, const PortfolioPlan& portfolio, const PortfolioWeights& weights,
                double value, std::size_t lane) {
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
    evaluate_row(state.plan->programs[at(rule.when)], state.registers, n, {time, time}, state.temporaries,
                 holds);
    state.require(rule.check, holds, time);
    double* fired = state.row(rule.fired);
    double* target = state.row(portfolio.target);
    int any = 0;
    for (std::size_t i = 0; i < n; ++i)
      any |= static_cast<int>(holds[i] != 0.0) & static_cast<int>(fired[i] == 0.0);
    for (std::size_t i = 0; any != 0 && i < n; ++i) {
      if (holds[i] == 0.0 || fired[i] != 0.0) continue;
      fired[i] = 1.0;
      target[i] = static_cast<double>(s + 1);
      trades[i] = 1;
    }
  }
}

}  // namespace

void trade(PathState& state, std::uint32_t grid_point, double time) {
  const std::size_t n = state.paths.size();
  for (std::size_t p = 0; p < state.plan->portfolios.size(); ++p) {
    const PortfolioPlan& portfolio = state.plan->portfolios[p];
    if (!portfolio.trades) continue;
    std::uint8_t* trades = state.flagged.data();
    std::fill_n(trades, n, static_cast<std::uint8_t>(portfolio.rebalance_at[grid_point]));
    look_at_switches(state, portfolio, time, trades);
    const auto trading = static_cast<std::size_t>(std::count(trades, trades + n, std::uint8_t{1}));
    if (trading == 0) continue;
    const bool few = trading < n / 8;
    const double* value = few ? nullptr : exact_value(state, p);
    const double* target = state.row(portfolio.target);
    for (std::size_t i = 0; i < n; ++i)
      if (trades[i])
        trade_lane(state, portfolio, weights_in_force(portfolio, target[i]),
                   few ? exact_value(state, p, i) : value[i], i);
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
  const std::size_t n = state.lanes();
  for (const PortfolioPlan& portfolio : state.plan->portfolios) {
    std::fill_n(state.row(portfolio.cash), n, portfolio.weights.cash);
    std::fill_n(state.row(portfolio.value), n, 1.0);
    if (!portfolio.trades) continue;
    for (std::size_t h = 0; h < portfolio.assets.size(); ++h)
      std::fill_n(state.row(portfolio.holdings[h]), n, weight_of(portfolio.weights, portfolio.assets[h]));
  }
}

}  // namespace faultline
