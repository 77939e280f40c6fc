#include "language/fold.h"

#include "core/same_time.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace faultline {

bool is_constant(const Expression& expression) {
  return expression.operation == Operation::constant;
}

double comparison_shift(const Expression& comparison) {
  const auto is_time = [](const Expression& operand) { return operand.dimension == time_dimension; };
  if (std::none_of(comparison.operands.begin(), comparison.operands.end(), is_time)) return 0.0;
  switch (comparison.operation) {
    case Operation::less:
    case Operation::greater_equal:
      return same_time;
    case Operation::greater:
    case Operation::less_equal:
      return -same_time;
    default:
      return 0.0;
  }
}

double apply(Operation operation, std::span<const double> x) {
  const auto truth = [](bool value) { return value ? 1.0 : 0.0; };
  switch (operation) {
    case Operation::negate:
      return -x[0];
    case Operation::add:
      return x[0] + x[1];
    case Operation::subtract:
      return x[0] - x[1];
    case Operation::multiply:
      return x[0] * x[1];
    case Operation::divide:
      return x[0] / x[1];
    case Operation::power:
      return std::pow(x[0], x[1]);
    case Operation::less:
      return truth(x[0] < x[1]);
    case Operation::less_equal:
      return truth(x[0] <= x[1]);
    case Operation::greater:
      return truth(x[0] > x[1]);
    case Operation::greater_equal:
      return truth(x[0] >= x[1]);
    case Operation::equal:
      return truth(x[0] == x[1]);
    case Operation::not_equal:
      return truth(x[0] != x[1]);
    case Operation::logical_and:
      return truth(x[0] != 0.0 && x[1] != 0.0);
    case Operation::logical_or:
      return truth(x[0] != 0.0 || x[1] != 0.0);
    case Operation::logical_not:
      return truth(x[0] == 0.0);
    case Operation::min:
      return *std::min_element(x.begin(), x.end());
    case Operation::max:
      return *std::max_element(x.begin(), x.end());
    case Operation::abs:
      return std::fabs(x[0]);
    case Operation::exp:
      return std::exp(x[0]);
    case Operation::log:
      return std::log(x[0]);
    case Operation::sqrt:
      return std::sqrt(x[0]);
    case Operation::clamp:
      return std::min(std::max(x[0], x[1]), x[2]);
    case Operation::if_else:
      return x[0] != 0.0 ? x[1] : x[2];
    case Operation::constant:
    case Operation::time:
    case Operation::level:
    case Operation::parameter:
    case Operation::variable:
    case Operation::exported:
      break;
  }
  return std::nan("");
}

const Expression* fold(Expression& expression) {
  if (expression.operation == Operation::if_else) {
    if (const Expression* bad = fold(expression.operands[0])) return bad;
    if (is_constant(expression.operands[0])) {
      const std::size_t taken = expression.operands[0].value != 0.0 ? 1 : 2;
      Expression side = std::move(expression.operands[taken]);
      side.dimension = expression.dimension;
      side.fits_any_dimension = expression.fits_any_dimension;
      expression = std::move(side);
      return fold(expression);
    }
    // A side that may never be taken may well have no value: the run finds out.
    fold(expression.operands[1]);
    fold(expression.operands[2]);
    return nullptr;
  }
  for (Expression& operand : expression.operands)
    if (const Expression* bad = fold(operand)) return bad;
  if (expression.operands.empty() ||
      !std::all_of(expression.operands.begin(), expression.operands.end(), is_constant))
    return nullptr;
  std::vector<double> values;
  for (const Expression& operand : expression.operands) values.push_back(operand.value);
  values[0] += comparison_shift(expression);
  expression.value = apply(expression.operation, values);
  if (!std::isfinite(expression.value)) return &expression;
  expression.operation = Operation::constant;
  expression.operands.clear();
  return nullptr;
}

}  // namespace faultline
