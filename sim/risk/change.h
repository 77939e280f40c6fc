#pragma once

#include "risk/figures.h"

#include <algorithm>
#include <vector>

namespace faultline {

/// Of two figures seen on the same paths.
inline Estimate difference(const Estimate& with, const Estimate& without, double error) {
  return {with.value - without.value, error, std::min(with.n, without.n)};
}

inline std::vector<double> levels_of(const std::vector<LevelEstimate>& estimates) {
  std::vector<double> levels;
  for (const LevelEstimate& at : estimates) levels.push_back(at.level);
  return levels;
}

/// read_change where paths are sampled in groups: every error is that of the groups' mean influence on the
/// difference.
Figures read_grouped_change(const TallyView& view, SeriesUse with, SeriesUse without,
                            const Figures& figures_with, const Figures& figures_without);

}  // namespace faultline
