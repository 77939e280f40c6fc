#include "engine/trade.h"

#include "engine/flagged.h"
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

/// A switch of a portfolio, at a grid point.
class SwitchLook {
 public:
  SwitchLook(PathState& state, const PortfolioPlan& portfolio, std::size_t index, double time,
             std::uint8_t* trades)
      : state_(state),
        rule_(portfolio.switches[index]),
        fired_(state.row(rule_.fired)),
        target_(state.row(portfolio.target)),
        number_(static_cast<double>(index + 1)),
        time_(time),
        trades_(trades) {}

  void at_all_paths() {
    const std::size_t n = state_.paths.size();
    double* holds = state_.scratch[0];
    state_.evaluate(rule_.when, {time_, time_}, holds);
    state_.require(rule_.check, holds, time_);
    int any = 0;
    for (std::size_t i = 0; i < n; ++i)
      any |= static_cast<int>(holds[i] != 0.0) & static_cast<int>(fired_[i] == 0.0);
    for (std::size_t i = 0; any != 0 && i < n; ++i)
      if (holds[i] != 0.0) fire(i);
  }

  void at_path(std::size_t i) {
    const double holds = state_.lane_programs.evaluate(rule_.when, i, {time_, time_});
    state_.require(rule_.check, holds, i, time_);
    if (holds != 0.0) fire(i);
  }

 private:
  void fire(std::size_t i) {
    if (fired_[i] != 0.0) return;
    fired_[i] = 1.0;
    target_[i] = number_;
    trades_[i] = 1;
  }

  PathState& state_;
  const PortfolioPlan::Switch& rule_;
  double* fired_;
  double* target_;
  double number_;
  double time_;
  std::uint8_t* trades_;
};

/// Marks the paths on which a switch fires now. One that only events can fire is looked at where they
/// happened, or everywhere when they happened on many.
void look_at_switches(PathState& state, std::size_t p, std::uint32_t grid_point, double time,
                      std::uint8_t* trades) {
  const auto& bits = state.prepared->switch_bits[p];
  for (std::size_t s = 0; s < bits.size(); ++s) {
    SwitchLook look(state, state.plan->portfolios[p], s, time, trades);
    const bool all = !bits[s] || grid_point == 1;
    if (!all && !state.eventful.some_touched(&Touched::switches, *bits[s])) continue;
    if (all || state.eventful.many_touched(&Touched::switches, *bits[s], state.paths.size()))
      look.at_all_paths();
    else
      state.eventful.for_each_touched(&Touched::switches, *bits[s],
                                      [&](std::size_t lane) { look.at_path(lane); });
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
    look_at_switches(state, p, grid_point, time, trades);
    const auto trading = static_cast<std::size_t>(std::count(trades, trades + n, std::uint8_t{1}));
    if (trading == 0) continue;
    const bool few = trading < n / 8;
    const double* value = few ? nullptr : exact_value(state, p);
    const double* target = state.row(portfolio.target);
    for_each_flagged(trades, n, [&](std::size_t i) {
      trade_lane(state, portfolio, weights_in_force(portfolio, target[i]),
                 few ? exact_value(state, p, i) : value[i], i);
    });
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
