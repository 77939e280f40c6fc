#pragma once

#include "explain/paired_runs.h"
#include "explain/words.h"

#include <vector>

namespace faultline {

/// Fills in what the model implies for assets and portfolios, and the correlations.
///
/// Means and volatilities with shocks are those of the undisturbed diffusion, where they are known exactly,
/// plus the paired difference of the simulation: the noise of the diffusion cancels.
void imply(const Reader& reader, const PairedRuns& runs, const Sample& sample, Explanation& out);

/// What a shock does to every series, effects that are exactly zero left out.
std::vector<ExpectedEffect> expected_effects(const Reader& reader, const PairedRuns& runs,
                                             const Sample& sample, std::size_t shock, bool listened_to);

}  // namespace faultline
