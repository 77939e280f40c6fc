#include "core/contract.h"
#include "model/constants.h"
#include "shocks/lowering.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace faultline {
namespace {

std::optional<Opcode> opcode_of(Operation operation) {
  switch (operation) {
    case Operation::negate:
      return Opcode::negate;
    case Operation::add:
      return Opcode::add;
    case Operation::subtract:
      return Opcode::subtract;
    case Operation::multiply:
      return Opcode::multiply;
    case Operation::divide:
      return Opcode::divide;
    case Operation::power:
      return Opcode::power;
    case Operation::less:
    case Operation::greater:
      return Opcode::less;
    case Operation::less_equal:
    case Operation::greater_equal:
      return Opcode::less_equal;
    case Operation::equal:
      return Opcode::equal;
    case Operation::not_equal:
      return Opcode::not_equal;
    case Operation::logical_and:
      return Opcode::logical_and;
    case Operation::logical_or:
      return Opcode::logical_or;
    case Operation::logical_not:
      return Opcode::logical_not;
    case Operation::min:
      return Opcode::min;
    case Operation::max:
      return Opcode::max;
    case Operation::abs:
      return Opcode::abs;
    case Operation::exp:
      return Opcode::exp;
    case Operation::log:
      return Opcode::log;
    case Operation::sqrt:
      return Opcode::sqrt;
    default:
      return std::nullopt;
  }
}

bool swaps(Operation operation) {
  return operation == Operation::greater || operation == Operation::greater_equal;
}

}  // namespace

Operand Lowering::lower(const Expression& expression, ProgramBuilder& builder, const Operand* level) {
  std::map<std::uint32_t, Operand> variables;
  return lower(expression, builder, level, variables);
}

Operand Lowering::lower_variable(std::uint32_t symbol, ProgramBuilder& builder, const Operand* level,
                                 std::map<std::uint32_t, Operand>& variables) {
  if (const auto known = variables.find(symbol); known != variables.end()) return known->second;
  const Expression& expression = market().variables[market().symbols[symbol].index].value.expression();
  const Operand value = lower(expression, builder, level, variables);
  variables.emplace(symbol, value);
  return value;
}

Operand Lowering::lower(const Expression& e, ProgramBuilder& builder, const Operand* level,
                        std::map<std::uint32_t, Operand>& variables) {
  switch (e.operation) {
    case Operation::constant:
      return Operand::constant(e.value);
    case Operation::time:
      return time_.value_or(Operand{OperandKind::time, 0, 0.0});
    case Operation::level:
      FAULTLINE_EXPECT(level);
      return *level;
    case Operation::parameter:
      return parameters_[market().symbols[e.reference.symbol].index];
    case Operation::variable:
      return lower_variable(e.reference.symbol, builder, level, variables);
    case Operation::exported:
      return lower_exported(e.reference, builder);
    default:
      break;
  }
  std::vector<Operand> operands;
  for (const Expression& operand : e.operands) operands.push_back(lower(operand, builder, level, variables));
  if (e.operation == Operation::if_else)
    return builder.emit(Opcode::select, operands[0], operands[1], operands[2]);
  if (e.operation == Operation::clamp)
    return builder.emit(Opcode::min, builder.emit(Opcode::max, operands[0], operands[1]), operands[2]);
  if (const double shift = comparison_shift(e); shift != 0.0) {
    if (operands[1].is_constant())
      operands[1] = Operand::constant(operands[1].value - shift);
    else
      operands[0] = builder.emit(Opcode::add, operands[0], Operand::constant(shift));
  }
  const Opcode op = *opcode_of(e.operation);
  if (operands.size() == 1) return builder.emit(op, operands[0]);
  if (swaps(e.operation)) return builder.emit(op, operands[1], operands[0]);
  Operand result = operands[0];
  for (std::size_t i = 1; i < operands.size(); ++i) result = builder.emit(op, result, operands[i]);
  return result;
}

Operand Lowering::lower_at_midpoint(const Expression& expression, ProgramBuilder& builder) {
  bool reads_time = false;
  walk_through(expression, market(),
               [&](const Expression& e) { reads_time = reads_time || e.operation == Operation::time; });
  if (!reads_time) return lower(expression, builder);
  if (!plan_.midpoint) plan_.midpoint = add_register(0.0, Tempo::grid);
  const auto before = std::exchange(time_, Operand::state(*plan_.midpoint));
  const Operand result = lower(expression, builder);
  time_ = before;
  return result;
}

Program Lowering::program(const Expression& expression, const Operand* level) {
  ProgramBuilder builder;
  const Operand result = lower(expression, builder, level);
  return builder.finish(result);
}

Operand Lowering::lower_with_shocks(const Expression& expression, ProgramBuilder& builder) {
  const bool before = std::exchange(without_shocks_, false);
  const Operand result = lower(expression, builder);
  without_shocks_ = before;
  return result;
}

Operand Lowering::lower_exported(const Reference& reference, ProgramBuilder& builder) {
  const Symbol& symbol = market().symbols[reference.symbol];
  const Export& exported = symbol.exports[reference.exported];
  if (symbol.kind == SymbolKind::asset) return Operand::state(asset_measure(symbol.index, exported.name));
  if (symbol.kind == SymbolKind::portfolio)
    return Operand::state(portfolio_measure(symbol.index, exported.name));
  const std::string argument = reference.argument >= 0
                                   ? exported.arguments[static_cast<std::size_t>(reference.argument)]
                                   : std::string();
  const auto found = exports_.find({reference.symbol, exported.name, argument});
  FAULTLINE_EXPECT(found != exports_.end());
  return found->second(builder);
}

void Lowering::follow_drawdown(std::uint32_t asset) {
  if (plan_.asset_max_drawdown[asset]) return;
  plan_.asset_max_drawdown[asset] = true;
  plan_.asset_peak[asset] = add_register(0.0, Tempo::grid);
  plan_.asset_deepest[asset] = add_register(0.0, Tempo::grid);
}

void Lowering::follow_portfolio_drawdown(std::uint32_t portfolio) {
  PortfolioPlan& plan = plan_.portfolios[portfolio];
  if (plan.peak) return;
  plan.peak = add_register(1.0, Tempo::grid);
  plan.max_drawdown = add_register(0.0, Tempo::grid);
}

RegisterId Lowering::asset_measure(std::uint32_t asset, const std::string& name) {
  AssetPlan& plan = plan_.assets[asset];
  std::optional<RegisterId>& measure = name == "return"     ? plan.simple_return
                                       : name == "drawdown" ? plan.drawdown
                                                            : plan.max_drawdown;
  if (name != "return") follow_drawdown(asset);
  if (!measure) measure = add_register(0.0, Tempo::grid);
  return *measure;
}

RegisterId Lowering::portfolio_measure(std::uint32_t portfolio, const std::string& name) {
  PortfolioPlan& plan = plan_.portfolios[portfolio];
  if (name != "return") follow_portfolio_drawdown(portfolio);
  if (name == "max_drawdown") return *plan.max_drawdown;
  std::optional<RegisterId>& measure = name == "return" ? plan.simple_return : plan.drawdown;
  if (!measure) measure = add_register(0.0, Tempo::grid);
  return *measure;
}

}  // namespace faultline
