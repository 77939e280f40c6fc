#include "risk/path_ledger.h"

#include "engine/path_state.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace faultline {

PathLedger::PathLedger(const CompiledScenario& scenario, LedgerSubject subject, std::size_t capacity)
    : plan_(scenario.plan), subject_(subject), sources_(scenario.outputs.shocks.size() + 1), now_(sources_) {
  const std::size_t rows = capacity * plan_.assets.size();
  for (auto* cells : {&parts_, &gains_, &kept_}) cells->resize(rows * sources_);
  for (auto* cells : {&moved_, &motion_, &undisturbed_, &units_}) cells->resize(rows);
}

void PathLedger::started(PathState& state, PathState* twin) {
  for (auto* cells : {&parts_, &gains_, &kept_, &moved_, &units_})
    std::fill(cells->begin(), cells->end(), 0.0);
  for (std::size_t lane = 0; lane < state.paths.size(); ++lane) {
    for (std::size_t a = 0; a < assets(); ++a) {
      motion_[place(lane, a)] = state.moved(a, lane);
      undisturbed_[place(lane, a)] = twin ? twin->moved(a, lane) : 0.0;
    }
    hold(state, lane);
  }
}

void PathLedger::jumped(std::size_t lane, std::uint32_t shock, AssetId asset, double, double permanent,
                        double) {
  compensated(lane, shock, asset, permanent);
}

void PathLedger::compensated(std::size_t lane, std::uint32_t shock, AssetId asset, double amount) {
  const std::size_t row = place(lane, static_cast<std::size_t>(asset));
  kept_[row * sources_ + shock] += amount;
  moved_[row] += amount;
}

void PathLedger::stepped(PathState& state, PathState* twin, const GridStep& step) {
  if (step.index + 1 > subject_.last_point) return;
  for (std::size_t lane = 0; lane < state.paths.size(); ++lane) {
    for (std::size_t a = 0; a < assets(); ++a) {
      disturb(state, twin, lane, a);
      unfold(state, lane, a);
      earn(lane, a);
    }
    hold(state, lane);
  }
}

/// Hands the shocks in force over the step what they have changed of the motion.
void PathLedger::disturb(PathState& state, const PathState* twin, std::size_t lane, std::size_t asset) {
  const AssetPlan& of = plan_.assets[asset];
  const std::size_t row = place(lane, asset);
  const double motion = state.moved(asset, lane) - moved_[row];
  if (twin != nullptr) {
    const double undisturbed = twin->moved(asset, lane);
    const double difference = (motion - motion_[row]) - (undisturbed - undisturbed_[row]);
    active_.clear();
    for (const Disturbance& disturbance : of.disturbances)
      if (state.value(disturbance.condition, lane) != 0.0 &&
          std::find(active_.begin(), active_.end(), disturbance.shock) == active_.end())
        active_.push_back(disturbance.shock);
    for (const std::uint32_t shock : active_)
      kept_[row * sources_ + shock] += difference / static_cast<double>(active_.size());
    undisturbed_[row] = undisturbed;
  }
  motion_[row] = motion;
}

/// The parts of the log price as it is now, into `now_`.
void PathLedger::unfold(PathState& state, std::size_t lane, std::size_t asset) {
  const AssetPlan& of = plan_.assets[asset];
  const double* kept = kept_.data() + place(lane, asset) * sources_;
  std::copy_n(kept, sources_, now_.begin());
  double price = state.moved(asset, lane);
  for (const std::uint32_t t : of.transients) {
    const double level = state.row(plan_.transients[t].level)[lane];
    now_[plan_.transients[t].shock] += level;
    price += level;
  }
  for (const auto& [e, loading] : of.effects) {
    const double effect = loading * state.row(plan_.effects[e].current)[lane];
    now_[plan_.effects[e].shock] += effect;
    price += effect;
  }
  now_[market()] = price - std::accumulate(now_.begin(), now_.end() - 1, 0.0);
}

/// Books the step's gains and takes over the parts.
void PathLedger::earn(std::size_t lane, std::size_t asset) {
  const std::size_t row = place(lane, asset);
  double* before = parts_.data() + row * sources_;
  double* gains = gains_.data() + row * sources_;
  const double from = std::accumulate(before, before + sources_, 0.0);
  const double growth = std::accumulate(now_.begin(), now_.end(), 0.0) - from;
  const double mean = growth == 0.0 ? 1.0 : std::expm1(growth) / growth;
  const double scale = units_[row] * std::exp(from) * mean;
  for (std::size_t s = 0; s < sources_; ++s) {
    gains[s] += scale * (now_[s] - before[s]);
    before[s] = now_[s];
  }
}

/// Units held over the step that begins.
void PathLedger::hold(PathState& state, std::size_t lane) {
  double* units = units_.data() + place(lane, 0);
  if (!subject_.portfolio) {
    units[subject_.index] = 1.0;
    return;
  }
  const PortfolioPlan& portfolio = plan_.portfolios[subject_.index];
  std::fill_n(units, assets(), 0.0);
  if (portfolio.can_fail && worth(state, lane) <= 0.0) return;
  if (portfolio.trades) {
    for (std::size_t h = 0; h < portfolio.assets.size(); ++h)
      units[static_cast<std::size_t>(portfolio.assets[h])] = state.row(portfolio.holdings[h])[lane];
  } else {
    for (const auto& [asset, weight] : portfolio.weights.assets)
      units[static_cast<std::size_t>(asset)] = weight;
  }
}

double PathLedger::worth(PathState& state, std::size_t lane) const {
  const PortfolioPlan& portfolio = plan_.portfolios[subject_.index];
  if (portfolio.can_fail && state.row(portfolio.value)[lane] <= 0.0) return 0.0;
  const auto price = [&](AssetId asset) {
    return std::exp(log_price(lane, static_cast<std::size_t>(asset)));
  };
  double sum = state.row(portfolio.cash)[lane];
  if (portfolio.trades) {
    for (std::size_t h = 0; h < portfolio.assets.size(); ++h)
      sum += state.row(portfolio.holdings[h])[lane] * price(portfolio.assets[h]);
  } else {
    for (const auto& [asset, weight] : portfolio.weights.assets) sum += weight * price(asset);
  }
  return portfolio.can_fail ? std::max(sum, 0.0) : sum;
}

std::vector<std::string> source_names(const Outputs& outputs) {
  std::vector<std::string> names;
  for (const ShockOutput& shock : outputs.shocks) names.push_back(shock.name);
  const bool taken = std::find(names.begin(), names.end(), "market") != names.end();
  names.push_back(taken ? "market (rest)" : "market");
  return names;
}

double PathLedger::log_price(std::size_t lane, std::size_t asset) const {
  const auto parts = log_parts(lane, asset);
  return std::accumulate(parts.begin(), parts.end(), 0.0);
}

}  // namespace faultline
