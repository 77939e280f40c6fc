#pragma once

#include "language/expression.h"

#include <span>

namespace faultline {

/// The value of one operation on plain numbers, as it is at run time: comparisons give 1 or 0, anything but 0
/// is true.
double apply(Operation operation, std::span<const double> operands);

/// Replaces every part without names by its value. The side of `if` that is not taken vanishes unevaluated.
/// Returns the part whose value is not finite, or nullptr.
const Expression* fold(Expression& expression);

}  // namespace faultline
