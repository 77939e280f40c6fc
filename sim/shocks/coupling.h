#pragma once

#include "faultline/model.h"

#include <optional>
#include <vector>

namespace faultline {

/// What only shows when all shocks are seen together: a shock upon itself, circles of `upon` without delay,
/// circles of intensities (errors), and compensation by an intensity that reads another shock (a warning).
void check_coupling(const std::vector<std::optional<Shock>>& shocks, const Market& market,
                    Diagnostics& diagnostics);

}  // namespace faultline
