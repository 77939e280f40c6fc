#include "model/laws.h"
#include "reference/path.h"

#include <algorithm>
#include <cmath>

namespace faultline::reference {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double compare(Operation operation, double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return nan;
  switch (operation) {
    case Operation::less:
      return a < b ? 1.0 : 0.0;
    case Operation::less_equal:
      return a <= b ? 1.0 : 0.0;
    case Operation::greater:
      return a > b ? 1.0 : 0.0;
    case Operation::greater_equal:
      return a >= b ? 1.0 : 0.0;
    case Operation::equal:
      return a == b ? 1.0 : 0.0;
    default:
      return a != b ? 1.0 : 0.0;
  }
}

double smaller(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? nan : std::min(a, b);
}
double larger(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? nan : std::max(a, b);
}
double truth(bool condition) {
  return condition ? 1.0 : 0.0;
}

}  // namespace

double Path::compute(const Expression& e, const Instant& at) {
  switch (e.operation) {
    case Operation::constant:
      return e.value;
    case Operation::time:
      return at.t;
    case Operation::level:
      return at.level;
    case Operation::parameter:
      return parameters_[market_.symbols[e.reference.symbol].index];
    case Operation::variable:
      return compute(market_.variables[market_.symbols[e.reference.symbol].index].value.expression(), at);
    case Operation::exported:
      return exported(e.reference);
    case Operation::negate:
      return -operand(e, 0, at);
    case Operation::add:
      return operand(e, 0, at) + operand(e, 1, at);
    case Operation::subtract:
      return operand(e, 0, at) - operand(e, 1, at);
    case Operation::multiply:
      return operand(e, 0, at) * operand(e, 1, at);
    case Operation::divide:
      return operand(e, 0, at) / operand(e, 1, at);
    case Operation::power: {
      const double base = operand(e, 0, at), exponent = operand(e, 1, at);
      return std::isnan(base) || std::isnan(exponent) ? nan : std::pow(base, exponent);
    }
    case Operation::less:
    case Operation::less_equal:
    case Operation::greater:
    case Operation::greater_equal:
    case Operation::equal:
    case Operation::not_equal:
      return compare(e.operation, operand(e, 0, at) + comparison_shift(e), operand(e, 1, at));
    case Operation::logical_and: {
      const double left = operand(e, 0, at);
      if (std::isnan(left) || left == 0.0) return left;
      const double right = operand(e, 1, at);
      return std::isnan(right) ? nan : truth(right != 0.0);
    }
    case Operation::logical_or: {
      const double left = operand(e, 0, at);
      if (std::isnan(left)) return nan;
      if (left != 0.0) return 1.0;
      const double right = operand(e, 1, at);
      return std::isnan(right) ? nan : truth(right != 0.0);
    }
    case Operation::logical_not: {
      const double x = operand(e, 0, at);
      return std::isnan(x) ? nan : truth(x == 0.0);
    }
    case Operation::min:
    case Operation::max: {
      double best = operand(e, 0, at);
      for (std::size_t i = 1; i < e.operands.size(); ++i)
        best = e.operation == Operation::min ? smaller(best, operand(e, i, at))
                                             : larger(best, operand(e, i, at));
      return best;
    }
    case Operation::abs:
      return std::abs(operand(e, 0, at));
    case Operation::exp:
      return std::exp(operand(e, 0, at));
    case Operation::log:
      return std::log(operand(e, 0, at));
    case Operation::sqrt:
      return std::sqrt(operand(e, 0, at));
    case Operation::clamp:
      return smaller(larger(operand(e, 0, at), operand(e, 1, at)), operand(e, 2, at));
    case Operation::if_else: {
      const double condition = operand(e, 0, at);
      if (std::isnan(condition)) return nan;
      return operand(e, condition != 0.0 ? 1 : 2, at);
    }
  }
  return nan;
}

double Path::exported(const Reference& reference) {
  const Symbol& symbol = market_.symbols[reference.symbol];
  const std::string& name = symbol.exports[reference.exported].name;
  const auto of_series = [&](const auto& series) {
    if (name == "return") return series.simple_return;
    return name == "drawdown" ? series.drawdown : series.max_drawdown;
  };
  if (symbol.kind == SymbolKind::asset) return of_series(assets_[symbol.index]);
  if (symbol.kind == SymbolKind::portfolio) return of_series(portfolios_[symbol.index]);
  return exported_of_shock(symbol.index, name, reference.argument);
}

double Path::exported_of_shock(std::uint32_t shock, const std::string& name, std::int32_t argument) {
  const auto part = static_cast<std::size_t>(argument);
  if (const auto* s = std::get_if<ArrivalsState>(&shocks_[shock])) {
    if (name == "count") return s->count;
    if (name == "any") return truth(s->count > 0.0);
    if (name == "first") return s->first;
    if (name == "last") return s->last;
    if (name == "since") return s->count > 0.0 ? now_ - s->last : never;
    if (name == "severity") return s->severity;
    return intensity(shock);
  }
  if (const auto* s = std::get_if<ScheduledState>(&shocks_[shock])) {
    if (name == "done") return truth(s->count > 0.0);
    if (name == "count") return s->count;
    if (name == "time") return s->time;
    return truth(s->latest == argument);
  }
  if (const auto* s = std::get_if<MachineState>(&shocks_[shock])) {
    if (name == "is") return truth(s->current == part);
    if (name == "reached") return truth(s->first_entry[part] < never);
    if (name == "when") return s->first_entry[part];
    return now_ - s->entered;
  }
  const auto& s = std::get<ProcessState>(shocks_[shock]);
  if (name == "level") return s.level;
  return name == "min" ? s.lowest : s.highest;
}

double Path::value(const Quantity& q, double t, double level) {
  const double v = compute(q.expression(), {t, level});
  if (!std::isfinite(v)) fail(q.field, "is not a finite number");
  if (!q.range.contains(v)) fail(q.field, "is " + std::to_string(v) + ", outside what the field allows");
  return v;
}

double Path::value_or(const std::optional<Quantity>& q, double t, double otherwise) {
  return q ? value(*q, t) : otherwise;
}

bool Path::holds(const std::optional<Quantity>& q, double t) {
  return !q || value(*q, t) != 0.0;
}

Distribution Path::law(const Quantity& q) {
  return field_distribution(q, [this](const Expression& e) { return compute(e, {}); });
}

double Path::draw(const Quantity& q, double t, const std::string& label, std::uint64_t number) {
  if (!q.is_law()) return value(q, t);
  return law(q).quantile(draws_.uniform(label, number));
}

}  // namespace faultline::reference
