#pragma once

#include "engine/kernels.h"
#include "engine/prepared_plan.h"
#include "engine/rows.h"

#include <cstddef>
#include <span>
#include <vector>

namespace faultline {

/// The steady assets of a block of paths. Their log prices take over the noise of a quad at its end; until
/// then it waits in sums, in the precision of the run's normals.
class SteadyAssets {
 public:
  /// Rows of x are those of `registers`; the prices are kept where the plan says so.
  SteadyAssets(const PreparedPlan& prepared, Rows<double>& registers, Rows<double>& followed_prices);

  /// Forgets what waits, on n paths.
  void start(std::size_t n);
  /// Every x takes over the sums of the quad that ends with the step.
  void close_quad(const GridStep& step, std::size_t n);
  /// out = x with what waits, after the step.
  void settled(std::size_t asset, const GridStep& step, double* out, std::size_t n) const;
  double settled(std::size_t asset, const GridStep& step, std::size_t lane) const;

  std::span<const SteadyAsset<float>> single() const { return single_; }
  std::span<const SteadyAsset<double>> full() const { return full_; }

 private:
  template <class See>
  auto at(std::size_t asset, See see) const {
    return single_.empty() ? see(full_[place_[asset]]) : see(single_[place_[asset]]);
  }

  const Kernels* kernels_;
  std::vector<std::size_t> place_;  ///< per asset, if it is steady
  Rows<float> single_sums_;
  Rows<double> full_sums_;
  std::vector<SteadyAsset<float>> single_;  ///< of the two the one of the run's precision
  std::vector<SteadyAsset<double>> full_;
};

}  // namespace faultline
