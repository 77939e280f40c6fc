#include "language/fold.h"
#include "language/parse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace faultline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Bounds unbounded{-infinity, infinity};
constexpr Bounds condition{0.0, 1.0};

/// The hull of the values; what cannot be said (0 * inf) opens it.
Bounds hull(std::initializer_list<double> values) {
  Bounds out{infinity, -infinity};
  for (const double v : values) {
    if (std::isnan(v)) return unbounded;
    out.lower = std::min(out.lower, v);
    out.upper = std::max(out.upper, v);
  }
  return out;
}

/// For bounds 0 * inf is 0: the infinite end is never reached.
double product(double a, double b) {
  return a == 0.0 || b == 0.0 ? 0.0 : a * b;
}

Bounds multiply(Bounds a, Bounds b) {
  return hull({product(a.lower, b.lower), product(a.lower, b.upper), product(a.upper, b.lower),
               product(a.upper, b.upper)});
}

Bounds divide(Bounds a, Bounds b) {
  if (b.lower < 0.0 && b.upper > 0.0) return unbounded;
  if (b.lower == 0.0 && b.upper == 0.0) return unbounded;
  const double low = b.lower == 0.0 ? infinity : 1.0 / b.lower;
  const double high = b.upper == 0.0 ? -infinity : 1.0 / b.upper;
  return multiply(a, {std::min(low, high), std::max(low, high)});
}

Bounds power(Bounds a, Bounds b) {
  if (a.lower < 0.0) {
    const bool square = b.lower == 2.0 && b.upper == 2.0;
    return square ? Bounds{0.0, std::max(a.lower * a.lower, a.upper * a.upper)} : unbounded;
  }
  return hull({std::pow(a.lower, b.lower), std::pow(a.lower, b.upper), std::pow(a.upper, b.lower),
               std::pow(a.upper, b.upper)});
}

/// A comparison is decided where the bounds do not overlap.
Bounds compare(Operation operation, Bounds a, Bounds b) {
  if (operation == Operation::greater || operation == Operation::greater_equal) {
    std::swap(a, b);
    operation = operation == Operation::greater ? Operation::less : Operation::less_equal;
  }
  const bool strict = operation == Operation::less;
  if (operation == Operation::equal || operation == Operation::not_equal) return condition;
  if (strict ? a.upper < b.lower : a.upper <= b.lower) return {1.0, 1.0};
  if (strict ? a.lower >= b.upper : a.lower > b.upper) return {0.0, 0.0};
  return condition;
}

Bounds call(const Expression& e, const std::array<Bounds, 3>& x) {
  const Bounds a = x[0];
  switch (e.operation) {
    case Operation::abs:
      if (a.lower >= 0.0) return a;
      if (a.upper <= 0.0) return {-a.upper, -a.lower};
      return {0.0, std::max(-a.lower, a.upper)};
    case Operation::exp:
      return {std::exp(a.lower), std::exp(a.upper)};
    case Operation::log:
      return {a.lower <= 0.0 ? -infinity : std::log(a.lower), a.upper <= 0.0 ? infinity : std::log(a.upper)};
    case Operation::sqrt:
      return {a.lower <= 0.0 ? 0.0 : std::sqrt(a.lower), a.upper <= 0.0 ? infinity : std::sqrt(a.upper)};
    case Operation::clamp:
      return {std::min(std::max(a.lower, x[1].lower), x[2].lower),
              std::min(std::max(a.upper, x[1].upper), x[2].upper)};
    case Operation::if_else:
      return {std::min(x[1].lower, x[2].lower), std::max(x[1].upper, x[2].upper)};
    default:
      return unbounded;
  }
}

Bounds extreme(const Expression& e, const Symbols& symbols) {
  Bounds out = bounds_of(e.operands[0], symbols);
  for (std::size_t i = 1; i < e.operands.size(); ++i) {
    const Bounds b = bounds_of(e.operands[i], symbols);
    if (e.operation == Operation::min) out = {std::min(out.lower, b.lower), std::min(out.upper, b.upper)};
    if (e.operation == Operation::max) out = {std::max(out.lower, b.lower), std::max(out.upper, b.upper)};
  }
  return out;
}

Bounds combine(const Expression& e, const std::array<Bounds, 3>& x) {
  const Bounds a = x[0];
  const Bounds b = x[1];
  switch (e.operation) {
    case Operation::negate:
      return {-a.upper, -a.lower};
    case Operation::add:
      return hull({a.lower + b.lower, a.upper + b.upper});
    case Operation::subtract:
      return hull({a.lower - b.upper, a.upper - b.lower});
    case Operation::multiply:
      return multiply(a, b);
    case Operation::divide:
      return divide(a, b);
    case Operation::power:
      return power(a, b);
    case Operation::less:
    case Operation::less_equal:
    case Operation::greater:
    case Operation::greater_equal:
    case Operation::equal:
    case Operation::not_equal:
      return compare(e.operation, a, b);
    case Operation::logical_and:
    case Operation::logical_or:
    case Operation::logical_not:
      return condition;
    default:
      return call(e, x);
  }
}

}  // namespace

Bounds bounds_of(const Expression& e, const Symbols& symbols) {
  switch (e.operation) {
    case Operation::constant:
      return {e.value, e.value};
    case Operation::time:
      return {0.0, infinity};
    case Operation::level:
      return unbounded;
    case Operation::parameter:
    case Operation::variable: {
      const Symbol& symbol = symbols[e.reference.symbol];
      return {symbol.lower, symbol.upper};
    }
    case Operation::exported: {
      const Export& exported = symbols[e.reference.symbol].exports[e.reference.exported];
      return {exported.lower, exported.upper};
    }
    case Operation::min:
    case Operation::max:
      return extreme(e, symbols);
    default:
      break;
  }
  std::array<Bounds, 3> x{};
  for (std::size_t i = 0; i < e.operands.size() && i < x.size(); ++i)
    x[i] = bounds_of(e.operands[i], symbols);
  return combine(e, x);
}

}  // namespace faultline
