#include "study/needed_parts.h"

#include "core/ids.h"
#include "study/plan_needs.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace faultline {
namespace {

/// New positions of the parts that stay, in their order.
class Kept {
 public:
  template <class Wanted>
  Kept(std::size_t count, Wanted wanted) : position_(count) {
    for (std::size_t i = 0; i < count; ++i)
      if (wanted(i)) position_[i] = kept_++;
  }

  bool has(std::size_t i) const { return position_[i].has_value(); }
  std::uint32_t operator[](std::size_t i) const { return *position_[i]; }

  /// Leaves the parts that stay.
  template <class Part>
  void filter(std::vector<Part>& parts) const {
    std::vector<Part> left;
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (has(i)) left.push_back(std::move(parts[i]));
    parts = std::move(left);
  }
  void filter(std::vector<bool>& flags) const {
    std::vector<bool> left;
    for (std::size_t i = 0; i < flags.size(); ++i)
      if (has(i)) left.push_back(flags[i]);
    flags = std::move(left);
  }

  template <class Id>
  void move(Id& id) const {
    id = make_id<Id>((*this)[at(id)]);
  }

 private:
  std::vector<std::optional<std::uint32_t>> position_;
  std::uint32_t kept_ = 0;
};

template <class Part, class Wanted>
void keep_if(std::vector<Part>& parts, Wanted wanted) {
  parts.erase(std::remove_if(parts.begin(), parts.end(), [&](const Part& part) { return !wanted(part); }),
              parts.end());
}

class Trimming {
 public:
  explicit Trimming(Plan& plan)
      : plan_(plan),
        needs_(plan),
        assets_(plan.assets.size(), [&](std::size_t a) { return needs_.needs(make_id<AssetId>(a)); }),
        transients_(plan.transients.size(),
                    [&](std::size_t t) { return assets_.has(at(plan.transients[t].asset)); }),
        effects_(plan.effects.size(), [&](std::size_t e) { return needs_.needs_effect(e); }),
        clocks_(plan.clocks.size(), [&](std::size_t c) { return needs_.needs(make_id<ClockId>(c)); }),
        portfolios_(plan.portfolios.size(), [&](std::size_t p) { return needs_.needs_portfolio(p); }) {}

  void run() {
    trim_measures();
    trim_evaluations();
    trim_clocks();
    for (std::size_t a = 0; a < plan_.actions.size(); ++a) trim(a);
    for (auto& listeners : plan_.sources)
      keep_if(listeners, [this](const Trigger& trigger) { return needs_.needs(trigger.action); });
    trim_assets();
    trim_portfolios();
    trim_recordings();
  }

 private:
  /// Measures that only what is left out reads.
  void trim_measures() {
    const auto keep = [this](std::optional<RegisterId>& measure) {
      if (!needs_.needs(measure)) measure.reset();
    };
    for (std::size_t a = 0; a < plan_.assets.size(); ++a) {
      keep(plan_.assets[a].simple_return);
      keep(plan_.assets[a].drawdown);
      keep(plan_.assets[a].max_drawdown);
      plan_.asset_max_drawdown[a] = needs_.needs_asset_drawdown(a);
    }
    for (std::size_t p = 0; p < plan_.portfolios.size(); ++p) {
      PortfolioPlan& portfolio = plan_.portfolios[p];
      keep(portfolio.simple_return);
      if (needs_.needs_portfolio_drawdown(p)) continue;
      portfolio.peak.reset();
      portfolio.drawdown.reset();
      portfolio.max_drawdown.reset();
    }
    keep_if(plan_.processes, [this](const ProcessPlan& process) { return needs_.needs(process); });
    for (ProcessPlan& process : plan_.processes) {
      keep(process.min);
      keep(process.max);
    }
  }

