#pragma once

#include "core/ids.h"

#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// A row of per-path state.
enum class RegisterId : std::uint32_t {};
enum class ProgramId : std::uint32_t {};

/// When a register's value can change: only at the start of a path, at events, at grid points; or with every
/// evaluation.
enum class Tempo : std::uint8_t { path, event, grid };

enum class Opcode : std::uint8_t {
  negate,
  add,
  subtract,
  multiply,
  divide,
  power,
  less,
  less_equal,
  equal,
  not_equal,
  logical_and,
  logical_or,
  logical_not,
  min,
  max,
  abs,
  exp,
  log,
  sqrt,
  select,   ///< a != 0 ? b : c; NaN when a is
  elapsed,  ///< now - a, infinite when a is (the event has not been)
  decayed,  ///< a 2^(-(now - b)/c)
};

enum class OperandKind : std::uint8_t {
  constant,
  state,      ///< a register
  temporary,  ///< the result of an earlier instruction
  now,        ///< the instant of evaluation
  time,       ///< `t`: midpoint, start or end of the step, or the instant, as the use has it
};

struct Operand {
  OperandKind kind = OperandKind::constant;
  std::uint32_t index = 0;
  double value = 0.0;

  static Operand constant(double v) { return {OperandKind::constant, 0, v}; }
  static Operand state(RegisterId r) { return {OperandKind::state, static_cast<std::uint32_t>(r), 0.0}; }
  bool is_constant() const { return kind == OperandKind::constant; }
  bool is_state() const { return kind == OperandKind::state; }
  friend bool operator==(const Operand&, const Operand&) = default;
};

/// temporary[i] = op(a, b, c) for the i-th instruction.
struct Instruction {
  Opcode op = Opcode::add;
  Operand a;
  Operand b;
  Operand c;
};

/// An expression as a straight line of instructions. A NaN operand makes a NaN result, but for the side of
/// `select` that is not taken and the right side of a decided `and`/`or`.
struct Program {
  std::vector<Instruction> code;
  Operand result;

  bool is_constant() const { return code.empty() && result.is_constant(); }
};

/// One instruction on numbers; `now` is the instant of evaluation.
double apply(Opcode op, double a, double b, double c, double now);

/// Appends instructions, folding constants and reusing equal ones.
class ProgramBuilder {
 public:
  Operand emit(Opcode op, Operand a, Operand b = {}, Operand c = {});
  Program finish(Operand result) { return {std::move(code_), result}; }

 private:
  std::vector<Instruction> code_;
};

/// How often a program's value can change: as often as the fastest it reads.
Tempo tempo_of(const Program& program, std::span<const Tempo> registers);
bool reads(const Program& program, OperandKind kind);

}  // namespace faultline
