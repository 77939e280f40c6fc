#pragma once

#include "faultline/model.h"

#include <vector>

namespace faultline {

/// Expected jump variance rate of every asset at time 0 [1/year], for `volatility: {total: x}`:
///
///     sum over arrivals (those they bring at once included) and hazard edges out of initial phases of
///     intensity(0) E[J^2],   J = s sum_i log(1 + x_i) over the asset and its factors (times beta), unfaded;
///
/// edge and entry together as E[(j1 + j2)^2]. Dates, sojourns, regimes and shocks that are not enabled do not
/// count. Exports are read as they are at time 0. What is drawn stands at its mean, which `drawn` tells.
struct JumpVariance {
  double rate = 0.0;
  bool drawn = false;  ///< it depends on drawn parameters or levels
};
std::vector<JumpVariance> jump_variance(const Model& model);

}  // namespace faultline