  void trim_evaluations() {
    for (auto* evaluations : {&plan_.step_start, &plan_.step_midpoint, &plan_.rates})
      keep_if(*evaluations, [this](const Evaluation& e) { return needs_.needs(e.target); });
    keep_if(plan_.path_start, [this](const PathStart& start) { return needs_.needs(start); });
    keep_if(plan_.acting, [this](const ActingState& machine) { return needs_.needs(machine.acting); });
  }

  void trim_clocks() {
    keep_if(plan_.armed_at_start, [this](ClockId clock) { return needs_.needs(clock); });
    for (ClockId& clock : plan_.armed_at_start) clocks_.move(clock);
    clocks_.filter(plan_.clocks);
    for (Clock& clock : plan_.clocks) trim_parts(clock.compensations);
  }

  /// Leaves the parts of assets that stay.
  template <class Part>
  void trim_parts(std::vector<Part>& parts) const {
    keep_if(parts, [this](const Part& part) { return assets_.has(at(part.asset)); });
    for (Part& part : parts) assets_.move(part.asset);
  }

  void trim(std::size_t a) {
    Action& action = plan_.actions[a];
    if (!needs_.needs(make_id<ActionId>(a))) return action.clear();
    keep_if(action, [this](const Step& step) { return needs_.needs(step); });
    for (Step& step : action) std::visit([this](auto& what) { trim(what); }, step);
  }
  template <class Other>
  void trim(Other&) const {}
  void trim(act::Arm& step) const { clocks_.move(step.clock); }
  void trim(act::Disarm& step) const { clocks_.move(step.clock); }
  void trim(act::Excite& step) const { clocks_.move(step.clock); }
  void trim(act::CompensateDate& step) const { trim_parts(step.entries); }
  void trim(act::Jump& step) const {
    for (act::Jump::Target& target : step.targets) trim_parts(target.loadings);
    keep_if(step.targets, [](const act::Jump::Target& target) { return !target.loadings.empty(); });
    keep_if(step.transients, [this](const auto& entry) { return assets_.has(at(entry.first)); });
    for (auto& [asset, transient] : step.transients) {
      assets_.move(asset);
      transient = transients_[transient];
    }
  }

  void trim_assets() {
    effects_.filter(plan_.effects);
    transients_.filter(plan_.transients);
    for (Transient& transient : plan_.transients) assets_.move(transient.asset);
    assets_.filter(plan_.assets);
    assets_.filter(plan_.asset_max_drawdown);
    assets_.filter(plan_.asset_peak);
    assets_.filter(plan_.asset_deepest);
    for (AssetPlan& asset : plan_.assets) {
      for (std::uint32_t& transient : asset.transients) transient = transients_[transient];
      for (auto& effect : asset.effects) effect.first = effects_[effect.first];
      asset.disturbances.clear();
    }
  }

  void trim_portfolios() {
    portfolios_.filter(plan_.portfolios);
    const auto move = [this](PortfolioWeights& weights) {
      for (auto& weight : weights.assets) assets_.move(weight.first);
    };
    for (PortfolioPlan& portfolio : plan_.portfolios) {
      move(portfolio.weights);
      for (PortfolioPlan::Switch& rule : portfolio.switches) move(rule.weights);
      for (AssetId& asset : portfolio.assets) assets_.move(asset);
    }
  }

  void trim_recordings() {
    std::uint32_t last = 0;
    for (Recording& recording : plan_.recordings) {
      const bool portfolio = recording.what == Recording::What::portfolio_return ||
                             recording.what == Recording::What::portfolio_drawdown;
      if (portfolio)
        recording.index = portfolios_[recording.index];
      else if (recording.what != Recording::What::program)
        recording.index = assets_[recording.index];
      last = std::max(last, recording.grid_point);
    }
    plan_.times.resize(std::max<std::size_t>(last, 1) + 1);
  }

  Plan& plan_;
  PlanNeeds needs_;
  Kept assets_, transients_, effects_, clocks_, portfolios_;
};

}  // namespace

void keep_needed_parts(Plan& plan) {
  Trimming(plan).run();
}

}  // namespace faultline
