#include "report/text_numbers.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace faultline {

namespace {

constexpr int most_decimals = 8;
constexpr int most_digits = 6;  ///< of a value, however small its error

int exponent_of(double x) {
  return static_cast<int>(std::floor(std::log10(x)));
}

int decimals_for(double error, double value) {
  if (!(error > 0.0) || !std::isfinite(error)) return 2;
  const int exponent = exponent_of(error);
  const bool begins_with_one = error < 1.95 * std::pow(10.0, exponent);
  const double size = std::max({std::fabs(value), error, 1e-2});
  const int most = std::clamp(most_digits - 1 - exponent_of(size), 2, most_decimals);
  return std::clamp(begins_with_one ? 1 - exponent : -exponent, 0, most);
}

std::string fixed(double x, int decimals) {
  std::string text = fmt::format("{:.{}f}", x, decimals);
  const bool zero = text.find_first_not_of("-0.") == std::string::npos;
  if (zero && text.front() == '-') text.erase(0, 1);
  return text;
}

}  // namespace

NumberText number_text(const Estimate& estimate, double scale) {
  if (!estimate.exists()) return {"-", ""};
  const double error = estimate.standard_error * scale;
  const int decimals = decimals_for(error, estimate.value * scale);
  std::string mark = estimate.unreliable ? "?" : "";
  return {fixed(estimate.value * scale, decimals) + mark, std::isnan(error) ? "" : fixed(error, decimals)};
}

NumberText percent_text(const Estimate& estimate) {
  return number_text(estimate, 100.0);
}

std::string joined(const NumberText& number) {
  return number.error.empty() ? number.value : number.value + " ± " + number.error;
}

std::string grouped(std::uint64_t n) {
  const std::string digits = std::to_string(n);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text.push_back(',');
    text.push_back(digits[i]);
  }
  return text;
}

TimeUnit natural_unit(double years) {
  if (years < 2.0 / 12.0) return {"weeks", 52.0};
  if (years < 2.0) return {"months", 12.0};
  return {"years", 1.0};
}

std::size_t display_width(const std::string& utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

}  // namespace faultline
