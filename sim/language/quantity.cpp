#include "language/quantity.h"

#include "language/codes.h"
#include "language/fold.h"
#include "language/law_parser.h"
#include "language/number.h"
#include "language/words.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr std::size_t text_budget = 16'384;

/// 03/02/2026, 3.2.2026, 2026/02/03: a date that no ISO date is.
bool looks_like_date(std::string_view text) {
  text = trimmed(text);
  int groups = 0;
  char between = '\0';
  while (!text.empty()) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > 4) return false;
    text.remove_prefix(digits);
    ++groups;
    if (text.empty()) break;
    if ((text.front() != '/' && text.front() != '.') || (groups > 1 && text.front() != between)) return false;
    between = text.front();
    text.remove_prefix(1);
  }
  return groups == 3;
}

/// Reads and checks one scalar.
class QuantityReader {
 public:
  QuantityReader(std::string_view text, SourceRange whole, bool quoted, const std::string& field,
                 const QuantityRule& rule, ParseContext& context)
      : text_(text),
        whole_(whole),
        rule_(rule),
        context_(context),
        parser_(text, PlaceMap(text, whole, quoted), field, context),
        field_(field) {}

  std::optional<Quantity> read() {
    Quantity out;
    try {
      if (text_.size() > text_budget)
        parser_.stop(codes::expression_too_large, 0, 1, "an expression of more than 16,384 characters");
      if (rule_.dimension == time_dimension && looks_like_date(text_))
        parser_.stop(codes::expression_syntax, 0, text_.size(), fmt::format("'{}' is not an ISO date", text_),
                     "for example 2025-02-13");
      out.value = parse_value(parser_);
      if (!parser_.at_end()) parser_.stop_unexpected("an operator or the end");
    } catch (const ParseStop&) {
      return std::nullopt;
    }
    out.range = rule_.range;
    if (out.is_law())
      check(std::get<Law>(out.value), out);
    else
      check(std::get<Expression>(out.value), out);
    if (parser_.failed()) return std::nullopt;
    out.field = field_;
    out.text = trimmed(text_);
    out.where = whole_;
    out.given = true;
    return out;
  }

 private:
  void check(Expression& expression, Quantity& out) {
    settle(expression, out.dimension = dimension_of(expression), rule_.percent_like);
    check_names(expression, rule_.state_allowed);
    if (parser_.failed()) return;
    const Bounds bounds = bounds_of(expression, context_.symbols);
    const Range& range = rule_.range;
    const bool outside = bounds.lower > range.upper || bounds.upper < range.lower ||
                         (!range.lower_allowed && bounds.upper <= range.lower) ||
                         (!range.upper_allowed && bounds.lower >= range.upper);
    if (!outside) return;
    const std::string text = to_text(expression, context_.symbols);
    const std::string always = is_constant(expression) ? "is" : "is always";
    parser_.report(codes::out_of_range, expression.where,
                   fmt::format("{} {} outside what the field allows: {}", text, always, range_text(range)));
  }

  void check(Law& law, Quantity& out) {
    if (!rule_.law_allowed) {
      parser_.report(codes::law_not_allowed, law.where, "no distribution may stand here",
                     rule_.state_allowed ? "make it a parameter and use its name" : "write a number");
      return;
    }
    out.dimension = dimension_of(law);
    if (has_beta(law) && out.dimension != number_dimension)
      parser_.report(codes::wrong_dimension, law.where,
                     fmt::format("a beta law has no unit, {} is wanted", dimension_phrase(out.dimension)));
    visit_arguments(law, [&](Expression& argument, bool value) {
      settle(argument, value ? out.dimension : number_dimension, value && rule_.percent_like);
      check_names(argument, false);
    });
    const bool unit = rule_.any_dimension && out.dimension != number_dimension;
    if (unit) out.range = Range::positive();
    if (!parser_.failed()) check_law(law, out.range.lower >= 0.0, parser_, context_.symbols);
  }

  Dimension dimension_of(const Expression& expression) const {
    if (!rule_.any_dimension) return rule_.dimension;
    return expression.fits_any_dimension ? number_dimension : expression.dimension;
  }

  Dimension dimension_of(Law& law) const {
    if (!rule_.any_dimension) return rule_.dimension;
    std::optional<Dimension> found;
    visit_arguments(law, [&](const Expression& argument, bool value) {
      if (value && !found && !argument.fits_any_dimension) found = argument.dimension;
    });
    return found.value_or(number_dimension);
  }

