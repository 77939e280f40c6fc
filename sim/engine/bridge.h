#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// Brownian motion on a grid, by bisection: first at the last grid point, then at the point nearest to the
/// middle of each stretch, given its ends; up to 8 points. In between step by step, given the motion at the
/// next of them.
///
///     W(t) given W(l), W(r):  ((r - t) W(l) + (t - l) W(r)) / (r - l) + sqrt((t - l) (r - t) / (r - l)) n
///
/// Levy (1940); Moskowitz and Caflisch (1996), Smoothness and dimension reduction in quasi-Monte Carlo
/// methods, Math. Comput. Model. 23. Exact on any grid: the increments are independent, whatever its steps.
class Bridge {
 public:
  static constexpr std::uint32_t start = ~std::uint32_t{0};  ///< the motion is 0 there

  /// A point with the earlier ones it lies between (`right` is the point itself for the last grid point).
  struct Node {
    std::uint32_t point = 0;  ///< of the grid
    std::uint32_t left = start, right = start;
    double from_left = 0.0, from_right = 0.0, sd = 0.0;
  };
  /// A step of the grid: with D left to go to the next node, R its time,
  ///     z = D sqrt(dt) / R + sqrt(1 - dt / R) n,   D -= sqrt(dt) z
  struct Step {
    double carried = 0.0, fresh = 0.0, sqrt_dt = 0.0;
    std::uint32_t node = 0;        ///< the next one
    std::uint32_t before = start;  ///< the node at the start of the stretch
    bool opens = false;            ///< first step of the stretch
  };

  /// Grid points 0 = t_0 < ... < t_K, K >= 1; `most_nodes` >= 1.
  explicit Bridge(std::span<const double> times, std::size_t most_nodes = 8);

  const std::vector<Node>& nodes() const { return nodes_; }  ///< the most important first
  const Step& step(std::size_t k) const { return steps_[k]; }

 private:
  std::vector<Node> nodes_;
  std::vector<Step> steps_;
};

}  // namespace faultline
