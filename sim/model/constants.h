#pragma once

#include "faultline/diagnostics.h"
#include "model/market.h"

#include <functional>
#include <optional>
#include <unordered_set>
#include <vector>

namespace faultline {

/// What an argument of a law, or a part of an expression, is worth.
using Evaluator = std::function<double(const Expression&)>;

/// Value of an expression over constants and parameters, with Parameter::constant for the parameters: exact
/// when none of them is drawn, at the laws' means otherwise. NaN for an expression that reads state.
double constant_value(const Expression& expression, const Market& market);

/// The same with `leaf` for every name but variables: parameters, `t`, `level` and exports.
double value_of(const Expression& expression, const Market& market, const Evaluator& leaf);

/// constant_value as an evaluator; `market` must outlive it.
Evaluator constant_evaluator(const Market& market);

/// Whether some argument of the law or of its components passes the test.
bool any_argument(const Law& law, const std::function<bool(const Expression&)>& test);

/// Calls visit(const Expression&) on every part of the expression and of the variables it reads, each
/// variable once.
template <class Visit>
void walk_through(const Expression& expression, const Market& market, Visit&& visit) {
  std::vector<const Expression*> pending{&expression};
  std::unordered_set<std::uint32_t> seen;
  for (std::size_t i = 0; i < pending.size(); ++i)
    walk(*pending[i], [&](const Expression& e) {
      visit(e);
      if (e.operation != Operation::variable || !seen.insert(e.reference.symbol).second) return;
      pending.push_back(&market.variables[market.symbols[e.reference.symbol].index].value.expression());
    });
}

/// True when the value may change along a path: `t`, `level`, exports, and variables that read one of these.
bool reads_state(const Expression& expression, const Market& market);
bool reads_state(const Quantity& quantity, const Market& market);

/// True when a parameter that is drawn stands in it, directly or through a variable.
bool reads_drawn(const Expression& expression, const Market& market);
bool reads_drawn(const Quantity& quantity, const Market& market);

/// True when a parameter without a value stands in it: what is wrong with that one has been told.
bool reads_unknown(const Expression& expression, const Market& market);

/// The value of a field that must be known before any path is run (volatilities, weights, windows, bounds
/// ...). An error that names the drawn parameter, or that the value lies outside the field's range.
std::optional<double> base_value(const Quantity& quantity, const Market& market, Diagnostics& diagnostics);

/// The same error for any field whose value happens to be known, one that reads neither draws nor state,
/// unless something is said of the field already.
void check_known_value(const Quantity& quantity, const Market& market, Diagnostics& diagnostics);

}  // namespace faultline
