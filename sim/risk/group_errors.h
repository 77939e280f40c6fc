#pragma once

#include "faultline/estimate.h"
#include "risk/estimators.h"
#include "risk/influence.h"

#include <utility>
#include <vector>

namespace faultline {

/// Where a run is sampled in groups, gives estimates made as if paths were independent the errors that the
/// groups show; leaves those of other runs alone. An estimate from antithetic pairs counts them as its n.
class GroupErrors {
 public:
  GroupErrors(const TallyView& view, ColumnUse use) : view_(view), use_(use) {}

  /// The estimate must outlive apply().
  void add(Estimate& estimate, const PathInfluence& influence) {
    estimates_.push_back(&estimate);
    influences_.push_back(influence);
  }
  void apply();

 private:
  const TallyView& view_;
  ColumnUse use_;
  std::vector<Estimate*> estimates_;
  std::vector<PathInfluence> influences_;
};

/// One estimate.
Estimate with_group_error(const TallyView& view, ColumnUse use, Estimate estimate,
                          const PathInfluence& influence);

/// Influences with their true slopes but for the sample size. Moments: the column's, of at least two
/// different values.
PathInfluence influence_of_mean(const Moments<8>& moments);
PathInfluence influence_of_sd(const Moments<8>& moments);
PathInfluence influence_of_skewness(const Moments<8>& moments);
PathInfluence influence_of_kurtosis(const Moments<8>& moments);

/// Influences of figures of order, in the order of order_points: as shares and tail sums (slope 1), ...
std::vector<PathInfluence> influences_of_order(const OrderAnswer& answer, std::size_t n,
                                               const OrderLevels& levels);
/// ... or with their true slopes. That of a quantile is 1 / density, read off `estimates`, its error for
/// independent paths.
std::vector<PathInfluence> scaled_influences_of_order(const OrderAnswer& answer, std::size_t n,
                                                      const OrderLevels& levels,
                                                      const std::vector<Estimate>& estimates);

}  // namespace faultline
