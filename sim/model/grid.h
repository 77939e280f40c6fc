#pragma once

#include "language/fields.h"
#include "model/market.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// Most points a grid may have.
inline constexpr std::int64_t most_grid_points = 100'000;

/// Reads `horizon`, `step` and `report.horizons` and lays out the grid: the multiples of `step`, or without
/// it the report horizons and the horizon. Exact arithmetic; a time belongs to the grid when it lies within
/// 1e-9 years of a point.
void read_grid(const Node& root, Market& market, ReadContext& context);

/// The grid point of a time, if it is one.
std::optional<std::uint32_t> grid_point(const Grid& grid, ExactTime time);

/// What to use instead of a time that is not on the grid: "4w, or step: 1d".
std::string nearest_on_grid(const Grid& grid, ExactTime time);

/// A duration that must be repeated from 0 on: every multiple up to the horizon lies on the grid.
bool repeats_on_grid(const Grid& grid, ExactTime interval);

}  // namespace faultline
