#include "shocks/start_draws.h"

#include "model/constants.h"

#include <algorithm>

namespace faultline {
namespace {

bool drawn_at_start(const Expression& expression, const Model& model);

bool export_drawn_at_start(const Reference& reference, const Model& model) {
  const Symbol& symbol = model.market.symbols[reference.symbol];
  if (symbol.kind != SymbolKind::shock) return false;
  const Shock& shock = model.shocks[symbol.index];
  if (const auto* process = std::get_if<Process>(&shock))
    return process->initial.is_law() || drawn_at_start(process->initial, model);
  const auto* arrivals = std::get_if<Arrivals>(&shock);
  return arrivals != nullptr && arrivals->open_at_start() && arrivals->rate &&
         symbol.exports[reference.exported].name == "intensity" && drawn_at_start(*arrivals->rate, model);
}

bool drawn_at_start(const Expression& expression, const Model& model) {
  if (reads_drawn(expression, model.market)) return true;
  bool found = false;
  walk_through(expression, model.market, [&](const Expression& e) {
    if (!found && e.operation == Operation::exported) found = export_drawn_at_start(e.reference, model);
  });
  return found;
}

}  // namespace

bool drawn_at_start(const Quantity& quantity, const Model& model) {
  if (!quantity.is_law()) return drawn_at_start(quantity.expression(), model);
  return any_argument(quantity.law(), [&](const Expression& e) { return drawn_at_start(e, model); });
}

bool drawn_at_start(const Jump& jump, const Model& model) {
  return (jump.severity && drawn_at_start(*jump.severity, model)) ||
         std::any_of(jump.impact.begin(), jump.impact.end(),
                     [&](const ImpactTarget& target) { return drawn_at_start(target.jump, model); });
}

}  // namespace faultline
