#include "model/laws.h"

#include "model/codes.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace faultline {
namespace {

LawFamily family_of(LawKind kind) {
  switch (kind) {
    case LawKind::lognormal:
      return LawFamily::lognormal;
    case LawKind::uniform:
      return LawFamily::uniform;
    case LawKind::triangular:
      return LawFamily::triangular;
    case LawKind::pert:
      return LawFamily::pert;
    case LawKind::beta:
      return LawFamily::beta;
    case LawKind::gamma:
      return LawFamily::gamma;
    case LawKind::exponential:
      return LawFamily::exponential;
    case LawKind::student_t:
      return LawFamily::student_t;
    default:
      return LawFamily::normal;
  }
}

std::vector<double> values_of(const std::vector<Expression>& arguments, const Evaluator& evaluate) {
  std::vector<double> values;
  for (const Expression& argument : arguments) values.push_back(evaluate(argument));
  return values;
}

void require(const std::optional<std::string>& complaint) {
  if (complaint) throw std::domain_error(*complaint);
}

Distribution discrete_of(const std::vector<double>& arguments) {
  const auto half = arguments.begin() + static_cast<std::ptrdiff_t>(arguments.size() / 2);
  std::vector<double> probabilities(half, arguments.end());
  require(invalid_probabilities(probabilities));
  return Distribution::discrete({arguments.begin(), half}, std::move(probabilities));
}

Distribution interval_of(double a, double b, bool positive) {
  if (!(a < b)) throw std::domain_error("the first quantile of 'A to B' must be below the second");
  if (positive && !(a > 0.0)) throw std::domain_error("both quantiles of 'A to B' must be positive here");
  return positive ? Distribution::lognormal_between(a, b) : Distribution::normal_between(a, b);
}

Distribution within_range(const Distribution& law, double lower, double upper, bool lower_allowed,
                          bool upper_allowed) {
  if (law.probability_outside(lower, upper, lower_allowed, upper_allowed) == 0.0) return law;
  if (law.probability_inside(lower, upper, lower_allowed, upper_allowed) > 0.0)
    return law.truncated(lower, upper, lower_allowed, upper_allowed);
  const bool apart = law.is_constant() || law.family() == LawFamily::discrete || !(law.lower() < upper) ||
                     !(lower < law.upper());
  throw std::domain_error(apart ? "its mass lies wholly outside what is allowed"
                                : "too little of its mass lies inside what is allowed to draw from");
}

bool unlimited(const Range& range) {
  return std::isinf(range.lower) && std::isinf(range.upper);
}

/// The drawn parameter that a field consists of, if it consists of one whose law's own arguments are fixed.
const Parameter* lone_parameter(const Quantity& quantity, const Market& market) {
  if (quantity.is_law() || quantity.expression().operation != Operation::parameter) return nullptr;
  const Parameter& parameter =
      market.parameters[market.symbols[quantity.expression().reference.symbol].index];
  return parameter.value.is_law() ? &parameter : nullptr;
}

bool has_expected_power(const Law& law, double exponent, double lower, double upper,
                        const Evaluator& evaluate) {
  switch (law.kind) {
    case LawKind::truncate:
      return has_expected_power(law.components.at(0), exponent,
                                std::max(lower, evaluate(law.arguments.at(0))),
                                std::min(upper, evaluate(law.arguments.at(1))), evaluate);
    case LawKind::mixture:
      for (std::size_t i = 0; i < law.components.size(); ++i)
        if (evaluate(law.arguments.at(i)) > 0.0 &&
            !has_expected_power(law.components[i], exponent, lower, upper, evaluate))
          return false;
      return true;
    case LawKind::student_t: {
      const double dof = evaluate(law.arguments.at(0)), scale = evaluate(law.arguments.at(2));
      return scale == 0.0 || ((exponent < dof || std::isfinite(upper)) && (exponent > -1.0 || lower > -1.0));
    }
    default:
      return true;
  }
}

/// A parameter whose own text was wrong stands in an argument: told there.
bool echoes(const Law& law, const Market& market) {
  return any_argument(law, [&](const Expression& argument) { return reads_unknown(argument, market); });
}

std::string percent(double share) {
  return fmt::format("{:.2g} %", 100.0 * share);
}

}  // namespace

