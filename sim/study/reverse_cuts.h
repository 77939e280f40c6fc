#pragma once

#include "study/reverse_features.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace faultline {

/// Where a feature is cut into classes: a number that the scenario language reads back to the same bits.
struct Cut {
  double value = 0.0;
  std::string text;
};

/// A feature in at most 256 classes: class k holds cuts[k - 1] <= x < cuts[k].
struct CutFeature {
  Feature feature;
  std::vector<Cut> cuts;  ///< ascending

  std::uint8_t class_of(double x) const;
  std::size_t classes() const { return cuts.size() + 1; }
  /// The class that begins nearest to a value, at least 1.
  std::uint8_t class_from(double x) const;
};

/// Cuts a feature at readable numbers: a flag at 1, counts at whole numbers, times at whole months (weeks or
/// days within a short horizon) and at "never", numbers near their 1/128 quantiles, rounded as far as the
/// distance between these allows. `sample` is a sample of it, `horizon` in years. A number that is 0 or 1, or
/// whole and small, throughout becomes a flag or a count.
CutFeature cut_feature(Feature feature, std::vector<double> sample, double horizon);

/// Classes low ... high of a feature, both included, as a condition of the scenario language.
std::string condition_text(const CutFeature& feature, std::uint8_t low, std::uint8_t high);

}  // namespace faultline
