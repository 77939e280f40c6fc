#pragma once

#include "explain/words.h"

#include <optional>
#include <vector>

namespace faultline {

/// The log jump of one asset at one event, J = s sum_i w_i log(1 + x_i), before it unfolds: s the severity,
/// w_i 1 for the asset itself and beta for a factor. State in the laws is taken as it is at the start, drawn
/// parameters at their means.
class JumpLaw {
 public:
  /// What `jump` does to an asset; nothing where it does not touch it or a law has no values to stand on.
  static std::optional<JumpLaw> of(const Jump& jump, std::uint32_t asset, const Reader& reader);
  /// What it does to one of its targets as listed.
  static std::optional<JumpLaw> of_target(const Jump& jump, const ImpactTarget& target, const Reader& reader);

  /// E[exp(theta J)]
  double exponential_moment(double theta) const;
  double mean() const;
  double square() const;  ///< E[J^2]
  /// The u-quantile of exp(J) - 1, u in (0, 1); for a single target.
  double return_quantile(double u) const;

 private:
  struct Load {
    Distribution law;
    double weight;
  };

  bool take_severity(const Jump& jump, const Reader& reader);
  double cdf(double log_return) const;

  std::vector<Load> loads_;
  Distribution severity_ = Distribution::constant(1.0);
};

}  // namespace faultline
