#pragma once

#include "faultline/plan.h"

#include <vector>

namespace faultline {

/// Which parts of a plan can reach a recorded number: found backwards from the recordings, through what every
/// needed part reads and whoever writes what is read.
class PlanNeeds {
 public:
  explicit PlanNeeds(const Plan& plan);

  bool needs(RegisterId target) const { return registers_[at(target)]; }
  bool needs(const std::optional<RegisterId>& target) const { return target && needs(*target); }
  bool needs(AssetId asset) const { return assets_[at(asset)]; }
  bool needs(ClockId clock) const { return clocks_[at(clock)]; }
  bool needs(ActionId action) const { return actions_[at(action)]; }
  bool needs(const ProcessPlan& process) const;
  bool needs(const Clock& clock) const;
  bool needs(const PathStart& start) const;
  /// True when leaving a step of a needed action out would change something needed.
  bool needs(const Step& step) const;
  bool needs_effect(std::size_t e) const { return effects_[e]; }
  bool needs_portfolio(std::size_t p) const { return portfolios_[p]; }
  /// Followed from step to step, for a recording or an expression.
  bool needs_asset_drawdown(std::size_t a) const { return asset_drawdowns_[a]; }
  bool needs_portfolio_drawdown(std::size_t p) const { return portfolio_drawdowns_[p]; }

 private:
  void mark_readings();
  void add_all_events();
  void add(const RegisterId& id) { set(registers_, at(id)); }
  void add(const Operand& operand);
  void add(ProgramId program);
  void add(LawId law);
  void add(const Draw& draw);
  void add(const EventNumber& number) { add(number.counter); }
  template <class Part>
  void add(const std::optional<Part>& part) {
    if (part) add(*part);
  }
  template <class Part>
  void add(const std::vector<Part>& parts) {
    for (const Part& part : parts) add(part);
  }
  void add(const Recording& recording);
  void add_asset(std::size_t a);
  void add(const ProcessPlan& process);
  void add(const Clock& clock);
  void add(const Action& action);
  void add(const Step& step);
  void add(const Trigger& trigger);
  void add(const PathStart& start);
  void add_portfolio(std::size_t p);
  bool decides(ActionId action) const;

  void set(std::vector<bool>& flags, std::size_t i) {
    changed_ = changed_ || !flags[i];
    flags[i] = true;
  }

  const Plan& plan_;
  std::vector<bool> registers_, assets_, asset_drawdowns_, effects_, clocks_, actions_, portfolios_,
      portfolio_drawdowns_;
  bool changed_ = false;
};

}  // namespace faultline
