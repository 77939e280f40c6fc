#pragma once

#include "engine/noise_rows.h"
#include "faultline/plan.h"
#include "plan/noise_weights.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace faultline {

/// How an asset's log price is moved, found out once per run.
struct AssetMotion {
  /// Its noise is one fixed combination of the normals, sum_f beta_f m_f sigma_f z_f + r z: no blend, no
  /// multiplier of a factor that depends on the path.
  bool folded = false;
  std::uint32_t row = 0;       ///< that combination; r left out where it depends on the path
  bool residual_left = false;  ///< folded, but r depends on the path and multiplies the row
  /// A year's motion where drift, volatility and multipliers are numbers and there is no mixing variable.
  struct Steady {
    double mean = 0.0;    ///< of the log price
    double scale = 0.0;   ///< times the row
    double spread = 0.0;  ///< the most that scale * row can be if the normals are at most 1 in size
  };
  std::optional<Steady> steady;
  std::optional<double> variance;  ///< rate before the own multiplier, unless it depends on the path
  bool alone = false;              ///< the log price is x alone: no transients, no effects
};

/// The motions of a plan's assets, with the rows of noise they read. `noise` is that of the run, shared by a
/// plan and its twin.
std::vector<AssetMotion> asset_motions(const Plan& plan, const NoisePlan& noise, NoiseRows& rows);

}  // namespace faultline
