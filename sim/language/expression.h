#pragma once

#include "core/source.h"
#include "language/dimension.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline {

enum class Operation : std::uint8_t {
  constant,
  time,   ///< `t`
  level,  ///< `level` inside a process' effect
  parameter,
  variable,
  exported,  ///< SHOCK.export, SHOCK.export(argument), ASSET.return, PORTFOLIO.drawdown ...
  negate,
  add,
  subtract,
  multiply,
  divide,
  power,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  logical_and,
  logical_or,
  logical_not,
  min,  ///< two or more operands
  max,
  abs,
  exp,
  log,
  sqrt,
  clamp,    ///< x, lo, hi
  if_else,  ///< condition, then, else
};

/// What a name in an expression stands for.
struct Reference {
  std::uint32_t symbol = 0;    ///< index into Symbols
  std::uint32_t exported = 0;  ///< index into Symbol::exports
  std::int32_t argument = -1;  ///< index into Export::arguments, -1 without
};

/// A dimension-checked expression tree in native units.
struct Expression {
  Operation operation = Operation::constant;
  double value = 0.0;  ///< of a constant, native units
  Reference reference;
  std::vector<Expression> operands;
  Dimension dimension = number_dimension;
  bool fits_any_dimension = false;  ///< a bare 0
  bool bare = false;                ///< a literal without a unit
  SourceRange where;
};

bool is_constant(const Expression& expression);

/// What a comparison adds to its first operand, so that times as close as same_time are one; 0 for other
/// dimensions, `==` and `!=`.
double comparison_shift(const Expression& comparison);

/// Calls visit(const Expression&) on every node, parents first.
template <class Visit>
void walk(const Expression& expression, Visit&& visit) {
  visit(expression);
  for (const Expression& operand : expression.operands) walk(operand, visit);
}

}  // namespace faultline
