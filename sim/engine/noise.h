#pragma once

#include "engine/kernels.h"
#include "engine/noise_rows.h"
#include "engine/quasi_noise.h"
#include "engine/rows.h"
#include "faultline/plan.h"
#include "faultline/simulate.h"
#include "random/mixing.h"
#include "random/path_draws.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace faultline {

/// What a run's noise is made of, shared by all workers: `rows` are all that its plans read.
class NoiseSource {
 public:
  /// `quasi` is there for quasi-random points.
  NoiseSource(const Plan& plan, NoiseRows rows, PathDraws draws,
              std::shared_ptr<const QuasiPlan> quasi = nullptr);

  /// Streams of the normals that some row reads, with their input.
  struct Input {
    std::size_t input;
    StreamId stream;
  };
  const std::vector<Input>& inputs() const { return inputs_; }
  StreamId mixing_stream() const { return plan_->noise.mixing_stream; }
  std::uint32_t steps() const { return plan_->steps(); }
  const NoiseRows& rows() const { return rows_; }
  const std::vector<std::uint32_t>& wide_rows() const { return wide_rows_; }
  const PathDraws& draws() const { return draws_; }
  const Kernels& kernels() const { return kernels_of(draws_.target()); }
  const MixingTable* mixing() const { return mixing_ ? &*mixing_ : nullptr; }
  const QuasiPlan* quasi() const { return quasi_.get(); }

  static constexpr std::uint32_t no_row = ~std::uint32_t{0};
  std::uint32_t row_of_source(std::size_t source) const { return row_of_source_[source]; }
  std::uint32_t row_of_blend() const { return row_of_source_.back(); }

 private:
  const Plan* plan_;
  NoiseRows rows_;
  std::vector<Input> inputs_;
  std::vector<std::uint32_t> wide_rows_;
  PathDraws draws_;
  std::shared_ptr<const QuasiPlan> quasi_;
  std::optional<MixingTable> mixing_;
  std::vector<std::uint32_t> row_of_source_;
};

/// The noise of one block of paths, step by step: combinations of normals, the Student-t mixing factor. Both
/// the scenario and its twin without shocks read it. Combinations are made for a quad of steps at once.
class BlockNoise {
 public:
  BlockNoise(const NoiseSource& source, std::size_t capacity, NormalPrecision precision);

  void start(std::span<const std::uint64_t> paths);
  /// Makes the rows of a step; steps come in order.
  void advance(std::uint32_t step);

  NormalPrecision precision() const { return precision_; }
  /// No normal is larger in size; infinite for quasi-random points.
  double largest_normal() const;
  /// Combination r in step j of the present quad at row 4 r + j: those of the run's precision are there.
  const Rows<float>& single_rows() const { return single_rows_; }
  const Rows<double>& full_rows() const { return full_rows_; }

  /// z of a noise position that is read in double precision, unit variance.
  const double* normal(std::size_t source) const { return wide(source_->row_of_source(source)); }
  const double* blend() const { return wide(source_->row_of_blend()); }
  const double* mixing() const { return source_->mixing() ? mixing_[0] : nullptr; }
  /// A row that is read in double precision.
  const double* row(std::uint32_t r) const { return wide(r); }
  std::size_t lanes() const { return padded_lanes(paths_.size()); }

  /// x += mean + scale * row, by the kernel of the run's precision.
  void move(std::uint32_t row, const Motion& motion, double* x, double* price) const;

 private:
  void draw(std::uint32_t step);
  template <class Real>
  void draw_normals(std::uint32_t step, std::size_t steps, const std::vector<StreamRows<Real>>& streams,
                    Rows<Real>& normals);
  const double* wide(std::uint32_t row) const {
    return precision_ == NormalPrecision::full ? full_rows_[steps_per_quad * row + within_] : wide_[row];
  }

  const NoiseSource* source_;
  NormalPrecision precision_;
  std::span<const std::uint64_t> paths_;
  std::size_t within_ = 0;  ///< the quad: the present step
  Rows<float> single_;      ///< normals: 4 rows per input
  Rows<double> full_;
  std::vector<StreamRows<float>> single_streams_;  ///< where they are drawn
  std::vector<StreamRows<double>> full_streams_;
  std::optional<MixTable<float>> single_table_;
  std::optional<MixTable<double>> full_table_;
  Rows<float> single_rows_;
  Rows<double> full_rows_;
  Rows<double> wide_;          ///< those of the step that are read in double precision but made in single
  Rows<std::uint32_t> words_;  ///< 4 rows of the mixing variable
  Rows<double> mixing_;
  std::optional<QuasiNoise> quasi_;
};

}  // namespace faultline
