#include "study/scenario_points.h"

#include "core/contract.h"
#include "language/codes.h"
#include "language/overrides.h"
#include "language/sha256.h"
#include "language/symbols.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace faultline {
namespace {

std::vector<std::string> usual_metrics(const Market& market) {
  const std::string& series =
      market.portfolios.empty() ? market.assets.front().name : market.portfolios.front().name;
  return {fmt::format("mean({})", series), fmt::format("es({}, 95%)", series)};
}

}  // namespace

std::string text_of(const Settings& set) {
  std::string all;
  for (const auto& [name, value] : set) all += (all.empty() ? "" : ", ") + name + "=" + value;
  return all;
}

Diagnostics with_settings(const Diagnostics& problems, const Settings& set, const Sources& sources) {
  Diagnostics named;
  for (Diagnostic problem : problems.items()) {
    const FileId file = problem.where.file;
    if (file == no_file || !sources.file(file).path.starts_with("--"))
      problem.message += ", with " + text_of(set);
    named.add(std::move(problem));
  }
  return named;
}

Result<ScenarioPoints> ScenarioPoints::read(const std::filesystem::path& file, const ReadOptions& read,
                                            std::vector<std::string> metrics, Sources& sources,
                                            StudyPaths paths) {
  Result<ScenarioSpec> spec = read_scenario(file, read, sources);
  if (!spec) return spec.diagnostics();
  ScenarioPoints points;
  points.spec_ = std::move(spec).value();
  if (metrics.empty()) {
    const Result<Model> model = validate(points.spec_);
    if (!model) return model.diagnostics();
    metrics = usual_metrics(model.value().market);
  }
  points.metrics_ = std::move(metrics);
  points.paths_ = paths;
  Result<StudyScenario> base = make_study(points.spec_, points.metrics_, sources, paths);
  Diagnostics diagnostics = spec.diagnostics();
  diagnostics.append(base.diagnostics());
  if (!base) return diagnostics;
  points.base_ = std::move(base).value();
  return {std::move(points), std::move(diagnostics)};
}

Result<StudyScenario> ScenarioPoints::at(const Settings& set, Sources& sources) const {
  ScenarioSpec spec = spec_;
  ReadOptions changes;
  changes.set = set;
  ReadBudget budget;
  Diagnostics diagnostics;
  apply_overrides(spec.root, changes, sources, budget, diagnostics);
  if (diagnostics.has_errors()) return diagnostics;
  return make_study(spec, metrics_, sources, paths_);
}

Result<std::vector<std::uint32_t>> chosen_parameters(const Market& market,
                                                     const std::vector<std::string>& names,
                                                     Sources& sources) {
  std::vector<std::uint32_t> chosen(market.parameters.size());
  std::iota(chosen.begin(), chosen.end(), 0u);
  if (names.empty()) return chosen;
  std::vector<std::string> known;
  for (const Parameter& parameter : market.parameters) known.push_back(parameter.name);
  chosen.clear();
  Diagnostics diagnostics;
  for (const std::string& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found != known.end()) {
      const auto position = static_cast<std::uint32_t>(found - known.begin());
      if (std::find(chosen.begin(), chosen.end(), position) == chosen.end()) chosen.push_back(position);
      continue;
    }
    const FileId file = sources.add({"--parameter", name, sha256_hex(name)});
    const std::string near = nearest_name(name, known);
    diagnostics.error(codes::unknown_set, {file, 1, 1, static_cast<std::uint32_t>(name.size())}, "",
                      fmt::format("there is no parameter '{}'", name),
                      near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  }
  if (diagnostics.has_errors()) return diagnostics;
  return chosen;
}

std::optional<std::string> unit_of(const Parameter& parameter) {
  switch (parameter.value.dimension) {
    case number_dimension:
      return "";
    case time_dimension:
      return "y";
    case rate_dimension:
      return "/y";
    default:
      return std::nullopt;
  }
}

std::string setting_text(double value, const std::string& unit) {
  return fmt::format("{}{}", value, unit);
}

MetricColumns columns_of(const Metric& metric, const Outputs& outputs) {
  std::optional<ColumnId> column;
  if (metric.kind == MetricKind::condition_probability) {
    column = outputs.conditions[metric.condition].column;
  } else {
    const SeriesColumns& at = outputs.series[metric.series].horizons[metric.horizon];
    column = metric.kind == MetricKind::drawdown ? at.drawdown : at.simple_return;
  }
  FAULTLINE_EXPECT(column.has_value());
  MetricColumns columns{static_cast<std::uint32_t>(*column), std::nullopt};
  if (metric.given) columns.given = static_cast<std::uint32_t>(outputs.given[*metric.given].column);
  return columns;
}

}  // namespace faultline
