#pragma once

#include "faultline/risk_report.h"
#include "risk/estimators.h"
#include "risk/tally_view.h"

#include <array>
#include <optional>

namespace faultline {

/// The quantiles every table shows.
inline constexpr std::array<double, 15> quantile_levels = {0.001, 0.005, 0.01, 0.025, 0.05, 0.1,   0.25, 0.5,
                                                           0.75,  0.9,   0.95, 0.975, 0.99, 0.995, 0.999};

/// A conditional figure of order with fewer observations beyond it is marked unreliable.
inline constexpr double reliable_observations = 100.0;

/// The two columns of a series at a horizon.
struct SeriesUse {
  std::optional<ColumnId> simple_return;
  std::optional<ColumnId> drawdown;
};

/// Everything asked of a series at a horizon, on all paths or under a condition.
Figures read_figures(const TallyView& view, SeriesUse use, std::uint32_t given, const Outputs& outputs);

/// With minus without. Errors are paired: of means and probabilities by the sample of differences, of
/// everything else the standard deviation of the differences in 40 batches of paths (path number mod 40) over
/// sqrt(40).
Figures read_change(const TallyView& view, SeriesUse with, SeriesUse without, const Figures& figures_with,
                    const Figures& figures_without);

/// Order statistics of one column, or estimates without a value where it has no paths or keeps no samples.
std::vector<Estimate> read_order(const TallyView& view, ColumnUse use, const OrderLevels& levels);

}  // namespace faultline