  /// Dimension, folding, percent sign.
  void settle(Expression& part, Dimension wanted, bool percent_like) {
    parser_.require(part, wanted, "");
    if (const Expression* bad = fold(part))
      parser_.report(codes::not_finite, bad->where, "this has no finite value");
    if (part.fits_any_dimension) part.dimension = wanted;
    if (percent_like && part.bare && is_constant(part) && std::fabs(part.value) > 1.0)
      parser_.report(codes::percent_missing, part.where,
                     fmt::format("{} is {:.6g}%", part.value, 100.0 * part.value),
                     fmt::format("did you mean {}%?", part.value));
  }

  void check_names(const Expression& expression, bool state_allowed) {
    walk(expression, [&](const Expression& part) {
      if (part.operation == Operation::level && !rule_.level_allowed)
        parser_.report(codes::level_outside, part.where, "'level' stands only in the effect of a process",
                       "write NAME.level");
      const bool state = part.operation == Operation::time || part.operation == Operation::level ||
                         part.operation == Operation::variable || part.operation == Operation::exported;
      if (state && !state_allowed)
        parser_.report(codes::state_not_allowed, part.where,
                       fmt::format("'{}' changes along a path", to_text(part, context_.symbols)),
                       "only constants and parameters may stand here");
    });
  }

  std::string_view text_;
  SourceRange whole_;
  const QuantityRule& rule_;
  ParseContext& context_;
  ExpressionParser parser_;
  const std::string& field_;
};

bool usable(const Node& node, const std::string& field, std::string_view wanted, Diagnostics& diagnostics) {
  if (node.is_scalar() && !trimmed(node.text).empty()) return true;
  if (node.is_null() || node.is_scalar())
    diagnostics.error(codes::no_value, node.where, field, "has no value",
                      fmt::format("{} is wanted", wanted));
  else
    diagnostics.error(
        codes::wrong_type, node.where, field,
        fmt::format("{} is wanted, this is a {}", wanted, node.is_mapping() ? "mapping" : "list"));
  return false;
}

}  // namespace

Quantity constant_quantity(double value, Dimension dimension) {
  Quantity out;
  Expression expression;
  expression.value = value;
  expression.dimension = dimension;
  out.value = expression;
  out.dimension = dimension;
  return out;
}

std::optional<Quantity> parse_quantity(const Node& scalar, const std::string& field, const QuantityRule& rule,
                                       ParseContext& context) {
  if (!usable(scalar, field, "a number or expression", context.diagnostics)) return std::nullopt;
  return QuantityReader(scalar.text, scalar.where, scalar.quoted, field, rule, context).read();
}

std::optional<Quantity> parse_quantity(std::string_view text, SourceRange where, const std::string& field,
                                       const QuantityRule& rule, ParseContext& context) {
  where.length = static_cast<std::uint32_t>(std::max<std::size_t>(count_characters(text), 1));
  return QuantityReader(text, where, false, field, rule, context).read();
}

std::optional<Duration> parse_duration(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  const NumberLiteral number = read_number(text);
  const bool time = number.dimension == time_dimension || (number.bare && number.value == 0.0);
  if (number.problem || number.length != text.size() || !time) return std::nullopt;
  if (!number.exact || number.decimals < 0 || number.decimals > 12) return std::nullopt;
  std::int64_t denominator = number.divisor;
  for (int i = 0; i < number.decimals; ++i) denominator *= 10;
  return Duration{reduced(static_cast<std::int64_t>(number.digits), denominator), std::string(text)};
}

std::optional<Duration> known_duration(std::string_view text, const Symbols& symbols) {
  if (auto duration = parse_duration(text)) return duration;
  const std::optional<std::uint32_t> named = symbols.find(trimmed(text));
  return named ? symbols[*named].duration : std::nullopt;
}

std::optional<Duration> parse_duration(const Node& scalar, const std::string& field, ParseContext& context) {
  if (!usable(scalar, field, "a duration", context.diagnostics)) return std::nullopt;
  if (auto duration = known_duration(scalar.text, context.symbols)) return duration;
  const std::string_view text = trimmed(scalar.text);
  const NumberLiteral number = is_digit(text.front()) ? read_number(text) : NumberLiteral{};
  std::string hint = "write a number and d, w, m, q or y, such as 6m, or a parameter of such a value";
  if (number.bare && number.length == text.size() && !number.problem)
    hint = fmt::format("did you mean {}?", as_time(number.value));
  if (number.problem && !number.problem->hint.empty()) hint = number.problem->hint;
  context.diagnostics.error(codes::not_a_duration, scalar.where, field,
                            fmt::format("'{}' is not a constant duration", text.substr(0, 40)), hint);
  return std::nullopt;
}

}  // namespace faultline
