#include "language/parse.h"
#include "language/words.h"

#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

// How tightly an operation binds; an operand of a looser one is put in parentheses.
enum Binding : int {
  bind_or = 1,
  bind_and,
  bind_not,
  bind_comparison,
  bind_sum,
  bind_product,
  bind_minus,
  bind_power,
  bind_operand
};

std::pair<std::string_view, int> sign_of(Operation operation) {
  switch (operation) {
    case Operation::logical_or:
      return {" or ", bind_or};
    case Operation::logical_and:
      return {" and ", bind_and};
    case Operation::less:
      return {" < ", bind_comparison};
    case Operation::less_equal:
      return {" <= ", bind_comparison};
    case Operation::greater:
      return {" > ", bind_comparison};
    case Operation::greater_equal:
      return {" >= ", bind_comparison};
    case Operation::equal:
      return {" == ", bind_comparison};
    case Operation::not_equal:
      return {" != ", bind_comparison};
    case Operation::add:
      return {" + ", bind_sum};
    case Operation::subtract:
      return {" - ", bind_sum};
    case Operation::multiply:
      return {" * ", bind_product};
    case Operation::divide:
      return {" / ", bind_product};
    case Operation::power:
      return {" ^ ", bind_power};
    default:
      return {"", bind_operand};
  }
}

/// A literal that reads back to the same double.
std::pair<std::string, int> constant_text(const Expression& e) {
  const double size = std::fabs(e.value);
  std::string text = fmt::format("{}", size);
  int binding = bind_operand;
  if (e.fits_any_dimension) {
    // a bare 0
  } else if (e.dimension == time_dimension) {
    static constexpr std::pair<double, char> units[] = {{1, 'y'}, {12, 'm'}, {52, 'w'}, {252, 'd'}};
    std::string whole;
    for (const auto& [parts, letter] : units) {
      const double n = std::round(size * parts);
      if (whole.empty() && n < 1e9 && n / parts == size) whole = fmt::format("{:.0f}{}", n, letter);
    }
    text = whole.empty() ? text + "y" : whole;
  } else if (e.dimension == rate_dimension) {
    text += "/y";
  } else if (e.dimension != number_dimension) {
    text +=
        e.dimension > 0 ? fmt::format(" * 1y ^ {}", e.dimension) : fmt::format(" * 1/y ^ {}", -e.dimension);
    binding = bind_product;
  }
  if (!std::signbit(e.value)) return {text, binding};
  return {fmt::format("-{}", text), binding == bind_product ? bind_product : bind_minus};
}

class Writer {
 public:
  explicit Writer(const Symbols& symbols) : symbols_(symbols) {}

  std::string write(const Expression& e, int least) const {
    auto [text, binding] = body(e);
    return binding < least ? fmt::format("({})", text) : text;
  }

 private:
  std::pair<std::string, int> body(const Expression& e) const {
    switch (e.operation) {
      case Operation::constant:
        return constant_text(e);
      case Operation::time:
        return {"t", bind_operand};
      case Operation::level:
        return {"level", bind_operand};
      case Operation::parameter:
      case Operation::variable:
        return {symbols_[e.reference.symbol].name, bind_operand};
      case Operation::exported:
        return {exported(e.reference), bind_operand};
      case Operation::negate:
        return {fmt::format("-{}", write(e.operands[0], bind_minus)), bind_minus};
      case Operation::logical_not:
        return {fmt::format("not {}", write(e.operands[0], bind_not)), bind_not};
      default:
        break;
    }
    const auto [sign, binding] = sign_of(e.operation);
    if (sign.empty()) return {call(e), bind_operand};
    // Left-associative but for powers; comparisons do not chain on either side.
    const bool right = e.operation == Operation::power;
    const bool chain = binding == bind_comparison;
    const int left_least = right || chain ? binding + 1 : binding;
    const int right_least = right ? bind_minus : binding + 1;
    return {write(e.operands[0], left_least) + std::string(sign) + write(e.operands[1], right_least),
            binding};
  }

  std::string exported(const Reference& reference) const {
    const Symbol& symbol = symbols_[reference.symbol];
    const Export& e = symbol.exports[reference.exported];
    std::string text = symbol.name + "." + e.name;
    if (reference.argument >= 0)
      text += fmt::format("({})", e.arguments[static_cast<std::size_t>(reference.argument)]);
    return text;
  }

  std::string call(const Expression& e) const {
    std::string text;
    for (const FunctionWord& word : function_words)
      if (word.operation == e.operation) text = word.name;
    text += "(";
    for (std::size_t i = 0; i < e.operands.size(); ++i)
      text += (i == 0 ? "" : ", ") + write(e.operands[i], 0);
    return text + ")";
  }

  const Symbols& symbols_;
};

}  // namespace

std::string to_text(const Expression& expression, const Symbols& symbols) {
  return Writer(symbols).write(expression, 0);
}

}  // namespace faultline
