#include "model/grid.h"

#include "core/same_time.h"
#include "language/number.h"
#include "model/codes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace faultline {
namespace {

std::string decimal(double value) {
  return fmt::format("{:.10g}", value);
}

/// k times a duration in its own unit: 3 times "2w" is "6w".
std::string multiple_text(const Duration& step, double k) {
  std::string digits;
  std::string unit;
  for (const char c : step.text) {
    if ((c >= '0' && c <= '9') || c == '.') digits += c;
    if (c >= 'a' && c <= 'z') unit += c;
  }
  return decimal(k * plain_decimal(digits).value_or(1.0)) + unit;
}

/// The multiple of `step` nearest to a time.
std::int64_t nearest_multiple(ExactTime step, ExactTime time) {
  const long double ratio =
      static_cast<long double>(time.numerator) * static_cast<long double>(step.denominator) /
      (static_cast<long double>(time.denominator) * static_cast<long double>(step.numerator));
  return std::llroundl(ratio);
}

bool is_multiple(ExactTime step, ExactTime time) {
  const std::int64_t k = nearest_multiple(step, time);
  return std::abs(static_cast<double>(k) * step.years() - time.years()) <= same_time;
}

struct GridReader {
  const Node& root;
  Market& market;
  ReadContext& context;

  std::optional<Duration> duration(const Node& node, const std::string& field, Diagnostics& problems) const {
    ParseContext parse{context.symbols, problems};
    auto value = parse_duration(node, field, parse);
    if (!value) return {};
    if (value->time.numerator > 0) return value;
    context.diagnostics.error(codes::duration_positive, node.where, field, "must be a positive duration");
    return {};
  }

  /// report.horizons, or a single duration there.
  std::vector<std::pair<Duration, SourceRange>> report_horizons() const {
    std::vector<std::pair<Duration, SourceRange>> out;
    const NodeEntry* report = root.find("report");
    const NodeEntry* horizons = report != nullptr ? report->value.find("horizons") : nullptr;
    if (horizons == nullptr) return out;
    Diagnostics unheard;  // the table of the report tells what cannot be read
    for (const Node& item : horizons->value.items)
      if (auto value = duration(item, "report.horizons", unheard)) out.emplace_back(*value, item.where);
    return out;
  }

  void read() {
    const NodeEntry* horizon = root.find("horizon");
    if (horizon == nullptr) return;  // reported as a missing field
    const auto end = duration(horizon->value, "horizon", context.diagnostics);
    const NodeEntry* step = root.find("step");
    std::optional<Duration> width;
    if (step != nullptr && !(width = duration(step->value, "step", context.diagnostics))) return;
    const auto listed = report_horizons();
    if (!end) return;
    market.grid.horizon = *end;
    market.grid.step = width;
    if (width) {
      lay_steps(*end, *width, horizon->value.where);
    } else {
      lay_horizons(*end, listed);
    }
    check_listed(*end, listed);
  }

  void lay_steps(const Duration& end, const Duration& step, SourceRange where) const {
    const std::int64_t points = nearest_multiple(step.time, end.time);
    if (points > most_grid_points) {
      context.diagnostics.error(codes::grid_too_fine, where, "step",
                                "the horizon has " + std::to_string(points) + " steps, at most " +
                                    std::to_string(most_grid_points) + " are possible",
                                "take a longer step");
      return;
    }
    if (points < 1 || !is_multiple(step.time, end.time)) {
      context.diagnostics.error(codes::off_grid, where, "horizon",
                                "'" + end.text + "' is not on the grid of steps of " + step.text,
                                "use " + nearest_on_grid(market.grid, end.time));
      return;
    }
    for (std::int64_t k = 0; k < points; ++k) market.grid.times.push_back(multiple(step.time, k));
    market.grid.times.push_back(multiple(step.time, points));
  }

  void lay_horizons(const Duration& end, const std::vector<std::pair<Duration, SourceRange>>& listed) const {
    std::vector<ExactTime>& times = market.grid.times;
    times = {ExactTime{}, end.time};
    for (const auto& [horizon, where] : listed)
      if (less(horizon.time, end.time)) times.push_back(horizon.time);
    std::sort(times.begin(), times.end(), less);
    times.erase(std::unique(times.begin(), times.end()), times.end());
  }

  void check_listed(const Duration& end, const std::vector<std::pair<Duration, SourceRange>>& listed) const {
    const Grid& grid = market.grid;
    for (std::size_t i = 0; i < listed.size(); ++i) {
      const auto& [horizon, where] = listed[i];
      if (horizon.time.years() > end.time.years() + same_time) {
        context.diagnostics.error(codes::beyond_horizon, where, "report.horizons",
                                  "'" + horizon.text + "' lies beyond the horizon of " + end.text);
      } else if (!grid.times.empty() && !grid_point(grid, horizon.time)) {
        context.diagnostics.error(codes::off_grid, where, "report.horizons",
                                  "'" + horizon.text + "' is not on the grid of steps of " + grid.step->text,
                                  "use " + nearest_on_grid(grid, horizon.time));
      }
      for (std::size_t j = 0; j < i; ++j)
        if (listed[j].first.time == horizon.time)
          context.diagnostics.error(codes::listed_twice, where, "report.horizons",
                                    "'" + horizon.text + "' is listed twice");
    }
  }
};

}  // namespace

void read_grid(const Node& root, Market& market, ReadContext& context) {
  GridReader{root, market, context}.read();
}

std::optional<std::uint32_t> grid_point(const Grid& grid, ExactTime time) {
  const double years = time.years();
  const auto found = std::lower_bound(grid.times.begin(), grid.times.end(), years - same_time,
                                      [](ExactTime point, double value) { return point.years() < value; });
  if (found == grid.times.end() || found->years() > years + same_time) return {};
  return static_cast<std::uint32_t>(found - grid.times.begin());
}

std::string nearest_on_grid(const Grid& grid, ExactTime time) {
  if (!grid.step) return "one of the report's horizons, or give a `step`";
  const std::int64_t k = std::max<std::int64_t>(1, nearest_multiple(grid.step->time, time));
  std::string text = multiple_text(*grid.step, static_cast<double>(k));
  for (const std::string_view finer : {"1q", "1m", "1w", "1d"}) {
    const ExactTime step = parse_duration(finer)->time;
    const bool fits =
        less(step, grid.step->time) && is_multiple(step, time) && is_multiple(step, grid.horizon.time);
    if (fits) return text + ", or step: " + std::string(finer);
  }
  return text;
}

bool repeats_on_grid(const Grid& grid, ExactTime interval) {
  if (grid.step) return is_multiple(grid.step->time, interval);
  for (std::int64_t k = 1; static_cast<double>(k) * interval.years() <= grid.horizon.time.years() + same_time;
       ++k)
    if (k > most_grid_points || !grid_point(grid, multiple(interval, k))) return false;
  return true;
}

}  // namespace faultline
