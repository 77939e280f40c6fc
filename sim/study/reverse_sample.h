#pragma once

#include "faultline/reverse.h"
#include "study/reverse_cuts.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// A scenario that records what a reverse study reads and nothing else: no twin, no other figure. The columns
/// of the metrics come first.
struct ReverseScenario {
  CompiledScenario compiled;
  std::string title;
  std::string series;   ///< of the first metric
  std::string horizon;  ///< at which features are read
  double horizon_years = 0.0;
  bool ends_early = false;  ///< the paths go on after it
  std::uint64_t paths = 0;  ///< of the file
  std::uint64_t seed = 0;
  std::vector<Limit> limits;  ///< the metrics asked for, with their bounds
  struct Columns {
    std::uint32_t values = 0;
    std::optional<std::uint32_t> given;
  };
  std::vector<Columns> metrics;  ///< parallel to `limits`
  std::uint32_t metric_columns = 0;
  std::vector<std::string> assets;
  std::vector<std::uint32_t> asset_columns;  ///< of their returns at the horizon
  std::vector<Feature> features;
  std::vector<std::uint32_t> feature_columns;
};

/// What is asked of a scenario.
struct ReverseRequest {
  /// Texts of limits, given the market: one, whose horizon is that of everything, or several.
  std::function<std::vector<std::string>(const Market&)> limits;
  std::string source;             ///< what complaints about them call their source, "--limit"
  bool at_first_horizon = false;  ///< features and conditions are read at the horizon of the first metric
};

Result<ReverseScenario> prepare_reverse(const std::filesystem::path& file, const ReadOptions& read,
                                        const ReverseRequest& request, Sources& sources);

struct SumOfSquares {
  std::uint64_t n = 0;
  double sum = 0.0;
  double squares = 0.0;

  void add(double x) { ++n, sum += x, squares += x * x; }
  void merge(const SumOfSquares& other) { n += other.n, sum += other.sum, squares += other.squares; }
  Estimate mean() const;
};

/// What is kept of the paths of a run: a byte per feature and path.
struct ReverseSample {
  std::uint64_t paths = 0;
  std::uint64_t seed = 0;
  std::vector<std::vector<double>> metrics;  ///< per metric column, by path
  std::vector<CutFeature> features;
  std::vector<std::vector<std::uint8_t>> classes;  ///< per feature, by path
  std::vector<std::size_t> times;                  ///< features that are times
  std::vector<float> tail_times;                   ///< [years], by path of the tail and position in `times`
  std::vector<SumOfSquares> assets, tail_assets;
  std::vector<std::vector<double>> asset_returns;  ///< by path; without a tail only
};

/// Runs the paths. `in_tail` tells the tail by the first metric column; it may be empty. Features are cut by
/// their values on the first 65,536 paths. Throws RunError.
ReverseSample run_reverse(const ReverseScenario& scenario, const ReverseRunOptions& options,
                          const std::function<bool(double)>& in_tail);

}  // namespace faultline
