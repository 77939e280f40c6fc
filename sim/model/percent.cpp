#include "model/percent.h"

#include "language/law_parser.h"

namespace faultline {

bool written_in_percent(const Quantity& quantity, const Market& market) {
  const bool somewhere =
      quantity.text.find('%') != std::string::npos || quantity.text.find("bp") != std::string::npos;
  if (somewhere && !quantity.is_law()) return true;
  bool found = false;
  const auto look = [&](const Expression& e) {
    if (e.operation == Operation::parameter)
      found = found ||
              written_in_percent(market.parameters[market.symbols[e.reference.symbol].index].value, market);
    else if (somewhere && e.operation == Operation::constant)
      found = found || (!e.bare && !e.fits_any_dimension);
  };
  if (!quantity.is_law()) {
    walk(quantity.expression(), look);
    return found;
  }
  visit_arguments(quantity.law(), [&](const Expression& argument, bool is_value) {
    if (is_value) walk(argument, look);
  });
  return found;
}

}  // namespace faultline
