#pragma once

#include "faultline/scenario.h"

namespace faultline {

/// Lays `from` over `into`, both roots of scenarios: mappings merge deeply, everything else is replaced, null
/// removes an entry, the order of first appearance is kept. `weights` of a portfolio and `outcomes` of a
/// shock are replaced whole (half of a distribution of something is none), as is a shock of another kind.
void merge_scenario(Node& into, Node from);

}  // namespace faultline
