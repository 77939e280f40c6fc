#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// Terminal values of some paths along a direction: V_i(g) = cash_i + sum_k e^{base_ki + slope_ki g}.
struct TerminalCurves {
  std::size_t paths = 0;
  std::size_t terms = 0;
  const double* base = nullptr;   ///< rows of `paths`, a row per term
  const double* slope = nullptr;  ///< >= 0 but on paths that are named as bent
  const double* cash = nullptr;
  const double* straight = nullptr;  ///< 0 on bent paths, else 1

  double base_of(std::size_t term, std::size_t path) const { return base[term * paths + path]; }
  double slope_of(std::size_t term, std::size_t path) const { return slope[term * paths + path]; }
};

/// A path with slopes of both signs, and where its V is lowest.
struct BentPath {
  std::size_t path = 0;
  double lowest = 0.0;
};

/// Finds the lowest point of a bent path.
BentPath bent_path(const TerminalCurves& curves, std::size_t path);

/// Where V stays at or below a level, and what follows from it for g standard normal. On a bent path, with
/// slopes of both signs, that is between two roots, else below one.
class TerminalSolver {
 public:
  /// `guess` holds roots of a level nearby, and takes those of this one.
  TerminalSolver(const TerminalCurves& curves, double level, std::vector<double>& guess)
      : curves_(curves),
        level_(level),
        root_(guess),
        low_(curves.paths),
        probability_(curves.paths),
        density_(curves.paths) {}

  void solve(std::span<const BentPath> bent);

  /// P(V <= level)
  double probability(std::size_t path) const { return probability_[path]; }
  /// its derivative by the level
  double density(std::size_t path) const { return density_[path]; }
  /// E[V; V <= level] on every path
  void partial_expectations(std::span<const BentPath> bent, std::span<double> out) const;

 private:
  void find_single_roots(const std::vector<double>& target);
  void find_roots(const std::vector<double>& target);
  struct Interval {
    double low = 0.0, high = 0.0;
    double probability() const;
  };
  Interval below(const BentPath& bent, double level) const;
  void solve_bent(const BentPath& bent);
  double newton(std::size_t path, double target, double from) const;

  TerminalCurves curves_;
  double level_;
  std::vector<double>& root_;
  std::vector<double> low_;  ///< of bent paths: the lower root
  std::vector<double> probability_, density_;
};

}  // namespace faultline
