#pragma once

#include "faultline/diagnostics.h"
#include "model/market.h"

#include <string>
#include <vector>

namespace faultline {

/// Probabilities of outcomes or branches, null for one left out. At most one may be left out and takes the
/// rest; those that can be known ahead must sum to 1 (within 1e-9), or to at most 1 beside a rest. Sums that
/// depend on state are checked by their bounds here and on the path otherwise.
void check_probabilities(const std::vector<const Quantity*>& probabilities, const DiagnosticCode& code,
                         SourceRange where, const std::string& field, const std::string& what,
                         const Market& market, Diagnostics& diagnostics);

}  // namespace faultline
