#include "core/ids.h"
#include "faultline/compile.h"
#include "language/fields.h"
#include "language/sha256.h"
#include "model/metrics.h"
#include "study/needed_parts.h"
#include "study/reverse_sample.h"
#include "study/scenario_points.h"
#include "study/variant.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

void ask_for_limits(Market& market, const std::vector<std::string>& texts, const std::string& source,
                    Sources& sources, Diagnostics& diagnostics) {
  ReadContext context{market.symbols, diagnostics, market.start};
  for (const std::string& text : texts) {
    const FileId file = sources.add({source, text, sha256_hex(text)});
    auto limit =
        parse_limit(text, {file, 1, 1, static_cast<std::uint32_t>(text.size())}, "", market, context);
    if (limit) market.report.limits.push_back(std::move(*limit));
  }
}

/// The mean of every asset at the run horizon, so that its return is recorded there.
void ask_for_assets(Market& market) {
  Report& report = market.report;
  for (std::uint32_t a = 0; a < market.assets.size(); ++a) {
    const std::string& name = market.assets[a].name;
    const auto known = std::find_if(report.series.begin(), report.series.end(),
                                    [&](const SeriesRef& series) { return series.name == name; });
    Metric metric;
    metric.series = static_cast<std::uint32_t>(known - report.series.begin());
    metric.horizon = report.run_horizon;
    if (known == report.series.end()) report.series.push_back({SeriesKind::asset, a, name});
    report.limits.push_back({name, metric, Comparison::less, 0.0});
  }
}

/// Features become variables that are recorded at one horizon.
void ask_for_features(Market& market, const std::vector<Feature>& features) {
  market.report.horizons[market.report.run_horizon].reported = true;
  for (const Feature& feature : features) {
    Variable variable;
    variable.name = feature.expression;
    variable.value = feature.figure.empty() ? feature.value : constant_quantity(0.0);
    market.variables.push_back(std::move(variable));
  }
}

/// Keeps the columns it is asked for, in that order; one may be asked for more than once.
class Selection {
 public:
  explicit Selection(CompiledScenario& scenario)
      : scenario_(scenario), place_(scenario.outputs.columns.size()) {}

  std::uint32_t keep(ColumnId id) {
    auto& place = place_[at(id)];
    if (!place) {
      place = static_cast<std::uint32_t>(kept_.size());
      kept_.push_back(scenario_.outputs.columns[at(id)]);
    }
    return *place;
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(kept_.size()); }

  void apply() {
    std::vector<Recording> recordings;
    for (Recording& recording : scenario_.plan.recordings) {
      const auto place = place_[at(recording.column)];
      if (!place) continue;
      recording.column = make_id<ColumnId>(*place);
      recordings.push_back(std::move(recording));
    }
    scenario_.plan.recordings = std::move(recordings);
    scenario_.outputs.columns = std::move(kept_);
  }

 private:
  CompiledScenario& scenario_;
  std::vector<std::optional<std::uint32_t>> place_;
  std::vector<Column> kept_;
};

ColumnId figure_column(const Outputs& outputs, const Feature& feature) {
  for (const ShockOutput& shock : outputs.shocks)
    for (const FigureOutput& figure : shock.figures)
      if (shock.name == feature.subject && figure.path == feature.figure) return figure.column;
  return {};
}

}  // namespace

Result<ReverseScenario> prepare_reverse(const std::filesystem::path& file, const ReadOptions& read,
                                        const ReverseRequest& request, Sources& sources) {
  Result<ScenarioSpec> spec = read_scenario(file, read, sources);
  if (!spec) return spec.diagnostics();
  Result<Model> checked = validate(spec.value());
  Diagnostics diagnostics = spec.diagnostics();
  diagnostics.append(checked.diagnostics());
  if (!checked) return diagnostics;
  Model model = std::move(checked).value();
  Market& market = model.market;

  ReverseScenario out;
  out.title = market.title;
  out.paths = market.run.paths;
  out.seed = market.run.seed;
  out.features = reverse_features(model);
  const std::vector<std::string> texts = request.limits(market);
  ask_for_nothing(market);
  market.run.sampling = Sampling::plain;
  ask_for_limits(market, texts, request.source, sources, diagnostics);
  if (diagnostics.has_errors()) return diagnostics;
  Report& report = market.report;
  const std::size_t asked = report.limits.size();
  if (request.at_first_horizon) report.run_horizon = report.limits.front().metric.horizon;
  out.ends_early = report.horizons[report.run_horizon].step + 1 < market.grid.times.size();
  ask_for_assets(market);
  const std::size_t variables = market.variables.size();
  ask_for_features(market, out.features);
  Result<CompiledScenario> compiled = compile(model);
  diagnostics.append(compiled.diagnostics());
  if (!compiled) return diagnostics;
  out.compiled = std::move(compiled).value();

  Outputs& outputs = out.compiled.outputs;
  out.horizon = outputs.horizons[outputs.run_horizon].text;
  out.horizon_years = outputs.horizons[outputs.run_horizon].years;
  Selection columns(out.compiled);
  for (std::size_t i = 0; i < asked; ++i) {
    const Limit& limit = outputs.limits[i];
    const MetricColumns at = columns_of(limit.metric, outputs);
    ReverseScenario::Columns place{columns.keep(make_id<ColumnId>(at.values)), std::nullopt};
    if (at.given) place.given = columns.keep(make_id<ColumnId>(*at.given));
    out.metrics.push_back(place);
    out.limits.push_back(limit);
  }
  out.metric_columns = columns.size();
  if (asked > 0 && out.limits.front().metric.kind != MetricKind::condition_probability)
    out.series = outputs.series[out.limits.front().metric.series].name;
  for (std::size_t i = asked; i < outputs.limits.size(); ++i) {
    const Metric& metric = outputs.limits[i].metric;
    out.assets.push_back(outputs.limits[i].text);
    out.asset_columns.push_back(
        columns.keep(outputs.series[metric.series].horizons[metric.horizon].simple_return.value()));
  }
  for (std::size_t f = 0; f < out.features.size(); ++f)
    out.feature_columns.push_back(columns.keep(out.features[f].figure.empty()
                                                   ? outputs.variables[variables + f].figures.front().column
                                                   : figure_column(outputs, out.features[f])));
  columns.apply();
  keep_needed_parts(out.compiled.plan);
  return {std::move(out), std::move(diagnostics)};
}

}  // namespace faultline
