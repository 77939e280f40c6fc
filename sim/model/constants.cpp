#include "model/constants.h"

#include "model/codes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace faultline {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

double truth(bool condition) {
  return condition ? 1.0 : 0.0;
}

double unary(Operation operation, double a) {
  switch (operation) {
    case Operation::negate:
      return -a;
    case Operation::logical_not:
      return truth(a == 0.0);
    case Operation::abs:
      return std::abs(a);
    case Operation::exp:
      return std::exp(a);
    case Operation::log:
      return std::log(a);
    case Operation::sqrt:
      return std::sqrt(a);
    default:
      return not_known;
  }
}

double binary(Operation operation, double a, double b) {
  switch (operation) {
    case Operation::add:
      return a + b;
    case Operation::subtract:
      return a - b;
    case Operation::multiply:
      return a * b;
    case Operation::divide:
      return a / b;
    case Operation::power:
      return std::pow(a, b);
    case Operation::less:
      return truth(a < b);
    case Operation::less_equal:
      return truth(a <= b);
    case Operation::greater:
      return truth(a > b);
    case Operation::greater_equal:
      return truth(a >= b);
    case Operation::equal:
      return truth(a == b);
    case Operation::not_equal:
      return truth(a != b);
    case Operation::logical_and:
      return truth(a != 0.0 && b != 0.0);
    case Operation::logical_or:
      return truth(a != 0.0 || b != 0.0);
    default:
      return not_known;
  }
}

const Parameter& parameter_of(const Expression& e, const Market& market) {
  return market.parameters[market.symbols[e.reference.symbol].index];
}

/// The first drawn parameter an expression reads, or nothing.
const Parameter* drawn_parameter(const Expression& expression, const Market& market) {
  const Parameter* found = nullptr;
  walk_through(expression, market, [&](const Expression& e) {
    if (found == nullptr && e.operation == Operation::parameter && parameter_of(e, market).drawn)
      found = &parameter_of(e, market);
  });
  return found;
}

/// One evaluation; a variable is evaluated once however often it is read.
class ValueOf {
 public:
  ValueOf(const Market& market, const Evaluator& leaf) : market_(market), leaf_(leaf) {}

  double operator()(const Expression& e) {
    const auto operand = [&](std::size_t i) { return (*this)(e.operands[i]); };
    switch (e.operation) {
      case Operation::constant:
        return e.value;
      case Operation::parameter:
      case Operation::time:
      case Operation::level:
      case Operation::exported:
        return leaf_(e);
      case Operation::variable:
        return variable(e.reference.symbol);
      case Operation::min:
        return fold(e, true);
      case Operation::max:
        return fold(e, false);
      case Operation::clamp:
        return std::min(std::max(operand(0), operand(1)), operand(2));
      case Operation::if_else: {
        const double condition = operand(0);
        return std::isnan(condition) ? not_known : condition != 0.0 ? operand(1) : operand(2);
      }
      default:
        return e.operands.size() == 1 ? unary(e.operation, operand(0))
                                      : binary(e.operation, operand(0) + comparison_shift(e), operand(1));
    }
  }

 private:
  double variable(std::uint32_t symbol) {
    if (const auto known = variables_.find(symbol); known != variables_.end()) return known->second;
    const double value = (*this)(market_.variables[market_.symbols[symbol].index].value.expression());
    variables_.emplace(symbol, value);
    return value;
  }

  double fold(const Expression& e, bool smaller) {
    double value = (*this)(e.operands.front());
    for (std::size_t i = 1; i < e.operands.size(); ++i) {
      const double other = (*this)(e.operands[i]);
      if (std::isnan(other)) return not_known;
      value = smaller ? std::min(value, other) : std::max(value, other);
    }
    return value;
  }

  const Market& market_;
  const Evaluator& leaf_;
  std::map<std::uint32_t, double> variables_;
};

}  // namespace

bool any_argument(const Law& law, const std::function<bool(const Expression&)>& test) {
  return std::any_of(law.arguments.begin(), law.arguments.end(), test) ||
         std::any_of(law.components.begin(), law.components.end(),
                     [&](const Law& part) { return any_argument(part, test); });
}

double value_of(const Expression& expression, const Market& market, const Evaluator& leaf) {
  return ValueOf(market, leaf)(expression);
}

double constant_value(const Expression& expression, const Market& market) {
  return value_of(expression, market, [&market](const Expression& e) {
    return e.operation == Operation::parameter ? parameter_of(e, market).constant : not_known;
  });
}

Evaluator constant_evaluator(const Market& market) {
  return [&market](const Expression& expression) { return constant_value(expression, market); };
}

bool reads_state(const Expression& expression, const Market& market) {
  bool found = false;
  walk_through(expression, market, [&](const Expression& e) {
    found = found || e.operation == Operation::time || e.operation == Operation::level ||
            e.operation == Operation::exported;
  });
  return found;
}

bool reads_state(const Quantity& quantity, const Market& market) {
  if (!quantity.is_law()) return reads_state(quantity.expression(), market);
  return any_argument(quantity.law(), [&](const Expression& e) { return reads_state(e, market); });
}

bool reads_drawn(const Expression& expression, const Market& market) {
  return drawn_parameter(expression, market) != nullptr;
}

bool reads_drawn(const Quantity& quantity, const Market& market) {
  if (!quantity.is_law()) return reads_drawn(quantity.expression(), market);
  return any_argument(quantity.law(), [&](const Expression& e) { return reads_drawn(e, market); });
}

bool reads_unknown(const Expression& expression, const Market& market) {
  bool found = false;
  walk_through(expression, market, [&](const Expression& e) {
    found =
        found || (e.operation == Operation::parameter && !std::isfinite(parameter_of(e, market).constant));
  });
  return found;
}

std::optional<double> base_value(const Quantity& quantity, const Market& market, Diagnostics& diagnostics) {
  const Expression& expression = quantity.expression();
  if (const Parameter* drawn = drawn_parameter(expression, market)) {
    diagnostics.error(codes::drawn_base_value, quantity.where, quantity.field,
                      "needs a value known before any path is run, but '" + drawn->name + "' is drawn",
                      "give '" + drawn->name + "' a number, or use another parameter");
    return {};
  }
  const double value = constant_value(expression, market);
  if (std::isnan(value) && diagnostics.has_errors())
    return {};  // an echo of a parameter that could not be read
  if (std::isfinite(value) && quantity.range.contains(value)) return value;
  const std::string wanted =
      std::isfinite(value) ? "must be " + range_text(quantity.range) : "is not a finite number";
  diagnostics.error(codes::base_value_range, quantity.where, quantity.field,
                    "'" + quantity.text + "' " + wanted);
  return {};
}

void check_known_value(const Quantity& quantity, const Market& market, Diagnostics& diagnostics) {
  if (quantity.is_law() || reads_state(quantity, market) || reads_drawn(quantity, market)) return;
  const auto& told = diagnostics.items();
  if (std::none_of(told.begin(), told.end(), [&](const Diagnostic& d) { return d.field == quantity.field; }))
    base_value(quantity, market, diagnostics);
}

}  // namespace faultline
