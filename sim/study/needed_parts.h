#pragma once

#include "faultline/plan.h"

namespace faultline {

/// Leaves only what can reach a recorded number, up to the last grid point at which something is recorded.
/// What is recorded keeps its bits, for independent and for mirrored paths: every draw is addressed by name.
/// A number that breaks its range in a part that was left out is no longer noticed.
void keep_needed_parts(Plan& plan);

}  // namespace faultline
