#pragma once

#include "language/fields.h"

#include <cmath>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace faultline {

/// A small world of names, as a model would declare them.
inline Symbols test_symbols() {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Symbols symbols;
  const auto parameter = [&](const char* name, Dimension dimension, double lower, double upper) {
    Symbol symbol;
    symbol.kind = SymbolKind::parameter;
    symbol.name = name;
    symbol.dimension = dimension;
    symbol.dimension_known = true;
    symbol.lower = lower;
    symbol.upper = upper;
    symbols.add(symbol);
  };
  parameter("share", number_dimension, 0.6, 0.6);
  parameter("curb_rate", rate_dimension, 1.5, 1.5);
  parameter("delay", time_dimension, 0.5, 0.5);
  parameter("us", number_dimension, -infinity, infinity);
  parameter("china", number_dimension, -infinity, infinity);
  parameter("us-china", number_dimension, -infinity, infinity);
  parameter("two-part", number_dimension, 0, 1);
  Symbol variable;
  variable.kind = SymbolKind::variable;
  variable.name = "profit";
  variable.dimension_known = true;
  symbols.add(variable);
  Symbol shock;
  shock.kind = SymbolKind::shock;
  shock.name = "curb";
  shock.exports = {{"count", number_dimension, false, {}, 0.0, infinity},
                   {"any", number_dimension, false, {}, 0.0, 1.0},
                   {"first", time_dimension, false, {}, 0.0, infinity},
                   {"intensity", rate_dimension, false, {}, 0.0, infinity},
                   {"is", number_dimension, true, {"open", "dead"}, 0.0, 1.0}};
  symbols.add(shock);
  Symbol asset;
  asset.kind = SymbolKind::asset;
  for (const char* name : {"AAPL", "BRK.B", "BRK", "NO", "600036", "10y"}) {
    asset.name = name;
    asset.readable = !reads_otherwise(name);
    asset.exports = {{"return", number_dimension, false, {}, -1.0, infinity}};
    symbols.add(asset);
  }
  Symbol group;
  group.kind = SymbolKind::group;
  group.name = "chips";
  symbols.add(group);
  return symbols;
}

struct ParsedText {
  std::optional<Quantity> quantity;
  Diagnostics diagnostics;

  /// "E0210" of the first problem, or nothing.
  std::string code() const { return diagnostics.empty() ? "" : diagnostics.items().front().code; }
  std::string hint() const { return diagnostics.empty() ? "" : diagnostics.items().front().hint; }
};

inline ParsedText parse(const std::string& text, const QuantityRule& rule = {}) {
  static const Symbols symbols = test_symbols();
  ParsedText out;
  ParseContext context{symbols, out.diagnostics, parse_date("2025-01-01")};
  out.quantity = parse_quantity(text, SourceRange{FileId{0}, 1, 1, 1}, "field", rule, context);
  return out;
}

inline QuantityRule any_rule() {
  QuantityRule rule;
  rule.any_dimension = true;
  rule.law_allowed = true;
  return rule;
}

/// The value of a text that must be a constant.
inline double constant(const std::string& text) {
  const ParsedText parsed = parse(text, any_rule());
  if (!parsed.quantity || parsed.quantity->is_law() || !is_constant(parsed.quantity->expression())) {
    ADD_FAILURE() << text << " is not a constant: "
                  << (parsed.diagnostics.empty() ? "" : parsed.diagnostics.items()[0].message);
    return std::nan("");
  }
  return parsed.quantity->expression().value;
}

}  // namespace faultline
