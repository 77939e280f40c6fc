#pragma once

#include "language/expression_parser.h"
#include "language/quantity.h"

#include <variant>

namespace faultline {

/// Reads `law(...)`, `m +- s`, `A to B` or an expression.
std::variant<Expression, Law> parse_value(ExpressionParser& parser);

/// Calls visit(expression, is_value) on every argument of a law and its components; values carry the
/// dimension of the field, the others (shapes, probabilities) are plain numbers.
template <class AnyLaw, class Visit>
void visit_arguments(AnyLaw& law, Visit&& visit) {
  for (std::size_t i = 0; i < law.arguments.size(); ++i) {
    bool value = true;
    if (law.kind == LawKind::beta || law.kind == LawKind::mixture) value = false;
    if (law.kind == LawKind::lognormal) value = i == 0;
    if (law.kind == LawKind::gamma || law.kind == LawKind::student_t) value = i > 0;
    if (law.kind == LawKind::discrete) value = i < law.arguments.size() / 2;
    visit(law.arguments[i], value);
  }
  for (auto& component : law.components) visit_arguments(component, visit);
}

/// True when some part is a beta law, which has no unit.
bool has_beta(const Law& law);

/// Checks the folded arguments of a law against what it allows, by their bounds; `positive` as in Law.
void check_law(Law& law, bool positive, ExpressionParser& parser, const Symbols& symbols);

}  // namespace faultline
