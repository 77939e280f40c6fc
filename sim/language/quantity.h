#pragma once

#include "language/expression.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace faultline {

enum class LawKind : std::uint8_t {
  normal,
  lognormal,
  uniform,
  triangular,
  pert,
  beta,
  gamma,
  exponential,
  student_t,
  discrete,
  mixture,
  truncate,
  plus_minus,  ///< m +- s
  interval,    ///< A to B; normal or lognormal as `positive` says
};

/// A distribution as written. `discrete`: arguments are values then as many probabilities. `mixture`:
/// components are the laws, arguments the probabilities. `truncate`: one component, arguments lo and hi.
struct Law {
  LawKind kind = LawKind::normal;
  std::vector<Expression> arguments;
  std::vector<Law> components;
  bool positive = false;  ///< an interval where the field must be positive: lognormal
  SourceRange where;
};

/// A number of a scenario: an expression (a constant most of the time) or a law that is drawn from.
struct Quantity {
  std::variant<Expression, Law> value;
  Dimension dimension = number_dimension;
  Range range = Range::any();  ///< what the field allows
  std::string field;           ///< path, for messages
  std::string text;            ///< as written
  SourceRange where;
  bool given = false;  ///< false for a field left out

  bool is_law() const { return std::holds_alternative<Law>(value); }
  const Expression& expression() const { return std::get<Expression>(value); }
  const Law& law() const { return std::get<Law>(value); }
};

Quantity constant_quantity(double value, Dimension dimension = number_dimension);

}  // namespace faultline
