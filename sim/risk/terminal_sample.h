#pragma once

#include "risk/tally_view.h"
#include "risk/terminal_solver.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// The terminal values of a series on the paths of a tally, each as a function of the position g along the
/// direction of its law (TerminalLaw), g standard normal and everything else as it was on the path:
///
///     V(g) = cash + sum_k e^{b_k + s_k g}
///
/// As a function of g it is convex, so V <= v holds on an interval. Work is spread over all cores in fixed
/// chunks; the same bits for any number of them.
class TerminalSample {
 public:
  /// Of all paths, or of those on which a condition holds. The tally keeps samples.
  TerminalSample(const TallyView& view, const TerminalLaw& law, std::uint32_t given);

  /// Numbers held per path.
  static constexpr std::size_t width(const TerminalLaw& law) { return 2 * law.terms.size() + 4; }

  std::size_t paths() const { return paths_; }

  /// A level as every path sees it, and the means of that.
  struct Level {
    double probability = 0.0;     ///< mean of P(V <= v)
    double density = 0.0;         ///< its derivative by v
    double partial = 0.0;         ///< mean of E[V; V <= v]
    std::vector<double> by_path;  ///< P(V <= v) on each path
    std::vector<double> partial_by_path;
  };
  enum class Extent : std::uint8_t {
    sketch,   ///< means over the first paths only
    means,    ///< probability and density over all
    by_path,  ///< and path by path
    partial,  ///< and the partial expectations
  };
  Level at(double value, Extent extent);

  /// E[(V - 1)^k], k = 1 to 4, on each path; NaN where k s is above 29.9 for some slope s.
  std::array<std::vector<double>, 4> raw_moments() const;
  /// The values of the paths as they were simulated.
  std::vector<double> simulated() const;

 private:
  struct Chunk {
    std::size_t n = 0;
    std::vector<double> base, slope;  ///< rows of n, a row per term; slopes are mirrored to be >= 0
    std::vector<double> cash;
    std::vector<double> value;  ///< as simulated
    std::vector<double> root;   ///< where V reached the last level asked for
    std::vector<BentPath> bent;
    std::vector<double> straight;  ///< 0 on them, else 1
  };
  struct Sums {
    double probability = 0.0, density = 0.0, partial = 0.0;
  };

  void build(const KeptLeaf& leaf, const TallyView& view, const TerminalLaw& law, std::uint32_t given);
  void straighten(Chunk& chunk) const;
  TerminalCurves curves_of(const Chunk& chunk) const {
    return {chunk.n, terms_, chunk.base.data(), chunk.slope.data(), chunk.cash.data(), chunk.straight.data()};
  }

  std::size_t terms_;
  std::size_t paths_ = 0;
  std::vector<std::size_t> first_;  ///< path of each chunk
  std::vector<Chunk> chunks_;
};

}  // namespace faultline
