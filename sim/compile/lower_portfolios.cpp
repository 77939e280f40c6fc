#include "compile/lower_market.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

constexpr double on_grid_tolerance = 1e-9;  // [years]

PortfolioWeights weights_of(const Weights& weights) {
  PortfolioWeights out;
  for (const auto& [asset, weight] : weights.assets) out.assets.emplace_back(make_id<AssetId>(asset), weight);
  out.cash = weights.cash;
  return out;
}

bool can_lose_everything(const Weights& weights) {
  return weights.cash < 0.0 || std::any_of(weights.assets.begin(), weights.assets.end(),
                                           [](const auto& w) { return w.second < 0.0; });
}

/// Grid points at multiples of the interval, those at 0 and the horizon left out.
std::vector<bool> rebalance_points(const Portfolio& portfolio, const std::vector<ExactTime>& times) {
  std::vector<bool> out(times.size(), false);
  if (!portfolio.rebalance) return out;
  const double interval = portfolio.rebalance->time.years();
  for (std::size_t k = 1; k + 1 < times.size(); ++k) {
    const double n = std::round(times[k].years() / interval);
    out[k] = n >= 1.0 && std::fabs(times[k].years() - n * interval) <= on_grid_tolerance;
  }
  return out;
}

std::vector<AssetId> held_assets(const Portfolio& portfolio) {
  std::vector<AssetId> out;
  const auto add = [&](const Weights& weights) {
    for (const auto& [asset, weight] : weights.assets) {
      const auto id = make_id<AssetId>(asset);
      if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
    }
  };
  add(portfolio.weights);
  for (const Switch& rule : portfolio.switches) add(rule.weights);
  return out;
}

/// Costs below half of what is traded, which is at most twice the value of a portfolio without shorts, leave
/// something of it.
bool is_cheap(const Operand& cost) {
  return cost.is_constant() && cost.value < 0.5;
}

}  // namespace

void lower_portfolios(Lowering& lowering) {
  const Market& market = lowering.market();
  for (std::size_t p = 0; p < market.portfolios.size(); ++p) {
    const Portfolio& portfolio = market.portfolios[p];
    // Lowered first: an expression may ask for measures, which grow the plan.
    const Operand cash_rate = lowering.kept(portfolio.cash_rate, lowering.plan().step_midpoint);
    const Operand cost = lowering.path_value(portfolio.cost);
    std::vector<PortfolioPlan::Switch> switches;
    bool can_fail = can_lose_everything(portfolio.weights);
    for (const Switch& rule : portfolio.switches) {
      switches.push_back({lowering.program_id(rule.when.expression()),
                          lowering.add_check(Range::any(), rule.when.field), weights_of(rule.weights),
                          lowering.add_register(0.0, Tempo::grid)});
      can_fail = can_fail || can_lose_everything(rule.weights);
    }
    PortfolioPlan& plan = lowering.plan().portfolios[p];
    plan.weights = weights_of(portfolio.weights);
    plan.cash_rate = cash_rate;
    plan.cost = cost;
    plan.limited = portfolio.liability == Liability::limited;
    plan.rebalance_at = rebalance_points(portfolio, market.grid.times);
    plan.switches = std::move(switches);
    plan.trades = portfolio.rebalance || !plan.switches.empty();
    plan.can_fail = plan.limited && (can_fail || (plan.trades && !is_cheap(plan.cost)));
    plan.assets = held_assets(portfolio);
    for (const AssetId asset : plan.assets) lowering.plan().assets[at(asset)].held = true;
    if (plan.trades)
      for (std::size_t h = 0; h < plan.assets.size(); ++h)
        plan.holdings.push_back(lowering.add_register(0.0, Tempo::grid));
    plan.cash = lowering.add_register(0.0, Tempo::grid);
    plan.target = lowering.add_register(0.0, Tempo::grid);
  }
}

}  // namespace faultline
