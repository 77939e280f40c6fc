#pragma once

#include "faultline/diagnostics.h"
#include "faultline/scenario.h"
#include "language/duration.h"
#include "language/quantity.h"
#include "language/symbols.h"

#include <optional>
#include <string_view>

namespace faultline {

/// How a field's text is to be read.
struct QuantityRule {
  Dimension dimension = number_dimension;
  bool any_dimension = false;  ///< parameters and variables: the value decides
  Range range = Range::any();
  bool law_allowed = false;
  bool state_allowed = true;   ///< false: constants and parameters only
  bool level_allowed = false;  ///< `level` may be read (a process' effect)
  bool percent_like = false;   ///< a bare number above 1 in size is an error ("did you mean 8%?")
};

struct ParseContext {
  const Symbols& symbols;
  Diagnostics& diagnostics;
  std::optional<Date> start = std::nullopt;  ///< of the scenario: dates are read as times since then
};

/// Reads a scalar as an expression or law, checks names and dimensions, folds constants, checks constant
/// values and bounded expressions against the range. Nothing is returned after an error was reported.
std::optional<Quantity> parse_quantity(const Node& scalar, const std::string& field, const QuantityRule& rule,
                                       ParseContext& context);

/// The same for a stretch of a text already read, e.g. inside a metric: `where` is the place of its first
/// character.
std::optional<Quantity> parse_quantity(std::string_view text, SourceRange where, const std::string& field,
                                       const QuantityRule& rule, ParseContext& context);

/// A constant duration such as 12m, 1.5y, 4w, exact; or nothing (no diagnostic).
std::optional<Duration> parse_duration(std::string_view text);
/// The same, or the name of a parameter that is written as one.
std::optional<Duration> known_duration(std::string_view text, const Symbols& symbols);
std::optional<Duration> parse_duration(const Node& scalar, const std::string& field, ParseContext& context);

/// ISO date, or nothing when the text is not of that form (no diagnostic).
std::optional<Date> parse_date(std::string_view text);
std::string to_text(Date date);

/// Bounds of an expression's value by interval arithmetic over its names' bounds.
struct Bounds {
  double lower;
  double upper;
};
Bounds bounds_of(const Expression& expression, const Symbols& symbols);

/// The text of an expression, canonical.
std::string to_text(const Expression& expression, const Symbols& symbols);

}  // namespace faultline
