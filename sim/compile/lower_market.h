#pragma once

#include "shocks/lowering.h"
#include "shocks/shock_lowering.h"

#include <vector>

namespace faultline {

/// Noise, factors and assets, with the multipliers and drifts that the shocks' emission has gathered.
void lower_market(Lowering& lowering);

void lower_portfolios(Lowering& lowering);

/// What is recorded of both plans, and where each column stands.
Outputs record_outputs(Lowering& with, Lowering* twin, const std::vector<std::vector<ShockFigure>>& figures);

}  // namespace faultline
