#include "language_fixture.h"

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace faultline {
namespace {

/// A random expression of plain numbers, written with more parentheses than needed.
rc::Gen<std::string> expression_text(int depth) {
  using rc::gen::element;
  const auto leaf =
      element<std::string>("1", "0.25", "35%", "share", "us", "china", "profit", "curb.count",
                           "curb.is(open)", "BRK.B.return", "t / 1y", "delay * curb_rate", "3m / 1w",
                           "two-part", "1e-7", "100_000", "(curb.first < 6m)", "curb.intensity * 2y");
  if (depth == 0) return leaf;
  const auto inner = rc::gen::lazy([depth] { return expression_text(depth - 1); });
  const auto binary = rc::gen::apply(
      [](const std::string& a, const std::string& sign, const std::string& b) {
        return "(" + a + ")" + sign + "(" + b + ")";
      },
      inner, element<std::string>(" + ", " - ", "*", "/", "^", " < ", " >= ", " == ", " and ", " or "),
      inner);
  const auto unary =
      rc::gen::apply([](const std::string& sign, const std::string& a) { return sign + "(" + a + ")"; },
                     element<std::string>("-", "not ", "abs", "exp", "sqrt"), inner);
  const auto call =
      rc::gen::apply([](const std::string& name, const std::string& a, const std::string& b,
                        const std::string& c) { return name + "(" + a + ", " + b + ", " + c + ")"; },
                     element<std::string>("min", "max", "clamp", "if"), inner, inner, inner);
  return rc::gen::oneOf(leaf, binary, unary, call);
}

bool equal(const Expression& a, const Expression& b) {
  if (a.operation != b.operation || a.operands.size() != b.operands.size()) return false;
  if (a.operation == Operation::constant && (a.value != b.value || a.dimension != b.dimension)) return false;
  if (a.reference.symbol != b.reference.symbol || a.reference.exported != b.reference.exported ||
      a.reference.argument != b.reference.argument)
    return false;
  for (std::size_t i = 0; i < a.operands.size(); ++i)
    if (!equal(a.operands[i], b.operands[i])) return false;
  return true;
}

RC_GTEST_PROP(ExpressionProperty, CanonicalTextReadsBackToTheSame, ()) {
  const std::string text = *expression_text(4);
  const ParsedText first = parse(text, any_rule());
  if (!first.quantity) {
    // Only constant arithmetic without a value may fail.
    RC_ASSERT(first.code() == "E0224");
    RC_DISCARD("no finite value");
  }
  const std::string canonical = to_text(first.quantity->expression(), test_symbols());
  const ParsedText second = parse(canonical, any_rule());
  RC_ASSERT(second.quantity.has_value());
  RC_ASSERT(equal(first.quantity->expression(), second.quantity->expression()));
  RC_ASSERT(to_text(second.quantity->expression(), test_symbols()) == canonical);
}

RC_GTEST_PROP(ExpressionProperty, NothingBringsTheParserDown, (const std::string& noise)) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "share", "(", ")", ",", "+", "-", "+-", "to", "@", "1", "5%", "6m", "/y", " ", "normal(", "if(",
      "curb.", "is(", "not ", "^", "<", "\xC2\xB1", "2025-01-01", "discrete(", "mixture(", "truncate("));
  std::string text = noise;
  for (const std::string& piece : pieces) text += piece;
  for (const QuantityRule& rule : {QuantityRule{}, any_rule()}) {
    const ParsedText parsed = parse(text, rule);
    RC_ASSERT(parsed.quantity.has_value() == parsed.diagnostics.empty());
  }
}

}  // namespace
}  // namespace faultline
