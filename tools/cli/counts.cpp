#include "counts.h"

#include "failures.h"
#include "random/bulk.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace faultline::cli {
namespace {

struct Scaled {
  double value = 0.0;
  std::string_view unit;
};

/// The number at the beginning of `text`; whatever follows is its unit.
std::optional<Scaled> read_scaled(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  Scaled scaled;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), scaled.value);
  if (error != std::errc()) return std::nullopt;
  scaled.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  return scaled;
}

/// `_` may stand between digits.
std::optional<std::string> without_grouping(const std::string& text) {
  const auto is_digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '_' && (i == 0 || !is_digit(i - 1) || !is_digit(i + 1))) return std::nullopt;
  std::string plain = text;
  std::erase(plain, '_');
  return plain;
}

std::optional<double> scale_of(std::string_view unit) {
  if (unit.empty()) return 1.0;
  if (unit == "k") return 1e3;
  if (unit == "M") return 1e6;
  if (unit == "G") return 1e9;
  return std::nullopt;
}

std::optional<double> seconds_of(std::string_view unit) {
  if (unit.empty() || unit == "s") return 1.0;
  if (unit == "min") return 60.0;
  if (unit == "h") return 3600.0;
  return std::nullopt;
}

struct Whole {
  std::uint64_t value = 0;
  bool too_large = false;
};

/// Plain digits are exact over the whole range of 64 bits; other forms are exact up to 2^53.
std::optional<Whole> whole_number(const std::string& plain) {
  std::uint64_t exact = 0;
  const char* end = plain.data() + plain.size();
  const auto [stopped, error] = std::from_chars(plain.data(), end, exact);
  if (error == std::errc() && stopped == end) return Whole{exact};
  if (error == std::errc::result_out_of_range && stopped == end) return Whole{0, true};
  const std::optional<Scaled> scaled = read_scaled(plain);
  const std::optional<double> scale = scaled ? scale_of(scaled->unit) : std::nullopt;
  if (!scale) return std::nullopt;
  const double value = scaled->value * *scale;
  if (value != std::floor(value)) return std::nullopt;
  if (value > 0x1p53) return Whole{0, true};
  return Whole{static_cast<std::uint64_t>(value)};
}

}  // namespace

std::uint64_t parse_count(const std::string& text, const std::string& option, std::uint64_t least,
                          std::uint64_t most) {
  const std::optional<std::string> plain = without_grouping(text);
  const std::optional<Whole> count = plain ? whole_number(*plain) : std::nullopt;
  if (!count)
    throw UsageError(
        fmt::format("{}: '{}' is not a whole number; write 100000, 100_000, 1e6 or 1M", option, text));
  if (count->too_large || count->value < least || count->value > most)
    throw UsageError(fmt::format("{}: {} is outside {} to {}", option, text, least, most));
  return count->value;
}

std::uint64_t parse_seed(const std::string& text) {
  return parse_count(text, "--seed", 0, std::numeric_limits<std::uint64_t>::max());
}

int parse_threads(const std::string& text) {
  return static_cast<int>(parse_count(text, "--threads", 1, 1024));
}

std::string parse_simd(const std::string& text) {
  try {
    chosen_simd_target(text);
  } catch (const std::invalid_argument& refused) {
    throw UsageError(fmt::format("--simd: {}", refused.what()));
  }
  return text;
}

std::optional<Fraction> read_fraction(const std::string& text) {
  Fraction fraction;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, fraction.value);
  if (error != std::errc()) return std::nullopt;
  fraction.percent = rest != end && *rest == '%';
  if (rest + fraction.percent != end) return std::nullopt;
  if (fraction.percent) fraction.value /= 100.0;
  return fraction;
}

double parse_seconds(const std::string& text, const std::string& option) {
  const std::optional<Scaled> scaled = read_scaled(text);
  const std::optional<double> unit = scaled ? seconds_of(scaled->unit) : std::nullopt;
  if (!unit || !(scaled->value > 0.0) || !std::isfinite(scaled->value))
    throw UsageError(fmt::format("{}: '{}' is not a time; write 60s, 5min or 2h", option, text));
  return scaled->value * *unit;
}

}  // namespace faultline::cli
