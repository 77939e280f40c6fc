#include "reference/random_text.h"

namespace faultline::reference {

std::string ExpressionWriter::of_shock(std::size_t position, const Scope& scope) {
  const ShockName& shock = names_.shocks[position];
  const std::string& n = shock.name;
  if (shock.kind == "arrivals") {
    std::vector<std::string> reads{"min(" + n + ".count, 4)",   n + ".any",
                                   "(" + n + ".count == 2)",    "(" + n + ".first < 0.43y)",
                                   "(" + n + ".last > 0.21y)",  "min(" + n + ".since, 1y) / 1y",
                                   "min(" + n + ".severity, 3)"};
    if (position < scope.intensities) reads.push_back("min(" + n + ".intensity / (4/y), 3)");
    return choose_.of(reads);
  }
  if (shock.kind == "scheduled")
    return choose_.of({n + ".done", "min(" + n + ".count, 3)", n + ".is(" + choose_.of(shock.parts) + ")",
                       "(" + n + ".time < 0.47y)"});
  if (shock.kind == "phases")
    return choose_.of(
        {n + ".is(" + choose_.of(shock.parts) + ")", n + ".reached(" + choose_.of(shock.parts) + ")",
         "(" + n + ".when(" + choose_.of(shock.parts) + ") < 0.39y)", "min(" + n + ".age, 1y) / 1y"});
  if (shock.kind == "process")
    return choose_.of(
        {n + ".level", n + ".min", n + ".max", "(" + n + ".level > 0.6137)", "(" + n + ".min < 0.4391)"});
  return n + ".is(" + choose_.of(shock.parts) + ")";
}

std::string ExpressionWriter::atom(const Scope& scope) {
  static const std::vector<std::string> constants{"1", "0.5", "2", "30%", "0.25", "1.7"};
  switch (choose_.below(8)) {
    case 1:
      if (!names_.parameters.empty()) return choose_.of(names_.parameters);
      break;
    case 2:
      if (scope.state && scope.time) return choose_.of({"t / 1y", "(t >= 3m)", "(t < 5m)"});
      break;
    case 3:
      if (scope.state)
        return choose_.of(names_.assets) + choose_.of({".return", ".drawdown", ".max_drawdown"});
      break;
    case 4:
      if (scope.state && !names_.portfolios.empty())
        return "min(" + choose_.of(names_.portfolios) +
               choose_.of({".return", ".drawdown", ".max_drawdown"}) + ", 2)";
      break;
    case 5:
      if (scope.state && scope.variables && !names_.variables.empty()) return choose_.of(names_.variables);
      break;
    case 6:
    case 7:
      if (!scope.level.empty() && choose_.chance(50)) return scope.level;
      if (scope.state && !names_.shocks.empty())
        return of_shock(static_cast<std::size_t>(choose_.below(static_cast<int>(names_.shocks.size()))),
                        scope);
      break;
    default:
      break;
  }
  return choose_.of(constants);
}

std::string ExpressionWriter::condition(const Scope& scope, int depth) {
  if (depth > 0 && choose_.chance(30)) {
    const std::string a = condition(scope, depth - 1);
    if (choose_.chance(20)) return "not (" + a + ")";
    return "(" + a + choose_.of({" and ", " or "}) + condition(scope, depth - 1) + ")";
  }
  return number(scope, depth) + choose_.of({" > ", " < ", " >= ", " <= "}) +
         choose_.of({"0.4137", "0.1731", "1.3719"});
}

std::string ExpressionWriter::number(const Scope& scope, int depth) {
  if (depth == 0) return atom(scope);
  const auto part = [&] { return number(scope, depth - 1); };
  switch (choose_.below(14)) {
    case 1:
      return "(" + part() + " + " + part() + ")";
    case 2:
      return "(" + part() + " - " + part() + ")";
    case 3:
      return "(" + part() + " * " + part() + ")";
    case 4:
      return "(" + part() + " / (1 + abs(" + part() + ")))";
    case 5:
      return "min(" + part() + ", " + part() + ")";
    case 6:
      return "max(" + part() + ", " + part() + ", 0.3)";
    case 7:
      return "abs(" + part() + ")";
    case 8:
      return "exp(clamp(" + part() + ", -2, 1))";
    case 9:
      return "log(1 + abs(" + part() + "))";
    case 10:
      return "sqrt(abs(" + part() + "))";
    case 11:
      return "if(" + condition(scope, 0) + ", " + part() + ", " + part() + ")";
    case 12:
      return "clamp(" + part() + ", -1, 2)^2";
    case 13:
      return "(-" + part() + ")";
    default:
      return atom(scope);
  }
}

std::string ExpressionWriter::between(const std::string& lo, const std::string& hi, const Scope& scope) {
  return "clamp(" + number(scope) + ", " + lo + ", " + hi + ")";
}

std::string ExpressionWriter::rate(int most, const Scope& scope) {
  switch (choose_.below(4)) {
    case 1:
      if (!names_.rate_parameters.empty()) return choose_.of(names_.rate_parameters);
      break;
    case 2:
    case 3:
      return std::to_string(most) + "/y * " + between("0", "1", scope);
    default:
      break;
  }
  return choose_.of({"1.5/y", "0.7/y", "0.3/m"});
}

}  // namespace faultline::reference
