#include "explain/words.h"

#include "language/number.h"
#include "model/laws.h"
#include "model/percent.h"
#include "shocks/start_values.h"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

namespace faultline {
namespace {

/// Fixed decimals without trailing zeros or a minus before nothing.
std::string trimmed_number(double x, int decimals) {
  std::string text = fmt::format("{:.{}f}", x, decimals);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

std::string counted(double n, const char* unit) {
  const std::string text = trimmed_number(n, n < 10.0 ? 1 : 0);
  return fmt::format("{} {}{}", text, unit, text == "1" ? "" : "s");
}

/// The text behind a value, where it says more than the value.
std::string symbol_or_literal(const Quantity& quantity) {
  const std::size_t sign = quantity.text.starts_with('-') ? 1 : 0;
  const bool literal = is_number_literal(quantity.text.substr(sign));
  return literal || quantity.text.empty() ? std::string() : " (" + quantity.text + ")";
}

}  // namespace

std::string percent_words(double fraction) {
  const double percent = 100.0 * fraction;
  if (!(std::abs(percent) < 1e6)) return fmt::format("{:.3g}%", percent);
  return trimmed_number(percent, std::abs(percent) < 0.995 ? 2 : 1) + "%";
}

std::string number_words(double number) {
  if (std::isinf(number)) return number > 0.0 ? "never" : "-infinity";
  return std::abs(number) < 1e-4 || std::abs(number) >= 1e6 ? fmt::format("{:.4g}", number)
                                                            : trimmed_number(number, 3);
}

std::string duration_words(double years) {
  if (std::isinf(years)) return "never";
  if (years == 0.0) return "0 days";
  if (years < 0.99 / 52.0) return counted(years * 252.0, "trading day");
  if (years < 1.99 / 12.0) return counted(years * 52.0, "week");
  if (std::abs(years - 1.0) < 1e-9 || years >= 1.99) return counted(years, "year");
  return counted(years * 12.0, "month");
}

std::string rate_words(double per_year) {
  if (per_year == 0.0) return "never";
  if (per_year < 0.95)
    return fmt::format("{:.2g} times a year, once in {}", per_year, duration_words(1.0 / per_year));
  if (std::abs(per_year - 1.0) < 1e-9) return "once a year";
  return fmt::format("{:.3g} times a year", per_year);
}

Reader::Reader(const Model& model) : model_(model), start_(start_evaluator(model)) {}

bool Reader::is_fixed(const Quantity& quantity) const {
  return !reads_state(quantity, market()) && !reads_drawn(quantity, market());
}

std::string Reader::value(double number, const Quantity& quantity) const {
  if (quantity.dimension == time_dimension) return duration_words(number);
  if (quantity.dimension == rate_dimension) return rate_words(number);
  return written_in_percent(quantity, market()) ? percent_words(number) : number_words(number);
}

std::optional<Distribution> Reader::law(const Quantity& quantity, bool severity) const {
  const Quantity* written = &quantity;
  if (!quantity.is_law() && quantity.expression().operation == Operation::parameter) {
    const Parameter& parameter =
        market().parameters[market().symbols[quantity.expression().reference.symbol].index];
    if (parameter.value.is_law()) written = &parameter.value;
  }
  try {
    return severity ? severity_distribution(*written, start_) : field_distribution(*written, start_);
  } catch (const std::domain_error&) {
    return std::nullopt;
  }
}

std::string Reader::law_words(const Quantity& quantity, const Distribution& law) const {
  const auto told = [&](double x) {
    return quantity.dimension == rate_dimension ? fmt::format("{:.3g}", x) : value(x, quantity);
  };
  return fmt::format("{} on average, 9 in 10 between {} and {}{} [{}]", told(law.mean()),
                     told(law.ordered_quantile(0.05)), told(law.ordered_quantile(0.95)),
                     quantity.dimension == rate_dimension ? " a year" : "", quantity.text);
}

std::string Reader::words(const Quantity& quantity) const {
  if (quantity.is_law()) {
    const auto drawn = law(quantity);
    return drawn ? law_words(quantity, *drawn) : "[" + quantity.text + "]";
  }
  const Expression& expression = quantity.expression();
  if (reads_state(expression, market()))
    return fmt::format("`{}`, at the start {}", quantity.text, value(start_(expression), quantity));
  if (reads_drawn(expression, market())) {
    const auto drawn = law(quantity);
    if (drawn && !drawn->is_constant()) return law_words(quantity, *drawn) + ", drawn once per path";
    return value(start_(expression), quantity) + symbol_or_literal(quantity) +
           ", an uncertain number at its mean";
  }
  return value(start_(expression), quantity) + symbol_or_literal(quantity);
}

}  // namespace faultline
