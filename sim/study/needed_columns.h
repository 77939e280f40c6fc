#pragma once

#include "faultline/plan.h"

namespace faultline {

/// Leaves only the columns that series and conditions name, and keeps the samples of all of them, so that
/// every metric can be compared path by path.
void keep_needed_columns(CompiledScenario& scenario);

}  // namespace faultline
