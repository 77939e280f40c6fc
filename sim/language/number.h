#pragma once

#include "faultline/diagnostics.h"
#include "language/dimension.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline {

/// What is wrong with a literal, and the stretch of the text it concerns.
struct NumberProblem {
  const DiagnosticCode* code = nullptr;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string message;
  std::string hint;
};

/// A literal with its unit: 35%, 250bp, 10d, 1.5/y, 5%/y, 100_000, 1e-3.
///
///     value = digits * 10^-decimals * multiplier / divisor    [native units: fractions, years, 1/years]
///
/// correctly rounded while digits and divisor are short, so 5m is the double nearest to 5/12.
struct NumberLiteral {
  double value = 0.0;
  Dimension dimension = number_dimension;
  std::size_t length = 0;  ///< characters read
  bool bare = false;       ///< no unit
  std::uint64_t digits = 0;
  int decimals = 0;          ///< negative after a large exponent
  std::int64_t divisor = 1;  ///< parts of a year: 252, 52, 12, 4, 1
  bool exact = false;        ///< `digits` holds the literal without loss
  std::optional<NumberProblem> problem;
};

/// Reads the literal at the beginning of `text`, which starts with a digit or a point.
NumberLiteral read_number(std::string_view text);

/// The value of digits with at most one point among them, such as "2.5", in any locale; none for other texts
/// and where it exceeds double precision.
std::optional<double> plain_decimal(std::string_view text);

/// The whole text is a literal without a fault.
bool is_number_literal(std::string_view text);

}  // namespace faultline
