#include "compile/quantities.h"

namespace faultline {
namespace {

class Visitor {
 public:
  explicit Visitor(const std::function<void(const Quantity&)>& visit) : visit_(visit) {}

  void take(const Quantity& quantity) const {
    if (quantity.given) visit_(quantity);
  }
  void take(const std::optional<Quantity>& quantity) const {
    if (quantity) take(*quantity);
  }
  void take(const Jump& jump) const {
    for (const ImpactTarget& target : jump.impact) take(target.jump);
    take(jump.severity);
    take(jump.unfold.share);
    take(jump.unfold.half_life);
  }
  void take(const std::vector<While::Entry>& entries) const {
    for (const While::Entry& entry : entries) take(entry.value);
  }
  void take(const std::vector<While>& whiles) const {
    for (const While& rule : whiles) {
      take(rule.when);
      take(rule.volatility);
      take(rule.drift);
    }
  }

  void operator()(const Arrivals& shock) const {
    take(shock.rate);
    for (const Arrivals::Upon& cause : shock.upon) {
      take(cause.chance);
      take(cause.after);
    }
    if (shock.excitation) {
      take(shock.excitation->jump);
      take(shock.excitation->half_life);
    }
    take(shock.jump);
    take(shock.priced_in);
    take(shock.whiles);
  }
  void operator()(const Scheduled& shock) const {
    take(shock.at);
    for (const Scheduled::Outcome& outcome : shock.outcomes) {
      take(outcome.probability);
      take(outcome.jump);
    }
    take(shock.priced_in);
    take(shock.whiles);
  }
  void operator()(const Phases& shock) const {
    for (const Phases::Phase& phase : shock.phases) {
      take(phase.entry);
      take(phase.whiles);
      for (const Phases::Edge& edge : phase.next) {
        take(edge.clock);
        take(edge.speed);
        take(edge.chance);
        take(edge.jump);
        for (const Phases::Branch& branch : edge.to) take(branch.probability);
      }
    }
    take(shock.priced_in);
    take(shock.whiles);
  }
  void operator()(const Process& shock) const {
    take(shock.initial);
    take(shock.target);
    take(shock.half_life);
    for (const Process::Effect& effect : shock.effects) take(effect.value);
    take(shock.whiles);
  }
  void operator()(const Regimes& shock) const {
    for (const Regimes::State& state : shock.states) {
      take(state.volatility);
      take(state.drift);
      take(state.blend);
      for (const Regimes::Edge& edge : state.next) take(edge.hazard);
    }
    take(shock.whiles);
  }

 private:
  const std::function<void(const Quantity&)>& visit_;
};

}  // namespace

void each_quantity(const Market& market, const std::function<void(const Quantity&)>& visit) {
  const Visitor visitor(visit);
  for (const Asset& asset : market.assets) visitor.take(asset.drift);
  for (const Portfolio& portfolio : market.portfolios) {
    visitor.take(portfolio.cash_rate);
    visitor.take(portfolio.cost);
    for (const Switch& rule : portfolio.switches) visitor.take(rule.when);
  }
  for (const Condition& condition : market.report.given) visitor.take(condition.when);
  for (const Condition& condition : market.report.conditions) visitor.take(condition.when);
}

void each_quantity(const Shock& shock, const std::function<void(const Quantity&)>& visit) {
  std::visit(Visitor(visit), shock);
}

void each_jump(const Shock& shock, const std::function<void(const Jump&)>& visit) {
  if (const auto* arrivals = std::get_if<Arrivals>(&shock)) visit(arrivals->jump);
  if (const auto* scheduled = std::get_if<Scheduled>(&shock))
    for (const Scheduled::Outcome& outcome : scheduled->outcomes) visit(outcome.jump);
  if (const auto* phases = std::get_if<Phases>(&shock))
    for (const Phases::Phase& phase : phases->phases) {
      visit(phase.entry);
      for (const Phases::Edge& edge : phase.next) visit(edge.jump);
    }
}

void each_annotation(const Model& model, const std::function<void(const Annotation&)>& visit) {
  for (const Parameter& parameter : model.market.parameters) visit(parameter);
  for (const Variable& variable : model.market.variables) visit(variable);
  for (const Factor& factor : model.market.factors) visit(factor);
  for (const Asset& asset : model.market.assets) visit(asset);
  for (const Portfolio& portfolio : model.market.portfolios) visit(portfolio);
  for (const Shock& shock : model.shocks) {
    visit(base(shock));
    if (const auto* scheduled = std::get_if<Scheduled>(&shock))
      for (const Scheduled::Outcome& outcome : scheduled->outcomes) visit(outcome);
    if (const auto* phases = std::get_if<Phases>(&shock))
      for (const Phases::Phase& phase : phases->phases) visit(phase);
    if (const auto* regimes = std::get_if<Regimes>(&shock))
      for (const Regimes::State& state : regimes->states) visit(state);
  }
}

}  // namespace faultline
