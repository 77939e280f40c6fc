#pragma once

#include "explain/words.h"
#include "faultline/explain.h"

#include <vector>

namespace faultline {

/// The title of a source, its document behind it; the key where the register holds none.
std::string source_title(const Annotation& annotation, const Market& market);

/// Every parameter, factor, asset and shock with where it comes from; of variables, phases, outcomes, states
/// and portfolios those that say something about it.
std::vector<Assumption> assumption_register(const Reader& reader);

}  // namespace faultline
