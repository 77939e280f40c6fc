#include "model/portfolios.h"

#include "model/codes.h"
#include "model/common_fields.h"
#include "model/constants.h"
#include "model/grid.h"
#include "model/names.h"

#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

struct WeightFields {
  NamedList<Quantity> weights;
  Quantity cash = constant_quantity(0.0);
};

struct SwitchFields : WeightFields {
  Quantity when;
};

struct PortfolioFields : Annotation, WeightFields {
  Quantity cash_rate = constant_quantity(0.0);
  Quantity cost = constant_quantity(0.0);
  std::optional<Duration> rebalance;
  std::string liability = "limited";
  std::vector<SwitchFields> switches;
};

const FieldTable<WeightFields>& weight_fields() {
  static const FieldTable<WeightFields> table = [] {
    FieldTable<WeightFields> fields;
    const FieldType<Quantity> share = quantity_field(base_rule(Range::any(), true), "number");
    fields.field("weights", &WeightFields::weights,
                 map_field(share, {SymbolKind::asset}, "map of asset to number"),
                 "Shares of the value; negative ones are shorts.");
    fields.field("cash", &WeightFields::cash, share, "Share held in cash; weights and cash sum to 1.",
                 Need::optional, "0%");
    return fields;
  }();
  return table;
}

const FieldTable<SwitchFields>& switch_fields() {
  static const FieldTable<SwitchFields> table = [] {
    FieldTable<SwitchFields> fields;
    fields.field("when", &SwitchFields::when, quantity_field(state_rule(Range::any()), "condition"),
                 "Looked at on grid points after that step's events; the rule fires once, at its first true.",
                 Need::required);
    fields.include(weight_fields());
    return fields;
  }();
  return table;
}

const FieldTable<PortfolioFields>& portfolio_fields() {
  static const FieldTable<PortfolioFields> table = [] {
    FieldTable<PortfolioFields> fields;
    fields.include(weight_fields());
    fields.field("cash_rate", &PortfolioFields::cash_rate,
                 quantity_field(state_rule(Range::any(), true), "number per year, expression"),
                 "Continuously compounded interest on cash.", Need::optional, "0%");
    fields.field("rebalance", &PortfolioFields::rebalance, or_none(duration_field()),
                 "Interval at which the weights are restored; on the grid.", Need::optional, "none");
    fields.field("cost", &PortfolioFields::cost,
                 quantity_field(parameter_rule(Range::probability(), true), "number"),
                 "Cost as a share of the traded notional.", Need::optional, "0bp");
    fields.field("liability", &PortfolioFields::liability, choice_field({"limited", "full"}),
                 "Whether a value of 0 or less stays 0, or losses may exceed 100 %.", Need::optional,
                 "limited");
    fields.field("switch", &PortfolioFields::switches,
                 list_field(object_field(switch_fields(), "mapping with when, weights, cash"), true),
                 "Rules that replace the weights for good.");
    fields.include(annotation_fields());
    return fields;
  }();
  return table;
}

/// Constant weights that sum to 1.
Weights take_weights(const WeightFields& fields, const std::string& path, SourceRange where,
                     const Market& market, Diagnostics& diagnostics) {
  Weights weights;
  bool ok = true;
  double sum = 0.0;
  for (const auto& [name, quantity] : fields.weights) {
    const auto symbol = market.symbols.find(name.value);
    const auto value = base_value(quantity, market, diagnostics);
    ok = ok && symbol && value;
    if (!symbol || !value) continue;
    weights.assets.emplace_back(market.symbols[*symbol].index, *value);
    sum += *value;
  }
  const auto cash = base_value(fields.cash, market, diagnostics);
  if (!cash || !ok) return weights;
  weights.cash = *cash;
  sum += *cash;
  if (std::abs(sum - 1.0) > 1e-9) {
    diagnostics.error(
        codes::weights_sum, where, path,
        fmt::format("weights and cash sum to {:.10g}%, not 100%", 100.0 * sum),
        fmt::format("{}cash: {:.10g}%", sum - *cash > 1.0 ? "lower the weights, or borrow: " : "",
                    100.0 * (1.0 - (sum - *cash))));
  }
  return weights;
}

void check_rebalance(const Portfolio& portfolio, SourceRange where, const std::string& path,
                     const Market& market, Diagnostics& diagnostics) {
  if (!portfolio.rebalance || market.grid.times.empty()) return;
  const Duration& interval = *portfolio.rebalance;
  if (interval.time.numerator <= 0) {
    diagnostics.error(codes::duration_positive, where, path, "must be a positive duration");
  } else if (!repeats_on_grid(market.grid, interval.time)) {
    diagnostics.error(codes::off_grid, where, path,
                      "multiples of '" + interval.text + "' are not on the grid",
                      "use " + nearest_on_grid(market.grid, interval.time));
  }
}

SourceRange place(const Node& node, std::string_view key) {
  const NodeEntry* entry = node.find(key);
  return entry != nullptr ? entry->value.where : node.where;
}

}  // namespace

std::vector<FieldDoc> portfolio_docs() {
  return portfolio_fields().docs();
}
std::vector<FieldDoc> switch_docs() {
  return switch_fields().docs();
}

void read_portfolios(const Node& root, Market& market, ReadContext& context) {
  for (const NodeEntry* entry : section_entries(root, "portfolios")) {
    const std::string path = "portfolios." + entry->key.value;
    PortfolioFields fields;
    const bool ok = portfolio_fields().read(entry->value, path, fields, context);
    Portfolio portfolio;
    static_cast<Annotation&>(portfolio) = fields;
    portfolio.name = entry->key.value;
    portfolio.cash_rate = fields.cash_rate;
    portfolio.cost = fields.cost;
    portfolio.rebalance = fields.rebalance;
    portfolio.liability = fields.liability == "full" ? Liability::full : Liability::limited;
    if (ok) {
      portfolio.weights = take_weights(fields, path + ".weights", place(entry->value, "weights"), market,
                                       context.diagnostics);
      check_rebalance(portfolio, place(entry->value, "rebalance"), path + ".rebalance", market,
                      context.diagnostics);
      for (const SwitchFields& rule : fields.switches)
        portfolio.switches.push_back({rule.when, take_weights(rule, path + ".switch.weights", rule.when.where,
                                                              market, context.diagnostics)});
    }
    market.portfolios.push_back(std::move(portfolio));
  }
}

}  // namespace faultline
