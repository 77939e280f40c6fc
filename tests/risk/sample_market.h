#pragma once

#include "faultline/tally.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace faultline::testing {

/// Fills a row with the columns of one path; must depend on the path alone.
using PathColumns = std::function<void(std::uint64_t path, std::vector<double>& row)>;

inline LeafSamples leaf_of(std::uint64_t leaf, std::uint64_t paths, std::size_t columns,
                           const PathColumns& fill) {
  LeafSamples samples;
  samples.leaf = leaf;
  samples.paths = static_cast<std::uint32_t>(std::min(leaf_paths, paths - leaf * leaf_paths));
  samples.values.assign(columns * leaf_paths, 0.0);
  std::vector<double> row(columns);
  for (std::uint64_t i = 0; i < samples.paths; ++i) {
    fill(leaf * leaf_paths + i, row);
    for (std::size_t c = 0; c < columns; ++c) samples.values[c * leaf_paths + i] = row[c];
  }
  return samples;
}

inline std::uint64_t leaf_count(std::uint64_t paths) {
  return (paths + leaf_paths - 1) / leaf_paths;
}

inline Tally tally_of(const Outputs& outputs, std::uint64_t paths, const PathColumns& fill,
                      bool exact = true) {
  Tally tally(outputs, {paths, exact ? paths * outputs.columns.size() : 1});
  for (std::uint64_t l = 0; l < leaf_count(paths); ++l)
    tally.add(leaf_of(l, paths, outputs.columns.size(), fill));
  return tally;
}

/// A uniform in (0, 1) that depends on its address alone.
inline double uniform_at(std::uint64_t path, std::uint64_t lane, std::uint64_t seed = 1) {
  std::uint64_t x =
      path * 0x9E3779B97F4A7C15ull ^ (lane + 1) * 0xD1B54A32D192ED03ull ^ seed * 0x8CB92BA72F3D8DD7ull;
  for (int round = 0; round < 3; ++round) {
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9ull;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBull;
    x ^= x >> 31;
  }
  return (static_cast<double>(x >> 11) + 0.5) * 0x1p-53;
}

/// A series with its four columns at one horizon, a condition, an indicator, a time that may never come and a
/// level.
///
///     0 return  1 drawdown  2 twin return  3 twin drawdown  4 condition  5 indicator  6 time  7 level
inline Outputs one_series_outputs() {
  Outputs outputs;
  outputs.title = "One series";
  outputs.steps = 52;
  outputs.columns.resize(8);
  outputs.columns[5].retain = Retain::moments;
  outputs.columns[4].retain = Retain::moments;
  outputs.horizons = {{"12m", 1.0, true}};
  outputs.series = {
      {"core", "portfolio", true, {{ColumnId{0}, ColumnId{1}, ColumnId{2}, ColumnId{3}, {}, {}}}}};
  outputs.given = {{"deal dies", ColumnId{4}}};
  outputs.conditions = {{"indicator", ColumnId{5}}};
  outputs.shocks = {{"curb",
                     "arrivals",
                     {{{"count"}, FigureKind::mean, ColumnId{7}},
                      {{"any"}, FigureKind::probability, ColumnId{5}},
                      {{"first"}, FigureKind::time, ColumnId{6}}}}};
  outputs.variables = {{"margin", {{{"level", "12m"}, FigureKind::level, ColumnId{7}}}}};
  outputs.confidence = {0.95, 0.99};
  outputs.losses = {0.1, 0.2, 0.3};
  return outputs;
}

/// Columns for one_series_outputs: a lognormal return hit by a jump of -20 % with probability 30 %.
inline void one_series_path(std::uint64_t path, std::vector<double>& row, std::uint64_t seed = 1) {
  const double radius = std::sqrt(-2.0 * std::log(uniform_at(path, 0, seed)));
  const double z = radius * std::cos(6.283185307179586 * uniform_at(path, 1, seed));
  const double u = uniform_at(path, 2, seed);
  const bool jump = u < 0.3;
  const double twin = std::expm1(0.05 + 0.25 * z);
  row[0] = jump ? (1.0 + twin) * 0.8 - 1.0 : twin;
  row[1] = std::max(0.0, -row[0]);
  row[2] = twin;
  row[3] = std::max(0.0, -twin);
  row[4] = z + u < -0.5 ? 1.0 : 0.0;
  row[5] = jump ? 1.0 : 0.0;
  row[6] = jump ? u / 0.3 : HUGE_VAL;
  row[7] = 0.4 + 0.1 * z;
}

}  // namespace faultline::testing
