#pragma once

#include "engine/path_state.h"

namespace faultline {

/// Prices of followed portfolios at the start of a path.
void start_prices(PathState& state);

/// Effects at `time`; log prices can be asked for from now on.
void find_effects(PathState& state, double time);

/// Values of followed portfolios, running maxima, drawdowns and the measures that expressions read.
void measure_series(PathState& state);

/// A portfolio's value by the log prices, whatever is followed; the row is good until the next call. Prices
/// of its assets are left in PathState::prices.
const double* exact_value(PathState& state, std::size_t portfolio);

/// The same on one path, the same bits.
double exact_value(PathState& state, std::size_t portfolio, std::size_t lane);

double weight_of(const PortfolioWeights& weights, AssetId asset);

}  // namespace faultline
