#include "language/codes.h"
#include "language/expression_parser.h"
#include "language/number.h"
#include "language/words.h"

#include <cmath>

#include <fmt/format.h>

namespace faultline {

std::string dimension_phrase(Dimension dimension) {
  if (dimension == number_dimension) return "a plain number";
  if (dimension == time_dimension) return "a time";
  if (dimension == rate_dimension) return "a rate (1/time)";
  return "a quantity in " + dimension_name(dimension);
}

std::string as_time(double value) {
  const auto whole = [&](double parts) {
    const double n = value * parts;
    return std::fabs(n - std::round(n)) < 1e-9 && std::fabs(n) < 1e6;
  };
  if (whole(1)) return fmt::format("{:.0f}y", value);
  if (whole(12)) return fmt::format("{:.0f}m", value * 12);
  if (whole(52)) return fmt::format("{:.0f}w", value * 52);
  return fmt::format("{}y", value);
}

std::string ExpressionParser::dimension_hint(const Expression& part, Dimension wanted) const {
  if (part.dimension == number_dimension && is_constant(part)) {
    if (wanted == time_dimension) return fmt::format("did you mean {}?", as_time(part.value));
    if (wanted == rate_dimension) return fmt::format("did you mean {}/y?", part.value);
  }
  if (part.dimension == number_dimension && wanted == rate_dimension) return "multiply it by 1/y for a rate";
  if (part.dimension == number_dimension && wanted == time_dimension) return "multiply it by 1y for years";
  if (part.dimension == time_dimension && wanted == number_dimension) return "divide it by 1y for years";
  if (part.dimension == rate_dimension && wanted == number_dimension)
    return "multiply it by 1y for a number per year";
  return {};
}

/// `drift: 5%/y` has its unit from the field.
std::optional<std::string> ExpressionParser::whole_rate_hint(const Expression& part, Dimension wanted) const {
  const std::string_view whole = trimmed(text_);
  if (!is_constant(part) || part.dimension != rate_dimension || wanted != number_dimension ||
      !whole.ends_with("/y") || !is_number_literal(whole))
    return std::nullopt;
  return fmt::format("write {}: what is per year has no unit here", whole.substr(0, whole.size() - 2));
}

bool ExpressionParser::unify(Expression& a, Expression& b, const std::string& what, SourceRange where) {
  if (a.fits_any_dimension)
    a.dimension = b.dimension;
  else if (b.fits_any_dimension)
    b.dimension = a.dimension;
  if (a.dimension == b.dimension) return true;
  const bool left_is_plain = a.dimension == number_dimension;
  std::string hint = left_is_plain ? dimension_hint(a, b.dimension) : dimension_hint(b, a.dimension);
  report(codes::wrong_dimension, where,
         fmt::format("{} {} and {}", what, dimension_phrase(a.dimension), dimension_phrase(b.dimension)),
         std::move(hint));
  return false;
}

bool ExpressionParser::require(Expression& part, Dimension wanted, const std::string& what) {
  if (part.fits_any_dimension) part.dimension = wanted;
  if (part.dimension == wanted) return true;
  report(codes::wrong_dimension, part.where,
         fmt::format("{}{}{} is wanted, this is {}", what, what.empty() ? "" : ": ", dimension_phrase(wanted),
                     dimension_phrase(part.dimension)),
         whole_rate_hint(part, wanted).value_or(dimension_hint(part, wanted)));
  part.fits_any_dimension = true;
  return false;
}

void ExpressionParser::check_comparison(Expression& out) {
  unify(out.operands[0], out.operands[1], "cannot compare", out.where);
  out.dimension = number_dimension;
}

void ExpressionParser::check_power(Expression& out) {
  Expression& base = out.operands[0];
  Expression& exponent = out.operands[1];
  require(exponent, number_dimension, "an exponent");
  out.fits_any_dimension = base.fits_any_dimension && !is_constant(base);
  if (base.dimension == number_dimension || base.fits_any_dimension) return;
  double power = 0.0;
  bool known = is_constant(exponent);
  if (known) power = exponent.value;
  if (exponent.operation == Operation::negate && is_constant(exponent.operands[0])) {
    known = true;
    power = -exponent.operands[0].value;
  }
  if (!known || power != std::round(power) || std::fabs(power) > 8) {
    report(codes::wrong_dimension, out.where,
           fmt::format("{} can only be raised to a small whole number", dimension_phrase(base.dimension)),
           "divide by 1y first");
    out.fits_any_dimension = true;
    return;
  }
  out.dimension = base.dimension * static_cast<int>(power);
}

void ExpressionParser::check_call(Expression& call, const std::string& name) {
  std::vector<Expression>& x = call.operands;
  std::size_t first = 0;
  switch (call.operation) {
    case Operation::exp:
    case Operation::log:
      require(x[0], number_dimension, name);
      return;
    case Operation::sqrt:
      call.fits_any_dimension = x[0].fits_any_dimension;
      if (x[0].dimension % 2 != 0 && !x[0].fits_any_dimension) {
        report(codes::wrong_dimension, call.where,
               fmt::format("no square root of {}", dimension_phrase(x[0].dimension)), "divide by 1y first");
        call.fits_any_dimension = true;
        return;
      }
      call.dimension = x[0].dimension / 2;
      return;
    case Operation::if_else:
      require(x[0], number_dimension, "the condition of 'if'");
      first = 1;
      break;
    default:
      break;
  }
  // The rest agree among themselves: find the one that decides, then hold the others against it.
  std::size_t decides = first;
  while (decides < x.size() && x[decides].fits_any_dimension) ++decides;
  if (decides == x.size()) {
    call.fits_any_dimension = true;
    return;
  }
  call.dimension = x[decides].dimension;
  for (std::size_t i = first; i < x.size(); ++i) {
    if (i == decides) continue;
    Expression reference = x[decides];
    if (!unify(reference, x[i], "'" + name + "' cannot choose between", call.where))
      call.fits_any_dimension = true;
  }
}

}  // namespace faultline
