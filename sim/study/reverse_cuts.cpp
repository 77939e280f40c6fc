#include "study/reverse_cuts.h"

#include "core/contract.h"
#include "language/number.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr std::size_t quantile_steps = 128;
constexpr double most_counts = 40.0;
constexpr double infinity = std::numeric_limits<double>::infinity();

Cut cut_at(const std::string& text) {
  const bool negative = text.starts_with('-');
  const double size = read_number(std::string_view(text).substr(negative ? 1 : 0)).value;
  return {negative ? -size : size, text};
}

/// 1, 2 or 5 times a power of ten, at most x > 0.
double round_step(double x) {
  const double power = std::pow(10.0, std::floor(std::log10(x)));
  for (const double digit : {5.0, 2.0})
    if (digit * power <= x) return digit * power;
  return power;
}

/// Near a number, where its neighbours lie `room` apart.
std::string readable(double x, double room, const std::string& unit) {
  const double scale = unit == "%" ? 100.0 : 1.0;
  double shown = x * scale;
  if (room > 0.0) {
    const double step = round_step(room * scale);
    shown = std::round(shown / step) * step;
  }
  const std::string text = fmt::format("{:.6g}{}", shown + 0.0, unit);
  return text.starts_with("-0" + unit) && text.size() == 2 + unit.size() ? text.substr(1) : text;
}

std::vector<Cut> cut_numbers(const std::vector<double>& sorted, const std::string& unit) {
  std::vector<Cut> cuts;
  if (sorted.empty()) return cuts;
  const auto quantile = [&](std::size_t i) {
    return sorted[std::min(sorted.size() - 1, i * sorted.size() / quantile_steps)];
  };
  for (std::size_t i = 1; i < quantile_steps; ++i)
    cuts.push_back(cut_at(readable(quantile(i), quantile(i + 1) - quantile(i - 1), unit)));
  return cuts;
}

std::vector<Cut> cut_counts(const std::vector<double>& sorted) {
  std::vector<Cut> cuts;
  const double most = sorted.empty() ? 1.0 : sorted.back();
  for (double k = 1.0; k <= std::min(most, most_counts); ++k) cuts.push_back(cut_at(fmt::format("{}", k)));
  for (std::size_t i = 1; most > most_counts && i < quantile_steps; ++i)
    cuts.push_back(cut_at(fmt::format("{}", std::round(sorted[i * sorted.size() / quantile_steps]))));
  return cuts;
}

struct TimeGrid {
  double per_year;
  int step;
  const char* unit;
};

TimeGrid time_grid(double horizon) {
  if (horizon < 0.2) return {252.0, 1, "d"};
  if (horizon < 0.9) return {52.0, 1, "w"};
  if (horizon < 4.9) return {12.0, 1, "m"};
  if (horizon < 20.0) return {4.0, 1, "q"};
  return {1.0, static_cast<int>(std::ceil(horizon / 60.0)), "y"};
}

std::vector<Cut> cut_times(double horizon) {
  const TimeGrid grid = time_grid(horizon);
  std::vector<Cut> cuts;
  for (int k = grid.step; k < horizon * grid.per_year - 1e-9; k += grid.step)
    cuts.push_back(cut_at(fmt::format("{}{}", k, grid.unit)));
  cuts.push_back({infinity, ""});
  return cuts;
}

/// What a number turns out to be.
FeatureKind kind_of(const std::vector<double>& sorted) {
  if (sorted.empty() || sorted.front() < 0.0 || sorted.back() > 20.0) return FeatureKind::number;
  for (const double x : sorted)
    if (x != std::round(x)) return FeatureKind::number;
  return sorted.back() <= 1.0 ? FeatureKind::flag : FeatureKind::count;
}

}  // namespace

std::uint8_t CutFeature::class_of(double x) const {
  const auto after = std::upper_bound(cuts.begin(), cuts.end(), x,
                                      [](double value, const Cut& cut) { return value < cut.value; });
  return static_cast<std::uint8_t>(after - cuts.begin());
}

std::uint8_t CutFeature::class_from(double x) const {
  std::size_t best = 0;
  for (std::size_t k = 1; k < cuts.size(); ++k)
    if (std::fabs(cuts[k].value - x) < std::fabs(cuts[best].value - x)) best = k;
  return static_cast<std::uint8_t>(best + 1);
}

CutFeature cut_feature(Feature feature, std::vector<double> sample, double horizon) {
  std::sort(sample.begin(), sample.end());
  if (feature.kind == FeatureKind::number && (feature.unit.empty() || feature.unit == "%")) {
    feature.kind = kind_of(sample);
    if (feature.kind != FeatureKind::number) feature.unit.clear();
  }
  CutFeature out;
  switch (feature.kind) {
    case FeatureKind::flag:
      out.cuts = {{feature.figure.empty() ? 1.0 : std::numeric_limits<double>::min(), "1"}};
      break;
    case FeatureKind::count:
      out.cuts = cut_counts(sample);
      break;
    case FeatureKind::time:
      out.cuts = cut_times(horizon);
      break;
    case FeatureKind::number:
      if (feature.zero_is_none)
        sample.erase(sample.begin(), std::upper_bound(sample.begin(), sample.end(), 0.0));
      while (!sample.empty() && std::isinf(sample.back())) sample.pop_back();
      out.cuts = cut_numbers(sample, feature.unit);
      break;
  }
  const auto below = [](const Cut& a, const Cut& b) { return a.value < b.value; };
  const auto same = [](const Cut& a, const Cut& b) { return a.value == b.value; };
  std::sort(out.cuts.begin(), out.cuts.end(), below);
  out.cuts.erase(std::unique(out.cuts.begin(), out.cuts.end(), same), out.cuts.end());
  if (out.cuts.empty()) out.cuts = {cut_at("1" + feature.unit)};
  FAULTLINE_EXPECT(out.cuts.size() < 256);
  out.feature = std::move(feature);
  return out;
}

std::string condition_text(const CutFeature& cut, std::uint8_t low, std::uint8_t high) {
  const Feature& feature = cut.feature;
  const auto last = static_cast<std::uint8_t>(cut.cuts.size());
  if (feature.kind == FeatureKind::flag)
    return low == 1 ? feature.expression : (feature.for_rules ? "not " : "without ") + feature.expression;
  if (feature.kind == FeatureKind::count && low == high && high < last) {
    const double from = low == 0 ? 0.0 : cut.cuts[low - 1u].value;
    if (cut.cuts[high].value == from + 1.0) return fmt::format("{} == {}", feature.expression, from);
  }
  std::string text;
  if (low > 0) {
    const Cut& from = cut.cuts[low - 1u];
    text = std::isinf(from.value) ? "not " + feature.happened
                                  : fmt::format("{} >= {}", feature.expression, from.text);
  }
  if (high < last) {
    const Cut& to = cut.cuts[high];
    if (!text.empty()) text += " and ";
    text += std::isinf(to.value) ? feature.happened : fmt::format("{} < {}", feature.expression, to.text);
  }
  return text;
}

}  // namespace faultline
