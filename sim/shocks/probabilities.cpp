#include "shocks/probabilities.h"

#include "language/parse.h"
#include "model/constants.h"

#include <cmath>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr double tolerance = 1e-9;

std::string percent(double share) {
  return fmt::format("{:.10g}%", 100.0 * share);
}

}  // namespace

void check_probabilities(const std::vector<const Quantity*>& probabilities, const DiagnosticCode& code,
                         SourceRange where, const std::string& field, const std::string& what,
                         const Market& market, Diagnostics& diagnostics) {
  std::size_t left_out = 0;
  double least = 0.0;
  double most = 0.0;
  for (const Quantity* probability : probabilities) {
    if (probability == nullptr) {
      ++left_out;
      continue;
    }
    const Expression& expression = probability->expression();
    if (!reads_state(expression, market) && !reads_drawn(expression, market)) {
      const double value = constant_value(expression, market);
      least += value;
      most += value;
      continue;
    }
    const Bounds bounds = bounds_of(expression, market.symbols);
    least += std::max(bounds.lower, 0.0);
    most += std::min(bounds.upper, 1.0);
  }
  if (left_out > 1) {
    diagnostics.error(code, where, field,
                      "only one " + what + " may leave its probability out, for the rest");
  } else if (least > 1.0 + tolerance) {
    diagnostics.error(code, where, field, "the probabilities sum to " + percent(least) + ", more than 100%");
  } else if (left_out == 0 && most < 1.0 - tolerance) {
    diagnostics.error(code, where, field, "the probabilities sum to " + percent(most) + ", not 100%",
                      "leave one out to give it the rest");
  }
}

}  // namespace faultline
