#pragma once

#include "core/sampling.h"
#include "random/bulk.h"
#include "random/sobol.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace faultline {

/// What the paths of a run draw, under its sampling.
///
/// plain: path p draws at address p (philox.h, bulk.h).
/// antithetic: paths 2 k and 2 k + 1 both draw at address k. The odd one has every normal negated and every
/// event uniform as 1 - u, both exact. The words of the Student-t mixing variable are common to both: given
/// them a step is symmetric, so that what is odd in the normals cancels to the last bit, which a mirrored
/// mixing variable would spoil.
/// sobol: number 0 of the event streams that have a coordinate is that of the path's quasi-random point,
/// (word + 1/2) 2^-32; all else is as in plain runs. What else is made of the points: engine/quasi_noise.h.
class PathDraws {
 public:
  /// Any sampling but sobol.
  PathDraws(BulkRandom random, Sampling sampling)
      : random_(random), antithetic_(sampling == Sampling::antithetic) {}
  /// sobol.
  PathDraws(BulkRandom random, std::shared_ptr<const SobolPoints> points)
      : random_(random), points_(std::move(points)) {}

  /// As the functions of BulkRandom. Blocks of whole pairs, in order, cost half of the draws.
  void normals(std::span<const StreamRows<float>> streams, std::uint32_t quad,
               std::span<const std::uint64_t> paths, std::size_t stride) const;
  void normals(std::span<const StreamRows<double>> streams, std::uint32_t quad,
               std::span<const std::uint64_t> paths, std::size_t stride) const;
  void uniform_words(StreamId stream, std::uint32_t quad, std::span<const std::uint64_t> paths,
                     std::uint32_t* rows, std::size_t stride) const;
  void event_uniforms(StreamId stream, std::uint32_t number, std::span<const std::uint64_t> paths,
                      double* out) const;
  void event_uniforms(StreamId stream, std::span<const std::uint32_t> numbers,
                      std::span<const std::uint64_t> paths, double* out) const;
  double event_uniform(std::uint64_t path, StreamId stream, std::uint32_t number) const {
    if (points_ && number == 0)
      if (const auto coordinate = points_->first_of(stream))
        return grid_uniform(points_->word(path, *coordinate));
    if (!antithetic_) return faultline::event_uniform(random_.keys(), path, stream, number);
    const double u = faultline::event_uniform(random_.keys(), path / 2, stream, number);
    return path % 2 == 0 ? u : 1.0 - u;
  }

  SeedKey key() const { return random_.key(); }
  SimdTarget target() const { return random_.target(); }

 private:
  BulkRandom random_;
  bool antithetic_ = false;
  std::shared_ptr<const SobolPoints> points_;
};

}  // namespace faultline
