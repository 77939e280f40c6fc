#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "engine/rows.h"
#include "faultline/plan.h"
#include "faultline/simulate.h"
#include "random/bulk.h"
#include "random/mixing.h"

namespace faultline {


/// What a run's noise is made of, shared by all workers.
class NoiseSource {
 public:
  NoiseSource(const NoisePlan& plan, BulkRandom random);

  const NoisePlan& plan() const { return *plan_; }
  const BulkRandom& random() const { return random_; }
  const MixingTable* mixing() const { return mixing_ ? &*mixing_ : nullptr; }

 private:
  const NoisePlan* plan_;
  BulkRandom random_;
  std::optional<MixingTable> mixing_;
};

/// The noise of one block of paths, step by step: correlated normals, the Student-t mixing factor, the blend normal. Both the
/// scenario and its twin without shocks read it.
class BlockNoise {
 public:
  BlockNoise(const NoiseSource& source, std::size_t capacity, NormalPrecision precision);

  void start(std::span<const std::uint64_t> paths);
  /// Makes the rows of a step; steps come in order.
  void advance(std::uint32_t step);

  /// z of a noise position, unit variance.
  const double* normal(std::size_t source) const { return correlated_[source]; }
  const double* mixing() const { return source_->mixing() ? mixing_[0] : nullptr; }
  const double* blend() const { return source_->plan().blend ? blend_[0] : nullptr; }
  std::size_t lanes() const { return paths_.size(); }

 private:
  template <class Real>
  void draw_quad(StreamId stream, std::uint32_t quad, Rows<Real>& rows, std::size_t first);
  void draw(std::uint32_t quad);
  template <class Real>
  void correlate(const Rows<Real>& draws, std::uint32_t lane_of_step);

  const NoiseSource* source_;
  NormalPrecision precision_;
  std::span<const std::uint64_t> paths_;
  Rows<float> single_;         ///< 4 rows per source, the blend's last
  Rows<double> full_;
  Rows<std::uint32_t> words_;  ///< 4 rows of the mixing variable
  Rows<double> correlated_;
  Rows<double> mixing_;
  Rows<double> blend_;
};

}  // namespace faultline
