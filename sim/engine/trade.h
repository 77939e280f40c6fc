#pragma once

#include "engine/path_state.h"

namespace faultline {

/// Buys the opening portfolios, free of cost, and starts the measures.
void open_portfolios(PathState& state);

/// Switches, then a rebalance that falls due; with both there is one trade.
void trade(PathState& state, std::uint32_t grid_point, double time);

/// Lets cash grow over a step, at the rate held from its start.
void grow_cash(PathState& state, const GridStep& step);

}  // namespace faultline
