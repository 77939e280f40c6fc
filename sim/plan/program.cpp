#include "plan/program.h"

#include "math/elementary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

double truth(bool value) {
  return value ? 1.0 : 0.0;
}

double compare(double a, double b, bool holds) {
  return std::isnan(a) || std::isnan(b) ? nan_value : truth(holds);
}

bool uses_now(Opcode op) {
  return op == Opcode::elapsed || op == Opcode::decayed;
}

}  // namespace

double apply(Opcode op, double a, double b, double c, double now) {
  switch (op) {
    case Opcode::negate:
      return -a;
    case Opcode::add:
      return a + b;
    case Opcode::subtract:
      return a - b;
    case Opcode::multiply:
      return a * b;
    case Opcode::divide:
      return a / b;
    case Opcode::power:
      return std::pow(a, b);
    case Opcode::less:
      return compare(a, b, a < b);
    case Opcode::less_equal:
      return compare(a, b, a <= b);
    case Opcode::equal:
      return compare(a, b, a == b);
    case Opcode::not_equal:
      return compare(a, b, a != b);
    case Opcode::logical_and:
      if (std::isnan(a)) return nan_value;
      return a == 0.0 ? 0.0 : compare(a, b, b != 0.0);
    case Opcode::logical_or:
      if (std::isnan(a)) return nan_value;
      return a != 0.0 ? 1.0 : compare(a, b, b != 0.0);
    case Opcode::logical_not:
      return compare(a, a, a == 0.0);
    case Opcode::min:
      return std::isnan(a) || std::isnan(b) ? nan_value : std::min(a, b);
    case Opcode::max:
      return std::isnan(a) || std::isnan(b) ? nan_value : std::max(a, b);
    case Opcode::abs:
      return std::fabs(a);
    case Opcode::exp:
      return fast_exp(a);
    case Opcode::log:
      return fast_log(a);
    case Opcode::sqrt:
      return std::sqrt(a);
    case Opcode::select:
      return std::isnan(a) ? nan_value : (a != 0.0 ? b : c);
    case Opcode::elapsed:
      return std::isinf(a) ? std::numeric_limits<double>::infinity() : now - a;
    case Opcode::decayed:
      return a == 0.0 ? 0.0 : a * fast_exp2(-(now - b) / c);
  }
  return nan_value;
}

Operand ProgramBuilder::emit(Opcode op, Operand a, Operand b, Operand c) {
  if (!uses_now(op) && a.is_constant() && b.is_constant() && c.is_constant())
    return Operand::constant(apply(op, a.value, b.value, c.value, 0.0));
  if (op == Opcode::select && a.is_constant() && !std::isnan(a.value)) return a.value != 0.0 ? b : c;
  if (op == Opcode::multiply && b == Operand::constant(1.0)) return a;
  if (op == Opcode::multiply && a == Operand::constant(1.0)) return b;
  if (op == Opcode::add && b == Operand::constant(0.0)) return a;
  if (op == Opcode::add && a == Operand::constant(0.0)) return b;
  for (std::size_t i = 0; i < code_.size(); ++i)
    if (code_[i].op == op && code_[i].a == a && code_[i].b == b && code_[i].c == c)
      return {OperandKind::temporary, static_cast<std::uint32_t>(i), 0.0};
  code_.push_back({op, a, b, c});
  return {OperandKind::temporary, static_cast<std::uint32_t>(code_.size() - 1), 0.0};
}

Tempo tempo_of(const Program& program, std::span<const Tempo> registers) {
  Tempo tempo = Tempo::path;
  const auto see = [&](const Operand& o) {
    if (o.kind == OperandKind::state) tempo = std::max(tempo, registers[o.index]);
    if (o.kind == OperandKind::now || o.kind == OperandKind::time) tempo = Tempo::grid;
  };
  for (const Instruction& i : program.code) {
    if (uses_now(i.op)) tempo = Tempo::grid;
    see(i.a), see(i.b), see(i.c);
  }
  see(program.result);
  return tempo;
}

bool reads(const Program& program, OperandKind kind) {
  const auto is = [kind](const Operand& o) { return o.kind == kind; };
  return is(program.result) ||
         std::any_of(program.code.begin(), program.code.end(),
                     [&](const Instruction& i) { return is(i.a) || is(i.b) || is(i.c); });
}

}  // namespace faultline
