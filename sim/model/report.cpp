#include "model/report.h"

#include "model/codes.h"
#include "model/common_fields.h"
#include "model/constants.h"
#include "model/grid.h"
#include "model/metrics.h"

#include <algorithm>
#include <string>
#include <utility>

namespace faultline {
namespace {

struct ReportFields {
  std::vector<Duration> horizons;
  std::vector<Quantity> confidence;
  std::vector<Quantity> losses;
  std::vector<Located<std::uint32_t>> series;
  std::vector<Located<std::string>> measures;
  NamedList<Quantity> given;
  Located<std::string> attribute;
  bool without = true;
};

const std::vector<std::string>& measure_names() {
  static const std::vector<std::string> names{"mean", "sd", "skewness",  "kurtosis",    "quantiles",
                                              "var",  "es", "prob_loss", "max_drawdown"};
  return names;
}

const FieldTable<ReportFields>& report_fields() {
  static const FieldTable<ReportFields> table = [] {
    FieldTable<ReportFields> fields;
    fields.field("horizons", &ReportFields::horizons, list_field(duration_field()),
                 "Times at which figures are reported; on the grid.", Need::optional, "the horizon");
    fields.field("confidence", &ReportFields::confidence,
                 list_field(quantity_field(base_rule(Range{0.0, 1.0, false, false}, true), "number")),
                 "Confidence levels of VaR and ES.", Need::optional, "[95%, 99%]");
    fields.field("losses", &ReportFields::losses,
                 list_field(quantity_field(base_rule(Range::any(), true), "number")),
                 "Losses x whose probability P(loss >= x) is reported.", Need::optional, "[10%, 20%, 30%]");
    fields.field("series", &ReportFields::series,
                 list_field(symbol_field({SymbolKind::asset, SymbolKind::portfolio}, "asset or portfolio")),
                 "Assets and portfolios that are reported.", Need::optional, "all");
    fields.field("measures", &ReportFields::measures, list_field(located(choice_field(measure_names()))),
                 "Statistics that are computed.", Need::optional, "all");
    fields.field("given", &ReportFields::given,
                 map_field(quantity_field(state_rule(Range::any()), "condition"), {},
                           "map of label to condition", MapKeys::labels),
                 "Conditional distributions; conditions are read at the end of the path.");
    fields.field("attribute", &ReportFields::attribute, located(text_field()),
                 "A metric that is split into contributions of assets and shocks: es(core, 99%).");
    fields.field("without", &ReportFields::without, bool_field(),
                 "Beside every figure the same with all shocks off, and the paired change.", Need::optional,
                 "true");
    return fields;
  }();
  return table;
}

void take_horizons(const ReportFields& fields, Market& market) {
  Report& report = market.report;
  const Grid& grid = market.grid;
  if (grid.times.empty()) return;
  for (const Duration& horizon : fields.horizons)
    if (const auto point = grid_point(grid, horizon.time)) horizon_position(market, horizon, *point, true);
  const auto last = static_cast<std::uint32_t>(grid.times.size() - 1);
  report.run_horizon = horizon_position(market, grid.horizon, last, fields.horizons.empty());
}

void take_series(const ReportFields& fields, Market& market, Diagnostics& diagnostics) {
  std::vector<SeriesRef>& series = market.report.series;
  if (fields.series.empty()) {
    for (std::uint32_t i = 0; i < market.assets.size(); ++i)
      series.push_back({SeriesKind::asset, i, market.assets[i].name});
    for (std::uint32_t i = 0; i < market.portfolios.size(); ++i)
      series.push_back({SeriesKind::portfolio, i, market.portfolios[i].name});
  }
  for (const Located<std::uint32_t>& item : fields.series) {
    if (item.where.line == 0) continue;  // a wrong name, told where it was read
    const Symbol& symbol = market.symbols[item.value];
    const bool again = std::any_of(series.begin(), series.end(),
                                   [&](const SeriesRef& known) { return known.name == symbol.name; });
    if (again) {
      diagnostics.error(codes::listed_twice, item.where, "report.series",
                        "'" + symbol.name + "' is listed twice");
      continue;
    }
    series.push_back({symbol.kind == SymbolKind::asset ? SeriesKind::asset : SeriesKind::portfolio,
                      symbol.index, symbol.name});
  }
  market.report.reported_series = static_cast<std::uint32_t>(series.size());
}

void take_measures(const ReportFields& fields, Measures& measures) {
  if (fields.measures.empty()) return;
  bool* const switches[] = {&measures.mean,     &measures.sd,        &measures.skewness,
                            &measures.kurtosis, &measures.quantiles, &measures.var,
                            &measures.es,       &measures.prob_loss, &measures.max_drawdown};
  for (bool* on : switches) *on = false;
  for (const Located<std::string>& wanted : fields.measures) {
    const auto found = std::find(measure_names().begin(), measure_names().end(), wanted.value);
    if (found != measure_names().end()) *switches[found - measure_names().begin()] = true;
  }
}

/// Constants of a list, each once, in the order written.
void take_levels(const std::vector<Quantity>& listed, const Market& market, Diagnostics& diagnostics,
                 std::vector<double>& levels) {
  if (listed.empty()) return;
  levels.clear();
  for (const Quantity& quantity : listed) {
    if (!quantity.given) continue;
    const auto value = base_value(quantity, market, diagnostics);
    if (!value) continue;
    if (std::find(levels.begin(), levels.end(), *value) != levels.end())
      diagnostics.error(codes::listed_twice, quantity.where, quantity.field,
                        "'" + quantity.text + "' is listed twice");
    levels.push_back(*value);
  }
}

}  // namespace

std::vector<FieldDoc> report_docs() {
  return report_fields().docs();
}

FieldType<std::string> limit_type() {
  FieldType<std::string> type = text_field();
  type.type = "metric <= bound";
  return type;
}

void read_report(const Node& root, Market& market, ReadContext& context) {
  ReportFields fields;
  if (const NodeEntry* section = root.find("report"))
    report_fields().read(section->value, "report", fields, context);
  take_horizons(fields, market);
  take_series(fields, market, context.diagnostics);
  take_measures(fields, market.report.measures);
  take_levels(fields.confidence, market, context.diagnostics, market.report.confidence);
  take_levels(fields.losses, market, context.diagnostics, market.report.losses);
  for (auto& [label, when] : fields.given) market.report.given.push_back({label.value, std::move(when)});
  market.report.without = fields.without;
  if (fields.attribute.value.empty()) return;
  const auto metric =
      parse_metric(fields.attribute.value, fields.attribute.where, "report.attribute", market, context);
  if (!metric) return;
  if (metric->kind == MetricKind::es || metric->kind == MetricKind::var) {
    market.report.attribute = metric;
  } else {
    context.diagnostics.error(codes::attribute_kind, fields.attribute.where, "report.attribute",
                              "only es and var have contributions that sum up", "for example es(core, 99%)");
  }
}

void read_limits(const Node& root, Market& market, ReadContext& context) {
  const NodeEntry* section = root.find("limits");
  if (section == nullptr) return;
  std::vector<Located<std::string>> limits;
  list_field(located(limit_type())).read(section->value, "limits", limits, context);
  for (const Located<std::string>& text : limits)
    if (auto limit = parse_limit(text.value, text.where, "limits", market, context))
      market.report.limits.push_back(std::move(*limit));
}

}  // namespace faultline
