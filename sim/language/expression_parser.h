#pragma once

#include "language/parse.h"
#include "language/place_map.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Thrown when nothing sensible can be read any more; the problem has been reported. Caught by
/// parse_quantity.
struct ParseStop {};

/// Recursive descent over one scalar:
///
///     or < and < not < comparison (one) < + - < * / < unary minus < ^ (to the right) < operand
///
/// Names and dimensions are checked on the way; a wrong one is reported and fits everything afterwards, so
/// that one fault is told once. `+-`, `to`, `@`, `,` and `)` end an expression; the parser of laws goes on
/// from there.
class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, PlaceMap places, const std::string& field, ParseContext& context)
      : text_(text), places_(places), field_(field), context_(context) {}

  Expression parse();

  // The text under the cursor, shared with the parser of laws.
  void skip_space();
  bool at_end();
  std::size_t offset() const { return at_; }
  void move_to(std::size_t offset) { at_ = offset; }
  std::string_view rest() const { return text_.substr(at_); }
  std::string_view slice(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }
  /// The word of letters, digits and `_` here, not consumed.
  std::string_view word();
  bool accept(std::string_view symbol);
  void expect(char symbol);
  bool at_plus_minus();

  SourceRange range(std::size_t begin, std::size_t end) const { return places_.range(begin, end); }
  void report(const DiagnosticCode& code, SourceRange where, std::string message, std::string hint = {});
  [[noreturn]] void stop(const DiagnosticCode& code, std::size_t begin, std::size_t end, std::string message,
                         std::string hint = {});
  [[noreturn]] void stop_unexpected(std::string_view wanted);
  bool failed() const { return failed_; }
  void enter();
  void leave() { --depth_; }

  /// Makes two parts agree in dimension, or reports `what` at `where`.
  bool unify(Expression& a, Expression& b, const std::string& what, SourceRange where);
  /// Makes a part have the wanted dimension, or reports it.
  bool require(Expression& part, Dimension wanted, const std::string& what);

 private:
  /// What to write for 20,5 where the comma between two digits is what is wrong.
  std::string decimal_comma_hint() const;
  Expression parse_or();
  Expression parse_and();
  Expression parse_not();
  Expression parse_comparison();
  Expression parse_sum();
  Expression parse_product();
  Expression parse_unary();
  Expression parse_power();
  Expression parse_operand();

  // operands.cpp
  Expression parse_number();
  bool parse_date_literal(Expression& out);
  Expression parse_call(std::string_view name);
  void check_call(Expression& call, const std::string& name);
  Expression parse_name(std::uint32_t symbol);
  Expression parse_exported(std::uint32_t symbol, std::size_t begin);
  void parse_argument(const Export& exported, const std::string& name, Reference& reference);
  Expression unknown_name();
  /// Stands for what could not be read and has been reported.
  Expression anything(std::size_t begin);

  Expression make(Operation operation, std::size_t begin);
  Expression binary(Operation operation, Expression left, Expression right, std::size_t begin);
  void check_comparison(Expression& out);
  void check_power(Expression& out);
  std::string dimension_hint(const Expression& part, Dimension wanted) const;
  std::optional<std::string> whole_rate_hint(const Expression& part, Dimension wanted) const;

  std::string_view text_;
  PlaceMap places_;
  const std::string& field_;
  ParseContext& context_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int nodes_ = 0;
  bool failed_ = false;
};

/// How to write a bare number as a time: 0.5 is "6m".
std::string as_time(double value);
/// "a number", "a time", "a rate (1/time)".
std::string dimension_phrase(Dimension dimension);

}  // namespace faultline
