#pragma once

#include "engine/kernels.h"
#include "engine/noise.h"
#include "engine/prepared_plan.h"
#include "engine/rows.h"

#include <cstddef>
#include <vector>

namespace faultline {

/// The steady assets of a block of paths. Their log prices take over the noise of a quad at its end; until
/// then it waits in the rows of the noise.
class SteadyAssets {
 public:
  /// Rows of x are those of `registers`; the prices are kept where the plan says so.
  SteadyAssets(const PreparedPlan& prepared, Rows<double>& registers, Rows<double>& followed_prices);

  /// Nothing waits.
  void start() { waiting_for_ = nullptr; }
  /// Prices move over the step. At the end of a quad every x takes over what waited.
  void advance(const BlockNoise& noise, const GridStep& step);
  /// Whether something waits since the last step.
  bool waiting() const { return waiting_for_ != nullptr; }
  /// x with what waits.
  void settled(std::size_t asset, double* out) const;
  double settled(std::size_t asset, std::size_t lane) const;

 private:
  void grow(const GridStep& step) const;
  void settle(const SteadyAsset& asset, const QuadSoFar& quad, double* out) const;

  const Kernels* kernels_;
  std::vector<std::size_t> place_;  ///< per asset, if it is steady
  std::vector<SteadyAsset> assets_;
  std::vector<SteadyAsset> followed_;      ///< those with prices
  const BlockNoise* noise_ = nullptr;      ///< of the last step
  const GridStep* waiting_for_ = nullptr;  ///< the last step, unless it closed its quad
};

}  // namespace faultline
