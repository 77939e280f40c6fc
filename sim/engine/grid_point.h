#pragma once

#include "engine/path_state.h"

namespace faultline {

/// Log prices with everything in them: x + transients + effects; prices of what portfolios hold. Effects are evaluated at `time`.
void price_assets(PathState& state, double time);

/// Values of the portfolios, running maxima, drawdowns and the measures that expressions read.
void measure_series(PathState& state, double time);

/// Switches, then a rebalance that falls due; with both there is one trade.
void trade(PathState& state, std::uint32_t grid_point, double time);

/// Lets cash grow over a step, at the rate held from its start.
void grow_cash(PathState& state, const GridStep& step);

/// Buys the opening portfolios, free of cost, and starts the measures.
void open_portfolios(PathState& state);

/// Writes what is recorded at a grid point to `out`: column c of path i at out[c * stride + i].
void record(PathState& state, std::uint32_t grid_point, double time, double* out, std::size_t stride);

}  // namespace faultline
