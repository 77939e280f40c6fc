#pragma once

#include "faultline/model.h"

#include <string>

namespace faultline::testing {

/// Reads and validates a scenario text; throws std::runtime_error with the diagnostics when it is refused.
Model model_of(const std::string& yaml);

/// The diagnostics of a text as they are shown, warnings included; empty when there are none.
std::string complaints_of(const std::string& yaml);

}  // namespace faultline::testing