Distribution make_distribution(const Law& law, const Evaluator& evaluate) {
  const std::vector<double> arguments = values_of(law.arguments, evaluate);
  switch (law.kind) {
    case LawKind::discrete:
      return discrete_of(arguments);
    case LawKind::interval:
      return interval_of(arguments.at(0), arguments.at(1), law.positive);
    case LawKind::mixture: {
      require(invalid_probabilities(arguments));
      std::vector<Distribution> components;
      for (const Law& part : law.components) components.push_back(make_distribution(part, evaluate));
      return Distribution::mixture(std::move(components), arguments);
    }
    case LawKind::truncate: {
      if (!(arguments.at(0) < arguments.at(1))) throw std::domain_error("lo must be below hi");
      return within_range(make_distribution(law.components.at(0), evaluate), arguments[0], arguments[1], true,
                          true);
    }
    default: {
      const LawFamily family = family_of(law.kind);
      require(invalid_arguments(family, arguments));
      return Distribution::make(family, arguments);
    }
  }
}

Distribution field_distribution(const Quantity& quantity, const Evaluator& evaluate) {
  if (!quantity.is_law()) return Distribution::constant(evaluate(quantity.expression()));
  const Range& range = quantity.range;
  return within_range(make_distribution(quantity.law(), evaluate), range.lower, range.upper,
                      range.lower_allowed, range.upper_allowed);
}

Distribution severity_distribution(const Quantity& quantity, const Evaluator& evaluate) {
  constexpr double kept = 1.0 - 1e-6;
  const Distribution law = field_distribution(quantity, evaluate);
  if (law.is_constant()) return law;
  const double top = law.ordered_quantile(kept);
  return law.mass_above(top) > 0.0 ? law.truncated(law.lower(), top) : law;
}

bool has_expected_power(const Quantity& quantity, double exponent, const Evaluator& evaluate) {
  if (!quantity.is_law()) return true;
  return has_expected_power(quantity.law(), exponent, quantity.range.lower, quantity.range.upper, evaluate);
}

void check_law(const Quantity& quantity, const Market& market, Diagnostics& diagnostics) {
  const Parameter* parameter = lone_parameter(quantity, market);
  if (parameter == nullptr ? !quantity.is_law() : unlimited(quantity.range)) return;
  const Law& law = parameter != nullptr ? parameter->value.law() : quantity.law();
  const Quantity& holder = parameter != nullptr ? parameter->value : quantity;
  if (reads_drawn(holder, market) || reads_state(holder, market) || echoes(law, market)) return;
  const std::string subject = parameter != nullptr ? "the law of '" + parameter->name + "'" : "the law";
  const Range& range = quantity.range;
  try {
    const Distribution distribution = make_distribution(law, constant_evaluator(market));
    if (unlimited(range)) return;
    const double outside =
        distribution.probability_outside(range.lower, range.upper, range.lower_allowed, range.upper_allowed);
    if (outside > 0.01) {
      diagnostics.error(
          codes::law_outside, quantity.where, quantity.field,
          subject + " has " + percent(outside) + " of its mass outside: it must be " + range_text(range),
          "choose a law that stays inside, or truncate(...) it");
    } else if (outside > 1e-12) {
      diagnostics.warning(codes::law_truncated, quantity.where, quantity.field,
                          subject + " has " + percent(outside) +
                              " of its mass outside and is truncated: it must be " + range_text(range));
    }
  } catch (const std::domain_error& complaint) {
    diagnostics.error(codes::law_arguments, quantity.where, quantity.field,
                      subject + ": " + complaint.what());
  }
}

void narrow_parameter(const Quantity& quantity, Market& market) {
  const Parameter* found = lone_parameter(quantity, market);
  if (found == nullptr || unlimited(quantity.range)) return;
  Range& range = market.parameters[market.symbols[quantity.expression().reference.symbol].index].value.range;
  const Range& other = quantity.range;
  if (other.lower > range.lower) {
    range.lower = other.lower;
    range.lower_allowed = other.lower_allowed;
  } else if (other.lower == range.lower) {
    range.lower_allowed = range.lower_allowed && other.lower_allowed;
  }
  if (other.upper < range.upper) {
    range.upper = other.upper;
    range.upper_allowed = other.upper_allowed;
  } else if (other.upper == range.upper) {
    range.upper_allowed = range.upper_allowed && other.upper_allowed;
  }
}

}  // namespace faultline
