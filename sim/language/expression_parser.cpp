#include "language/expression_parser.h"

#include "language/codes.h"
#include "language/words.h"

#include <cmath>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr int depth_budget = 200;  // a pair of parentheses takes two
constexpr int node_budget = 4000;

/// Guards a level of recursion.
class Level {
 public:
  explicit Level(ExpressionParser& parser) : parser_(parser) { parser_.enter(); }
  ~Level() { parser_.leave(); }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  ExpressionParser& parser_;
};

}  // namespace

void ExpressionParser::enter() {
  if (++depth_ > depth_budget)
    stop(codes::expression_too_large, at_, at_ + 1, "an expression nested too deep",
         "name parts of it under 'variables'");
}

void ExpressionParser::skip_space() {
  while (at_ < text_.size() && is_space(text_[at_])) ++at_;
}

bool ExpressionParser::at_end() {
  skip_space();
  return at_ == text_.size();
}

std::string_view ExpressionParser::word() {
  skip_space();
  std::size_t end = at_;
  while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]) || text_[end] == '_')) ++end;
  return slice(at_, end);
}

bool ExpressionParser::accept(std::string_view symbol) {
  skip_space();
  if (!rest().starts_with(symbol)) return false;
  at_ += symbol.size();
  return true;
}

void ExpressionParser::expect(char symbol) {
  if (!accept(std::string_view(&symbol, 1))) stop_unexpected("'" + std::string(1, symbol) + "'");
}

bool ExpressionParser::at_plus_minus() {
  skip_space();
  return rest().starts_with("+-") || rest().starts_with("\xC2\xB1");
}

void ExpressionParser::report(const DiagnosticCode& code, SourceRange where, std::string message,
                              std::string hint) {
  failed_ = true;
  context_.diagnostics.error(code, where, field_, std::move(message), std::move(hint));
}

void ExpressionParser::stop(const DiagnosticCode& code, std::size_t begin, std::size_t end,
                            std::string message, std::string hint) {
  report(code, range(begin, end), std::move(message), std::move(hint));
  throw ParseStop{};
}

std::string ExpressionParser::decimal_comma_hint() const {
  std::size_t begin = at_, end = at_ + 1;
  while (begin > 0 && is_digit(text_[begin - 1])) --begin;
  while (end < text_.size() && is_digit(text_[end])) ++end;
  if (begin == at_ || end == at_ + 1) return "";
  if (end < text_.size() && text_[end] == '%') ++end;
  return fmt::format("a decimal has a point: {}.{}", slice(begin, at_), slice(at_ + 1, end));
}

void ExpressionParser::stop_unexpected(std::string_view wanted) {
  if (at_end())
    stop(codes::expression_syntax, text_.size(), text_.size(),
         "the expression ends where " + std::string(wanted) + " is wanted");
  const CodePoint point = decode_utf8(text_, at_);
  const std::size_t size = std::max<std::size_t>(point.bytes, 1);
  std::string hint;
  if (point.value == 0x2212 || point.value == 0x2013 || point.value == 0x2014) hint = "write - for minus";
  if (point.value == 0xD7 || point.value == 0xB7) hint = "write * for times";
  if (point.value == '=') hint = "write == to compare";
  if (point.value == '&') hint = "write and";
  if (point.value == '|') hint = "write or";
  if (point.value == '!') hint = "write not";
  if (rest().starts_with("**")) hint = "write ^ for powers";
  if (point.value == ',') hint = decimal_comma_hint();
  std::string_view shown = word();
  if (shown.empty()) shown = slice(at_, at_ + size);
  if ((shown == "y" || shown == "d" || shown == "w" || shown == "m" || shown == "q") && hint.empty())
    hint = "a unit belongs to a number: 1" + std::string(shown);
  stop(codes::expression_syntax, at_, at_ + shown.size(),
       "'" + std::string(shown) + "' stands where " + std::string(wanted) + " is wanted", hint);
}

Expression ExpressionParser::make(Operation operation, std::size_t begin) {
  if (++nodes_ > node_budget)
    stop(codes::expression_too_large, 0, text_.size(), "an expression of more than 4,000 parts",
         "name parts of it under 'variables'");
  Expression out;
  out.operation = operation;
  out.where = range(begin, at_);
  return out;
}

Expression ExpressionParser::binary(Operation operation, Expression left, Expression right,
                                    std::size_t begin) {
  std::size_t end = at_;
  while (end > begin && is_space(text_[end - 1])) --end;
  Expression out = make(operation, begin);
  out.where = range(begin, end);
  out.operands.push_back(std::move(left));
  out.operands.push_back(std::move(right));
  return out;
}

Expression ExpressionParser::parse() {
  const Level level(*this);
  return parse_or();
}

Expression ExpressionParser::parse_or() {
  skip_space();
  const std::size_t begin = at_;
  Expression left = parse_and();
  while (word() == "or") {
    at_ += 2;
    left = binary(Operation::logical_or, std::move(left), parse_and(), begin);
    for (Expression& part : left.operands) require(part, number_dimension, "'or' joins conditions");
  }
  return left;
}

