#pragma once

#include "engine/bridge.h"
#include "engine/noise_rows.h"
#include "engine/prepared_plan.h"
#include "engine/rows.h"
#include "faultline/plan.h"
#include "faultline/simulate.h"
#include "random/normal_table.h"
#include "random/sobol.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace faultline {

/// Which coordinates of the quasi-random points a scenario's draws take:
///
///     d:      the run's Brownian motions at the last grid point, d of them
///     events: number 0 of every event stream: drawn parameters, clocks, then the actions' draws
///     7 d:    the motions at the other nodes of the bridge
///
/// Everything else is drawn as in a plain run. The d motions are those of the noise's inputs turned by an
/// orthogonal matrix: the first is that of the first portfolio's log return as it would be without shocks,
/// the next that part of the second portfolio's which the first leaves, and so on; then the assets', then the
/// inputs'.
class QuasiPlan {
 public:
  /// `motions` and `rows` are those of the prepared plan.
  QuasiPlan(const Plan& plan, const PreparedPlan& prepared, const NoiseRows& rows, SeedKey key);

  const std::shared_ptr<const SobolPoints>& points() const { return points_; }
  const Bridge& bridge() const { return bridge_; }
  const NormalTable& normals() const { return normals_; }
  const std::vector<std::uint32_t>& inputs() const { return inputs_; }
  /// Weight of motion j in input i of inputs().
  double turn(std::size_t i, std::size_t j) const { return turn_[i * inputs_.size() + j]; }
  std::size_t coordinate(std::size_t node, std::size_t motion) const {
    return node == 0 ? motion : after_events_ + (node - 1) * inputs_.size() + motion;
  }

 private:
  std::vector<std::uint32_t> inputs_;  ///< that some row of noise needs
  std::vector<double> turn_;
  Bridge bridge_;
  NormalTable normals_;
  std::size_t after_events_ = 0;
  std::shared_ptr<const SobolPoints> points_;
};

/// The motions of one block of paths: turns its plain normals, step by step, into those that lead to the
/// nodes.
class QuasiNoise {
 public:
  QuasiNoise(const QuasiPlan& plan, std::size_t capacity, NormalPrecision precision);

  void start(std::span<const std::uint64_t> paths);
  /// Row k of the needed inputs' normals of a step stands at rows + inputs()[k] * stride.
  void lead(std::uint32_t step, float* rows, std::size_t stride, std::size_t lanes) {
    lead(step, rows, stride, lanes, single_left_);
  }
  void lead(std::uint32_t step, double* rows, std::size_t stride, std::size_t lanes) {
    lead(step, rows, stride, lanes, left_);
  }

 private:
  template <class Real>
  void lead(std::uint32_t step, Real* rows, std::size_t stride, std::size_t lanes, Rows<Real>& left_to_go);
  double* motion(std::size_t node, std::size_t input) { return motions_[node * inputs_ + input]; }

  const QuasiPlan* plan_;
  std::size_t inputs_;
  Rows<double> motions_;     ///< at the nodes, by input
  Rows<float> single_left_;  ///< to go to the next node
  Rows<double> left_;
  Rows<double> normals_;  ///< of a node, before they are turned
  std::vector<std::uint32_t> words_;
};

}  // namespace faultline
