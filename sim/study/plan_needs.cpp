#include "study/plan_needs.h"

#include "core/ids.h"

#include <algorithm>

namespace faultline {
namespace {

template <class... Fs>
struct Overload : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overload(Fs...) -> Overload<Fs...>;

/// True when the value changes between events.
bool reads_the_instant(const Program& program) {
  return reads(program, OperandKind::now) ||
         std::any_of(program.code.begin(), program.code.end(), [](const Instruction& instruction) {
           return instruction.op == Opcode::elapsed || instruction.op == Opcode::decayed;
         });
}

}  // namespace

PlanNeeds::PlanNeeds(const Plan& plan)
    : plan_(plan),
      registers_(plan.initial.size()),
      assets_(plan.assets.size()),
      asset_drawdowns_(plan.assets.size()),
      effects_(plan.effects.size()),
      clocks_(plan.clocks.size()),
      actions_(plan.actions.size()),
      portfolios_(plan.portfolios.size()),
      portfolio_drawdowns_(plan.portfolios.size()) {
  add(plan.recordings);
  add(plan.midpoint);
  add(plan.noise.blend);
  do {
    changed_ = false;
    mark_readings();
  } while (changed_);
}

/// One pass: what is needed needs what it reads.
void PlanNeeds::mark_readings() {
  for (std::size_t a = 0; a < plan_.assets.size(); ++a) add_asset(a);
  for (std::size_t e = 0; e < plan_.effects.size(); ++e)
    if (effects_[e]) add(plan_.effects[e].program);
  for (std::size_t p = 0; p < plan_.portfolios.size(); ++p) add_portfolio(p);
  for (const ProcessPlan& process : plan_.processes)
    if (needs(process)) add(process);
  for (const ActingState& machine : plan_.acting)
    if (needs(machine.acting)) add(machine.state);
  for (const auto* evaluations : {&plan_.step_start, &plan_.step_midpoint, &plan_.rates})
    for (const Evaluation& evaluation : *evaluations)
      if (needs(evaluation.target)) add(evaluation.program);
  for (const Evaluation& rate : plan_.rates)
    if (needs(rate.target) && reads_the_instant(plan_.programs[at(rate.program)])) add_all_events();
  for (const PathStart& start : plan_.path_start)
    if (needs(start)) add(start);
  for (std::size_t c = 0; c < plan_.clocks.size(); ++c) {
    if (needs(plan_.clocks[c])) set(clocks_, c);
    if (clocks_[c]) add(plan_.clocks[c]);
  }
  for (std::size_t i = 0; i < plan_.actions.size(); ++i) {
    const Action& action = plan_.actions[i];
    const auto act = [this](const Step& step) {
      return !std::holds_alternative<act::Admit>(step) && needs(step);
    };
    if (std::any_of(action.begin(), action.end(), act)) set(actions_, i);
    if (actions_[i]) add(action);
  }
  for (const auto& listeners : plan_.sources)
    for (const Trigger& trigger : listeners)
      if (needs(trigger.action)) add(trigger);
}

/// A rate that reads the instant is evaluated anew at whatever happens.
void PlanNeeds::add_all_events() {
  for (std::size_t c = 0; c < clocks_.size(); ++c) set(clocks_, c);
  for (std::size_t i = 0; i < actions_.size(); ++i) set(actions_, i);
}

void PlanNeeds::add(const Operand& operand) {
  if (operand.is_state()) set(registers_, operand.index);
}

void PlanNeeds::add(ProgramId id) {
  const Program& program = plan_.programs[at(id)];
  for (const Instruction& instruction : program.code) {
    add(instruction.a);
    add(instruction.b);
    add(instruction.c);
  }
  add(program.result);
}

void PlanNeeds::add(LawId law) {
  add(plan_.laws[at(law)].arguments);
}

void PlanNeeds::add(const Draw& draw) {
  add(draw.law);
  add(draw.program);
}

void PlanNeeds::add(const Recording& recording) {
  switch (recording.what) {
    case Recording::What::asset_drawdown:
      set(asset_drawdowns_, recording.index);
      [[fallthrough]];
    case Recording::What::asset_return:
      return set(assets_, recording.index);
    case Recording::What::portfolio_drawdown:
      set(portfolio_drawdowns_, recording.index);
      [[fallthrough]];
    case Recording::What::portfolio_return:
      return set(portfolios_, recording.index);
    case Recording::What::program:
      return add(recording.program);
  }
}

void PlanNeeds::add_asset(std::size_t a) {
  const AssetPlan& asset = plan_.assets[a];
  if (needs(asset.drawdown) || needs(asset.max_drawdown)) set(asset_drawdowns_, a);
  if (needs(asset.x) || needs(asset.simple_return) || asset_drawdowns_[a]) set(assets_, a);
  if (!assets_[a]) return;
  add(asset.x);
  add(asset.drift);
  add(asset.volatility);
  add(asset.residual);
  add(asset.multiplier);
  for (const auto& beta : asset.betas) add(plan_.factors[beta.first].multiplier);
  for (const std::uint32_t t : asset.transients) {
    add(plan_.transients[t].level);
    add(plan_.transients[t].half_life);
  }
  for (const auto& effect : asset.effects) set(effects_, effect.first);
}

bool PlanNeeds::needs(const ProcessPlan& process) const {
  return needs(process.y) || needs(process.level) || needs(process.min) || needs(process.max);
}

void PlanNeeds::add(const ProcessPlan& process) {
  add(process.y);
  add(process.level);
  add(process.target);
  add(process.half_life);
  add(process.eta);
}

/// What it does, what it prices in, or its own state can be needed.
bool PlanNeeds::needs(const Clock& clock) const {
  return needs(clock.action) || needs(clock.budget) || needs(clock.anchor) || needs(clock.due) ||
         needs(clock.excitation) ||
         std::any_of(clock.compensations.begin(), clock.compensations.end(),
                     [this](const Compensation& c) { return needs(c.asset); });
}

void PlanNeeds::add(const Clock& clock) {
  add(clock.budget);
  add(clock.anchor);
  add(clock.due);
  add(clock.rate);
  add(clock.law);
  add(clock.number);
  add(clock.count);
  add(clock.excitation);
  if (clock.excitation) add(clock.excitation_half_life);
  for (const Compensation& compensation : clock.compensations)
    if (needs(compensation.asset)) add(compensation.weight);
  set(actions_, at(clock.action));
}

bool PlanNeeds::needs(const Step& step) const {
  const auto triggers = [this](SourceId source) {
    const auto& listeners = plan_.sources[at(source)];
    return std::any_of(listeners.begin(), listeners.end(),
                       [this](const Trigger& trigger) { return needs(trigger.action); });
  };
  const auto moves = [this](const act::Jump::Target& target) {
    return std::any_of(target.loadings.begin(), target.loadings.end(),
                       [this](const Loading& loading) { return needs(loading.asset); });
  };
  return std::visit(
      Overload{[](const act::Admit&) { return true; }, [](const act::Mark&) { return false; },
               [&](const act::Count& s) { return needs(s.counter); },
               [&](const act::Set& s) { return needs(s.target); },
               [&](const act::SetNow& s) { return needs(s.target); },
               [&](const act::SetNowIfNever& s) { return needs(s.target); },
               [&](const act::AddElapsed& s) { return needs(s.target); },
               [&](const act::DrawInto& s) { return needs(s.target); },
               [&](const act::Jump& s) { return std::any_of(s.targets.begin(), s.targets.end(), moves); },
               [&](const act::Choose& s) {
                 return std::any_of(s.branches.begin(), s.branches.end(), [&](const auto& branch) {
                   return needs(branch.action) || decides(branch.action);
                 });
               },
               [&](const act::CompensateDate& s) {
                 return std::any_of(s.entries.begin(), s.entries.end(),
                                    [&](const auto& entry) { return needs(entry.asset); });
               },
               [&](const act::Arm& s) { return needs(s.clock); },
               [&](const act::Disarm& s) { return needs(s.clock); },
               [&](const act::Excite& s) { return needs(s.clock); },
               [&](const act::Notify& s) { return triggers(s.source); }},
      step);
}

/// An action that can refuse an event ends the one that chose it too.
bool PlanNeeds::decides(ActionId action) const {
  const Action& steps = plan_.actions[at(action)];
  return std::any_of(steps.begin(), steps.end(), [this](const Step& step) {
    if (std::holds_alternative<act::Admit>(step)) return true;
    const auto* choose = std::get_if<act::Choose>(&step);
    return choose != nullptr && std::any_of(choose->branches.begin(), choose->branches.end(),
                                            [this](const auto& branch) { return decides(branch.action); });
  });
}

void PlanNeeds::add(const Action& action) {
  for (const Step& step : action)
    if (needs(step)) add(step);
}

void PlanNeeds::add(const Step& step) {
  const auto jump = [this](const act::Jump& s) {
    for (const act::Jump::Target& target : s.targets)
      if (std::any_of(target.loadings.begin(), target.loadings.end(),
                      [this](const Loading& loading) { return needs(loading.asset); }))
        add(target.jump);
    add(s.severity);
    add(s.number);
    add(s.share);
  };
  const auto choose = [this](const act::Choose& s) {
    add(s.number);
    for (const act::Choose::Branch& branch : s.branches) {
      add(branch.probability);
      if (decides(branch.action)) set(actions_, at(branch.action));
    }
  };
  const auto compensate = [this](const act::CompensateDate& s) {
    add(s.share);
    for (const auto& probability : s.probabilities) add(probability);
    for (const auto& entry : s.entries)
      if (needs(entry.asset)) add(entry.expected_factor);
  };
  std::visit(
      Overload{[&](const act::Admit& s) { add(s.count); }, [&](const act::AddElapsed& s) { add(s.since); },
               [&](const act::DrawInto& s) {
                 add(s.draw);
                 add(s.number);
               },
               jump, choose, compensate, [&](const act::Excite& s) { add(s.jump); },
               [&](const act::Notify& s) { add(s.number); }, [](const auto&) {}},
      step);
}

void PlanNeeds::add(const Trigger& trigger) {
  if (trigger.guard) add(trigger.guard->state);
  add(trigger.stamp);
  add(trigger.chance);
  add(trigger.delay);
}

bool PlanNeeds::needs(const PathStart& start) const {
  return std::visit([this](const auto& what) { return needs(what.target); }, start);
}

void PlanNeeds::add(const PathStart& start) {
  std::visit(Overload{[&](const InitialDraw& s) { add(s.law); }, [&](const Evaluation& s) { add(s.program); },
                      [&](const PathFunction& s) { add(s.arguments); }},
             start);
}

/// Prices along the way are kept in one manner for all portfolios, so that one that is followed keeps all.
void PlanNeeds::add_portfolio(std::size_t p) {
  const PortfolioPlan& portfolio = plan_.portfolios[p];
  if (needs(portfolio.drawdown) || needs(portfolio.max_drawdown)) set(portfolio_drawdowns_, p);
  if (portfolio_drawdowns_[p] || needs(portfolio.simple_return))
    for (std::size_t other = 0; other < portfolios_.size(); ++other) set(portfolios_, other);
  if (!portfolios_[p]) return;
  for (const AssetId asset : portfolio.assets) set(assets_, at(asset));
  add(portfolio.cash_rate);
  add(portfolio.cost);
  for (const PortfolioPlan::Switch& rule : portfolio.switches) add(rule.when);
}

}  // namespace faultline