Expression ExpressionParser::parse_and() {
  skip_space();
  const std::size_t begin = at_;
  Expression left = parse_not();
  while (word() == "and") {
    at_ += 3;
    left = binary(Operation::logical_and, std::move(left), parse_not(), begin);
    for (Expression& part : left.operands) require(part, number_dimension, "'and' joins conditions");
  }
  return left;
}

Expression ExpressionParser::parse_not() {
  const Level level(*this);
  const bool negated = word() == "not" && Symbols::name_run(rest()) == 3;
  if (!negated) return parse_comparison();
  const std::size_t begin = at_;
  at_ += 3;
  Expression operand = parse_not();
  Expression out = make(Operation::logical_not, begin);
  require(operand, number_dimension, "'not' denies a condition");
  out.operands.push_back(std::move(operand));
  return out;
}

Expression ExpressionParser::parse_comparison() {
  static constexpr std::pair<std::string_view, Operation> signs[] = {
      {"<=", Operation::less_equal}, {">=", Operation::greater_equal}, {"==", Operation::equal},
      {"!=", Operation::not_equal},  {"<", Operation::less},           {">", Operation::greater}};
  skip_space();
  const std::size_t begin = at_;
  Expression left = parse_sum();
  bool compared = false;
  for (;;) {
    const std::pair<std::string_view, Operation>* sign = nullptr;
    for (const auto& candidate : signs)
      if (sign == nullptr && accept(candidate.first)) sign = &candidate;
    if (sign == nullptr) return left;
    const std::size_t sign_at = at_ - sign->first.size();
    if (compared)
      stop(codes::comparison_chain, sign_at, at_, "comparisons do not chain", "write a < b and b < c");
    compared = true;
    left = binary(sign->second, std::move(left), parse_sum(), begin);
    check_comparison(left);
  }
}

Expression ExpressionParser::parse_sum() {
  skip_space();
  const std::size_t begin = at_;
  Expression left = parse_product();
  for (;;) {
    if (at_plus_minus()) return left;
    const bool add = accept("+");
    if (!add && !accept("-")) return left;
    const char* what = add ? "cannot add" : "cannot subtract";
    left = binary(add ? Operation::add : Operation::subtract, std::move(left), parse_product(), begin);
    const bool fits = unify(left.operands[0], left.operands[1], what, left.where);
    left.dimension = left.operands[0].dimension;
    left.fits_any_dimension =
        !fits || (left.operands[0].fits_any_dimension && left.operands[1].fits_any_dimension);
  }
}

Expression ExpressionParser::parse_product() {
  skip_space();
  const std::size_t begin = at_;
  Expression left = parse_unary();
  for (;;) {
    skip_space();
    if (rest().starts_with("**")) stop_unexpected("an operator");
    const bool multiply = accept("*");
    if (!multiply && !accept("/")) return left;
    left = binary(multiply ? Operation::multiply : Operation::divide, std::move(left), parse_unary(), begin);
    const Expression& a = left.operands[0];
    const Expression& b = left.operands[1];
    left.dimension = multiply ? a.dimension + b.dimension : a.dimension - b.dimension;
    // An unknown dimension stays unknown, and a bare 0 a 0; a division by it is told as such.
    left.fits_any_dimension = a.fits_any_dimension || b.fits_any_dimension;
    if (std::abs(left.dimension) > 16)
      stop(codes::wrong_dimension, begin, at_, "a power of time beyond 16", "");
  }
}

Expression ExpressionParser::parse_unary() {
  skip_space();
  const std::size_t begin = at_;
  if (at_plus_minus()) stop_unexpected("a value before it");
  if (accept("+")) {
    const Level level(*this);
    return parse_unary();
  }
  if (!accept("-")) return parse_power();
  const Level level(*this);
  Expression operand = parse_unary();
  Expression out = make(Operation::negate, begin);
  out.dimension = operand.dimension;
  out.fits_any_dimension = operand.fits_any_dimension;
  out.bare = operand.bare;
  out.operands.push_back(std::move(operand));
  return out;
}

Expression ExpressionParser::parse_power() {
  skip_space();
  const std::size_t begin = at_;
  Expression base = parse_operand();
  if (!accept("^")) return base;
  const Level level(*this);
  Expression out = binary(Operation::power, std::move(base), parse_unary(), begin);
  check_power(out);
  return out;
}

Expression ExpressionParser::parse_operand() {
  skip_space();
  if (accept("(")) {
    Expression inner = parse();
    if (at_plus_minus() || word() == "to")
      stop(codes::law_inside, at_, at_ + 2, "a distribution cannot stand inside an expression",
           "make it a parameter and use its name");
    expect(')');
    return inner;
  }
  if (const auto symbol = context_.symbols.longest_prefix(rest())) return parse_name(*symbol);
  Expression date;
  if (parse_date_literal(date)) return date;
  if (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) return parse_number();
  const std::string_view name = word();
  const bool alone = Symbols::name_run(rest()) == name.size() || rest().substr(name.size()).starts_with("-");
  if (name.empty()) stop_unexpected("a value");
  if (alone && (name == "t" || name == "level")) {
    at_ += name.size();
    Expression out = make(name == "t" ? Operation::time : Operation::level, at_ - name.size());
    out.dimension = name == "t" ? time_dimension : number_dimension;
    return out;
  }
  if (find_function(name) != nullptr) return parse_call(name);
  return unknown_name();
}

}  // namespace faultline
