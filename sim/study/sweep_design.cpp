#include "faultline/sweep.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <random>

#include <boost/random/sobol.hpp>
#include <fmt/format.h>

namespace faultline {
namespace {

constexpr std::size_t most_points = 10'000'000;

/// Pieces between separators that stand outside brackets.
std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> pieces(1);
  int depth = 0;
  for (const char c : text) {
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    if (c == separator && depth == 0)
      pieces.emplace_back();
    else
      pieces.back() += c;
  }
  for (std::string& piece : pieces) {
    piece.erase(0, std::min(piece.find_first_not_of(' '), piece.size()));
    piece.erase(piece.find_last_not_of(' ') + 1);
  }
  return pieces;
}

/// "-3.5%" is a number and its unit; none when it does not begin with a number.
std::optional<std::pair<double, std::string>> number_and_unit(const std::string& text) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  return std::pair{value, std::string(rest, end)};
}

double between(const SweepAxis::Span& span, double share) {
  if (share <= 0.0) return span.lower;
  if (share >= 1.0) return span.upper;
  if (span.logarithmic) return std::exp(std::lerp(std::log(span.lower), std::log(span.upper), share));
  return std::lerp(span.lower, span.upper, share);
}

std::string text_of(const SweepAxis::Span& span, double share) {
  return fmt::format("{:.12g}{}", between(span, share), span.unit);
}

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  throw SweepRequestError(
      fmt::format("'{}' {}; write NAME=lo:hi:n, NAME=log:lo:hi:n or NAME=a,b,c", text, why));
}

SweepAxis::Span read_span(std::string_view text, const std::string& from, const std::string& to) {
  const auto lower = number_and_unit(from), upper = number_and_unit(to);
  if (!lower || !upper) refuse(text, "does not run from a number to a number");
  SweepAxis::Span span{lower->first, upper->first, upper->second, false};
  if (lower->second != upper->second && !(lower->second.empty() && lower->first == 0.0))
    refuse(text, "has two units");
  return span;
}

/// The text at `u` in [0, 1) of an axis: of a list the item whose share u falls into.
std::string draw(const SweepAxis& axis, double u) {
  if (axis.span) return text_of(*axis.span, u);
  const auto item = static_cast<std::size_t>(u * static_cast<double>(axis.values.size()));
  return axis.values[std::min(item, axis.values.size() - 1)];
}

void need_values(const std::vector<SweepAxis>& axes) {
  for (const SweepAxis& axis : axes)
    if (axis.values.empty())
      throw SweepRequestError(fmt::format("'{}' needs a number of points: {}=lo:hi:n", axis.name, axis.name));
}

std::vector<SweepPoint> grid(const std::vector<SweepAxis>& axes) {
  need_values(axes);
  std::vector<SweepPoint> all(1);
  for (const SweepAxis& axis : axes) {
    if (all.size() > most_points / axis.values.size())
      throw SweepRequestError(fmt::format("the grid has more than {} points", most_points));
    std::vector<SweepPoint> longer;
    for (const SweepPoint& head : all) {
      for (const std::string& value : axis.values) {
        longer.push_back(head);
        longer.back().emplace_back(value);
      }
    }
    all = std::move(longer);
  }
  return all;
}

std::vector<SweepPoint> one_at_a_time(const std::vector<SweepAxis>& axes) {
  need_values(axes);
  std::vector<SweepPoint> all{SweepPoint(axes.size())};
  for (std::size_t a = 0; a < axes.size(); ++a) {
    for (const std::string& value : axes[a].values) {
      all.emplace_back(axes.size());
      all.back()[a] = value;
    }
  }
  return all;
}

std::vector<SweepPoint> latin_hypercube(const std::vector<SweepAxis>& axes, std::size_t points,
                                        std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  const auto uniform = [&] { return static_cast<double>(bits() >> 11) * 0x1p-53; };
  std::vector<SweepPoint> all(points, SweepPoint(axes.size()));
  std::vector<std::size_t> row(points);
  for (std::size_t a = 0; a < axes.size(); ++a) {
    std::iota(row.begin(), row.end(), std::size_t{0});
    // By hand, since std::shuffle may differ from library to library.
    for (std::size_t i = points - 1; i > 0; --i)
      std::swap(row[i], row[static_cast<std::size_t>(uniform() * static_cast<double>(i + 1))]);
    for (std::size_t i = 0; i < points; ++i)
      all[i][a] = draw(axes[a], (static_cast<double>(row[i]) + uniform()) / static_cast<double>(points));
  }
  return all;
}

std::vector<SweepPoint> sobol(const std::vector<SweepAxis>& axes, std::size_t points) {
  boost::random::sobol engine(axes.size());
  std::vector<SweepPoint> all(points, SweepPoint(axes.size()));
  for (SweepPoint& point : all)
    for (std::size_t a = 0; a < axes.size(); ++a)
      point[a] = draw(axes[a], static_cast<double>(engine()) * 0x1p-64);
  return all;
}

}  // namespace

SweepAxis parse_axis(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) refuse(text, "names nothing to vary");
  SweepAxis axis;
  axis.name = text.substr(0, equals);
  if (axis.name == "run.seed" || axis.name == "run.paths")
    throw SweepRequestError(fmt::format("'{}' is the same for all points: --seed, --paths", axis.name));
  std::vector<std::string> parts = split(text.substr(equals + 1), ':');
  const bool logarithmic = parts.size() > 1 && parts.front() == "log";
  if (logarithmic) parts.erase(parts.begin());
  if (parts.size() == 1 && !logarithmic) {
    axis.values = split(parts.front(), ',');
    if (std::any_of(axis.values.begin(), axis.values.end(), [](const std::string& v) { return v.empty(); }))
      refuse(text, "has an empty value");
    return axis;
  }
  if (parts.size() < 2 || parts.size() > 3) refuse(text, "is not a range");
  axis.span = read_span(text, parts[0], parts[1]);
  axis.span->logarithmic = logarithmic;
  if (logarithmic && (axis.span->lower <= 0.0 || axis.span->upper <= 0.0))
    refuse(text, "takes logarithms of numbers that are not positive");
  if (parts.size() == 2) return axis;
  std::size_t n = 0;
  const char* end = parts[2].data() + parts[2].size();
  const auto [rest, error] = std::from_chars(parts[2].data(), end, n);
  if (error != std::errc() || rest != end || n < 1 || n > 1'000'000)
    refuse(text, "has no sensible number of points");
  for (std::size_t i = 0; i < n; ++i)
    axis.values.push_back(
        text_of(*axis.span, n == 1 ? 0.0 : static_cast<double>(i) / static_cast<double>(n - 1)));
  return axis;
}

std::vector<SweepPoint> sweep_points(SweepDesign design, const std::vector<SweepAxis>& axes,
                                     std::size_t points, std::uint64_t seed) {
  if (axes.empty()) throw SweepRequestError("nothing to vary");
  for (std::size_t a = 0; a < axes.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      if (axes[a].name == axes[b].name)
        throw SweepRequestError(fmt::format("'{}' is varied twice", axes[a].name));
  if (points < 1 || points > most_points) throw SweepRequestError("no sensible number of points");
  for (const SweepAxis& axis : axes)
    if (axis.values.empty() && !axis.span)
      throw SweepRequestError(fmt::format("'{}' has no values", axis.name));
  switch (design) {
    case SweepDesign::grid:
      return grid(axes);
    case SweepDesign::oat:
      return one_at_a_time(axes);
    case SweepDesign::lhs:
      return latin_hypercube(axes, points, seed);
    default:
      return sobol(axes, points);
  }
}

}  // namespace faultline
