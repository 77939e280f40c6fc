#include "reference/path.h"

#include <algorithm>
#include <cmath>

namespace faultline::reference {
namespace {

/// Whether a time is a multiple of the rebalancing interval.
bool is_due(double time, const std::optional<Duration>& interval) {
  if (!interval) return false;
  const double periods = time / interval->time.years();
  return std::abs(periods - std::round(periods)) * interval->time.years() < 1e-9;
}

}  // namespace

void Path::start_portfolios() {
  for (std::size_t p = 0; p < portfolios_.size(); ++p) {
    PortfolioState& s = portfolios_[p];
    s.weights = market_.portfolios[p].weights;
    s.holdings = s.weights.assets;
    s.cash = s.weights.cash;
    s.switched.assign(market_.portfolios[p].switches.size(), false);
  }
}

void Path::value_portfolios() {
  for (std::size_t p = 0; p < portfolios_.size(); ++p) {
    PortfolioState& s = portfolios_[p];
    s.cash *= s.cash_growth;
    s.value = s.cash;
    for (const auto& [asset, units] : s.holdings) s.value += units * growth(asset);
    if (market_.portfolios[p].liability == Liability::limited) {
      s.ruined = s.ruined || s.value <= 0.0;
      if (s.ruined) s.value = 0.0;
    }
    s.simple_return = s.value - 1.0;
    s.highest = std::max(s.highest, s.value);
    s.drawdown = 1.0 - s.value / s.highest;
    s.max_drawdown = std::max(s.max_drawdown, s.drawdown);
  }
}

// Switch rules, then one trade where a switch or the rebalancing date asks for it.
void Path::trade(std::uint32_t k) {
  for (std::size_t p = 0; p < portfolios_.size(); ++p) {
    const Portfolio& portfolio = market_.portfolios[p];
    PortfolioState& s = portfolios_[p];
    if (s.ruined) continue;
    bool due = is_due(market_.grid.times[k].years(), portfolio.rebalance);
    for (std::size_t i = 0; i < portfolio.switches.size(); ++i) {
      if (s.switched[i] || value(portfolio.switches[i].when, now_) == 0.0) continue;
      s.switched[i] = true;
      s.weights = portfolio.switches[i].weights;
      due = true;
    }
    if (due) trade_to_target(portfolio, s);
  }
}

void Path::trade_to_target(const Portfolio& portfolio, PortfolioState& s) {
  std::vector<double> before(assets_.size(), 0.0), wanted(assets_.size(), 0.0);
  for (const auto& [asset, units] : s.holdings) before[asset] += units * growth(asset);
  for (const auto& [asset, weight] : s.weights.assets) wanted[asset] += weight * s.value;
  double traded = 0.0;
  for (std::size_t a = 0; a < assets_.size(); ++a) traded += std::abs(wanted[a] - before[a]);
  const double invested = s.value - value(portfolio.cost, now_) * traded;
  s.holdings.clear();
  for (const auto& [asset, weight] : s.weights.assets)
    s.holdings.emplace_back(asset, weight * invested / growth(asset));
  s.cash = s.weights.cash * invested;
}

}  // namespace faultline::reference
