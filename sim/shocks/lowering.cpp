#include "shocks/lowering.h"

#include "core/contract.h"
#include "model/laws.h"
#include "plan/stream_labels.h"
#include "shocks/start_values.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

namespace faultline {

Lowering::Lowering(std::shared_ptr<const Model> model, bool without_shocks, StreamRegistry& streams)
    : model_(std::move(model)), without_shocks_(without_shocks), streams_(streams) {
  asset_clauses.resize(market().assets.size());
  factor_clauses.resize(market().factors.size());
  plan_.assets.resize(market().assets.size());
  plan_.portfolios.resize(market().portfolios.size());
  plan_.asset_max_drawdown.assign(market().assets.size(), false);
  plan_.asset_peak.resize(market().assets.size());
  plan_.asset_deepest.resize(market().assets.size());
  for (AssetPlan& asset : plan_.assets) asset.x = add_register(0.0, Tempo::grid);
  for (PortfolioPlan& portfolio : plan_.portfolios) portfolio.value = add_register(1.0, Tempo::grid);
  lower_parameters();
}

RegisterId Lowering::add_register(double initial, Tempo tempo) {
  plan_.initial.push_back(initial);
  plan_.tempo.push_back(tempo);
  drawn_registers_.push_back(false);
  return make_id<RegisterId>(plan_.initial.size() - 1);
}

ProgramId Lowering::add_program(Program program) {
  plan_.programs.push_back(std::move(program));
  return make_id<ProgramId>(plan_.programs.size() - 1);
}

CheckId Lowering::add_check(const Range& range, std::string field) {
  plan_.checks.push_back(
      {range.lower, range.upper, range.lower_allowed, range.upper_allowed, std::move(field)});
  return make_id<CheckId>(plan_.checks.size() - 1);
}

ActionId Lowering::add_action(Action action) {
  plan_.actions.push_back(std::move(action));
  return make_id<ActionId>(plan_.actions.size() - 1);
}

act::Mark Lowering::mark(EventLabel::Kind kind, std::uint32_t shock, std::string name) {
  plan_.labels.push_back({kind, shock, std::move(name)});
  return {make_id<LabelId>(plan_.labels.size() - 1)};
}

std::uint32_t Lowering::position_of(const ShockBase& shock) const {
  const auto found = std::find_if(model_->shocks.begin(), model_->shocks.end(),
                                  [&](const Shock& known) { return base(known).name == shock.name; });
  return static_cast<std::uint32_t>(found - model_->shocks.begin());
}

SourceId Lowering::add_source() {
  plan_.sources.emplace_back();
  return make_id<SourceId>(plan_.sources.size() - 1);
}

SourceId Lowering::source(std::uint32_t shock, std::int32_t part) {
  const auto [place, added] = sources_.try_emplace({shock, part});
  if (added) place->second = add_source();
  return place->second;
}

void Lowering::publish(const ShockBase& shock, const std::string& name, const std::string& argument,
                       Exported exported) {
  exports_[{shock.symbol, name, argument}] = std::move(exported);
}

void Lowering::lower_parameters() {
  const auto& parameters = market().parameters;
  parameters_.assign(parameters.size(), Operand::constant(0.0));
  for (const std::uint32_t p : market().parameter_order) {
    const Parameter& parameter = parameters[p];
    if (!parameter.drawn) {
      parameters_[p] = Operand::constant(parameter.constant);
      continue;
    }
    if (parameter.value.is_law()) {
      const RegisterId target = add_register(parameter.constant, Tempo::path);
      draw_at_start(parameter.value, stream::parameter(parameter.name), target);
      parameters_[p] = Operand::state(target);
    } else {
      parameters_[p] = path_value(program(parameter.value.expression()),
                                  add_check(parameter.value.range, "parameters." + parameter.name));
    }
    drawn_parameters_.push_back(p);
    drawn_arguments_.push_back(add_program({{}, parameters_[p]}));
  }
}

std::function<Evaluator(std::span<const double>)> Lowering::drawn_evaluator() const {
  return [model = model_, parameters = drawn_parameters_,
          processes = drawn_levels_](std::span<const double> values) -> Evaluator {
    // By kind of name and position.
    std::map<std::pair<Operation, std::uint32_t>, double> drawn;
    for (std::size_t i = 0; i < values.size(); ++i)
      drawn[i < parameters.size() ? std::pair(Operation::parameter, parameters[i])
                                  : std::pair(Operation::exported, processes[i - parameters.size()])] =
          values[i];
    // At the start a process's level is its minimum and its maximum.
    return start_evaluator(*model, [model, drawn](const Expression& name) -> std::optional<double> {
      if (name.operation != Operation::parameter && name.operation != Operation::exported) return {};
      const Symbol& symbol = model->market.symbols[name.reference.symbol];
      if (name.operation == Operation::exported && symbol.kind != SymbolKind::shock) return {};
      const auto found = drawn.find({name.operation, symbol.index});
      return found != drawn.end() ? std::optional(found->second) : std::nullopt;
    });
  };
}

void Lowering::draw_at_start(const Quantity& quantity, const std::string& stream_label, RegisterId target) {
  const Draw what = draw(quantity);
  const CheckId check = add_check(quantity.range, quantity.field);
  drawn_registers_[at(target)] = true;
  if (what.law)
    plan_.path_start.emplace_back(InitialDraw{*what.law, stream(stream_label), target, check});
  else
    plan_.path_start.emplace_back(Evaluation{*what.program, target, check, std::nullopt});
}

void Lowering::starts_at(std::uint32_t position, RegisterId level) {
  drawn_levels_.push_back(position);
  level_arguments_.push_back(add_program({{}, Operand::state(level)}));
}

void Lowering::copy_at_start(RegisterId from, RegisterId target) {
  drawn_registers_[at(target)] = true;
  plan_.path_start.emplace_back(
      Evaluation{add_program({{}, Operand::state(from)}), target, add_check(Range::any(), {}), std::nullopt});
}

Draw Lowering::draw(const Quantity& quantity, bool severity) {
  Draw out;
  if (!quantity.is_law()) {
    out.program = program_id(quantity.expression());
    return out;
  }
  PlanLaw law;
  const auto make = [quantity, severity](const Evaluator& evaluate) {
    return severity ? severity_distribution(quantity, evaluate) : field_distribution(quantity, evaluate);
  };
  if (reads_drawn(quantity, market())) {
    law.arguments = drawn_arguments_;
    law.make = [make, evaluator = drawn_evaluator()](std::span<const double> values) {
      return make(evaluator(values));
    };
  } else {
    law.fixed = make(drawn_evaluator()({}));
  }
  plan_.laws.push_back(std::move(law));
  out.law = make_id<LawId>(plan_.laws.size() - 1);
  return out;
}

Operand Lowering::path_function(bool drawn, std::string field,
                                std::function<double(const Evaluator&)> compute) {
  if (!drawn) return Operand::constant(compute(drawn_evaluator()({})));
  const RegisterId target = add_register(0.0, Tempo::path);
  drawn_registers_[at(target)] = true;
  std::vector<ProgramId> arguments = drawn_arguments_;
  arguments.insert(arguments.end(), level_arguments_.begin(), level_arguments_.end());
  plan_.path_start.emplace_back(
      PathFunction{std::move(arguments),
                   [compute, evaluator = drawn_evaluator()](const std::vector<double>& values) {
                     return compute(evaluator(values));
                   },
                   target, add_check(Range::any(), std::move(field))});
  return Operand::state(target);
}

Operand Lowering::path_value(Program what, CheckId check) {
  if (what.is_constant()) return what.result;
  const bool kept_already =
      what.code.empty() && what.result.is_state() && plan_.tempo[what.result.index] == Tempo::path;
  if (kept_already && plan_.checks[at(check)].is_open()) return what.result;
  if (const auto value = initial_value(what)) return Operand::constant(*value);
  const RegisterId target = add_register(0.0, Tempo::path);
  drawn_registers_[at(target)] = true;
  plan_.path_start.emplace_back(Evaluation{add_program(std::move(what)), target, check, std::nullopt});
  return Operand::state(target);
}

Operand Lowering::path_value(const Quantity& quantity) {
  return path_value(program(quantity.expression()), add_check(quantity.range, quantity.field));
}

Operand Lowering::kept(Program what, CheckId check, std::vector<Evaluation>& list,
                       std::optional<RegisterId> armed) {
  if (what.is_constant()) return what.result;
  const Tempo tempo = tempo_of(what, plan_.tempo);
  if (tempo == Tempo::path) return path_value(std::move(what), check);
  const RegisterId target = add_register(0.0, tempo);
  list.push_back({add_program(std::move(what)), target, check, armed});
  return Operand::state(target);
}

Operand Lowering::kept(const Quantity& quantity, std::vector<Evaluation>& list,
                       std::optional<RegisterId> armed) {
  return kept(program(quantity.expression()), add_check(quantity.range, quantity.field), list, armed);
}

std::optional<double> Lowering::initial_value(const Program& what) const {
  std::vector<double> temporaries;
  bool known = true;
  const auto value = [&](const Operand& o) {
    if (o.kind == OperandKind::state) {
      known = known && !drawn_registers_[o.index];
      return plan_.initial[o.index];
    }
    if (o.kind == OperandKind::temporary) return temporaries[o.index];
    return o.is_constant() ? o.value : 0.0;
  };
  for (const Instruction& i : what.code)
    temporaries.push_back(apply(i.op, value(i.a), value(i.b), value(i.c), 0.0));
  const double result = value(what.result);
  return known ? std::optional(result) : std::nullopt;
}

std::vector<Loading> Lowering::loadings(bool is_factor, std::uint32_t index) const {
  if (!is_factor) return {{make_id<AssetId>(index), 1.0}};
  std::vector<Loading> out;
  for (std::size_t a = 0; a < market().assets.size(); ++a)
    for (const auto& [factor, beta] : market().assets[a].betas)
      if (factor == index) out.push_back({make_id<AssetId>(a), beta});
  return out;
}

}  // namespace faultline
