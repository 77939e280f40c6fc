#include "shocks/start_values.h"

#include "model/laws.h"

#include <limits>
#include <string>
#include <utility>

namespace faultline {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

class StartValues {
 public:
  StartValues(const Model& model, DrawnValue drawn)
      : model_(model), market_(model.market), drawn_(std::move(drawn)) {}

  double operator()(const Expression& expression) const {
    return value_of(expression, market_, [this](const Expression& e) { return leaf(e); });
  }

  double leaf(const Expression& e) const {
    if (const auto drawn = drawn_ ? drawn_(e) : std::nullopt) return *drawn;
    if (e.operation == Operation::parameter)
      return market_.parameters[market_.symbols[e.reference.symbol].index].constant;
    if (e.operation != Operation::exported) return 0.0;
    const Symbol& symbol = market_.symbols[e.reference.symbol];
    if (symbol.kind != SymbolKind::shock) return 0.0;
    return exported(model_.shocks[symbol.index], symbol.exports[e.reference.exported].name,
                    e.reference.argument);
  }

 private:
  double exported(const Shock& shock, const std::string& name, std::int32_t argument) const {
    const auto is_initial = [argument](std::uint32_t initial) {
      return argument == static_cast<std::int32_t>(initial);
    };
    if (const auto* arrivals = std::get_if<Arrivals>(&shock)) {
      if (name == "intensity") {
        return arrivals->open_at_start() && arrivals->rate ? (*this)(arrivals->rate->expression()) : 0.0;
      }
      return name == "first" || name == "last" || name == "since" ? never : 0.0;
    }
    if (const auto* phases = std::get_if<Phases>(&shock)) {
      if (name == "when") return is_initial(phases->initial) ? 0.0 : never;
      return name != "age" && is_initial(phases->initial) ? 1.0 : 0.0;
    }
    if (const auto* process = std::get_if<Process>(&shock))
      return field_distribution(process->initial, constant_evaluator(market_)).mean();
    if (const auto* regimes = std::get_if<Regimes>(&shock)) return is_initial(regimes->initial) ? 1.0 : 0.0;
    return name == "time" ? never : 0.0;
  }

  const Model& model_;
  const Market& market_;
  DrawnValue drawn_;
};

}  // namespace

Evaluator start_evaluator(const Model& model, DrawnValue drawn) {
  return [values = StartValues(model, std::move(drawn))](const Expression& expression) {
    return values(expression);
  };
}

}  // namespace faultline
