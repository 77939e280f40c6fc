#include "faultline/report.h"
#include "report/json_numbers.h"
#include "report/percent_label.h"

namespace faultline {

namespace {

Json to_json(const std::vector<LevelEstimate>& estimates) {
  Json json = Json::object();
  for (const LevelEstimate& at : estimates) json[percent_label(at.level)] = to_json(at.estimate);
  return json;
}

void put(Json& json, const char* key, const std::optional<Estimate>& estimate) {
  if (estimate) json[key] = to_json(*estimate);
}

void put(Json& json, const char* key, const std::vector<LevelEstimate>& estimates) {
  if (!estimates.empty()) json[key] = to_json(estimates);
}

Json to_json(const Figures& figures) {
  Json json = Json::object();
  put(json, "mean", figures.mean);
  put(json, "sd", figures.sd);
  put(json, "skewness", figures.skewness);
  put(json, "kurtosis", figures.kurtosis);
  put(json, "quantiles", figures.quantiles);
  put(json, "var", figures.var);
  put(json, "es", figures.es);
  put(json, "prob_loss", figures.prob_loss);
  if (figures.max_drawdown) {
    Json& drawdown = json["max_drawdown"] = Json::object();
    put(drawdown, "mean", figures.max_drawdown->mean);
    put(drawdown, "quantiles", figures.max_drawdown->quantiles);
  }
  return json;
}

Json to_json(const std::vector<SeriesReport>& all) {
  Json json = Json::object();
  for (const SeriesReport& series : all) {
    Json horizons = Json::object();
    for (const HorizonReport& horizon : series.horizons) {
      Json& at = horizons[horizon.text] = to_json(horizon.figures);
      if (horizon.without_shocks) at["without_shocks"] = to_json(*horizon.without_shocks);
      if (horizon.change) at["change"] = to_json(*horizon.change);
    }
    json[series.name] = {{"type", series.type}, {"horizons", std::move(horizons)}};
  }
  return json;
}

Json to_json(const FigureReport& figure) {
  switch (figure.kind) {
    case FigureKind::time:
      return {{"quantiles", to_json(figure.quantiles)}, {"never", to_json(figure.value)}};
    case FigureKind::level:
      return {{"mean", to_json(figure.value)},
              {"sd", to_json(figure.sd)},
              {"quantiles", to_json(figure.quantiles)}};
    default:
      return to_json(figure.value);
  }
}

Json to_json(const std::vector<SubjectReport>& subjects) {
  Json json = Json::object();
  for (const SubjectReport& subject : subjects) {
    Json& object = json[subject.name] = Json::object();
    if (!subject.kind.empty()) object["kind"] = subject.kind;
    for (const FigureReport& figure : subject.figures) {
      Json* at = &object;
      for (const std::string& key : figure.path) at = &(*at)[key];
      *at = to_json(figure);
    }
  }
  return json;
}

Json to_json(const std::vector<GivenReport>& all) {
  Json json = Json::object();
  for (const GivenReport& given : all) {
    json[given.label] = {{"probability", to_json(given.probability)},
                         {"paths", given.paths},
                         {"effective_paths", number(given.effective_paths)},
                         {"series", to_json(given.series)}};
  }
  return json;
}

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::held:
      return "held";
    case Verdict::breached:
      return "breached";
    default:
      return "undecided";
  }
}

Json to_json(const std::vector<LimitReport>& limits) {
  Json json = Json::array();
  for (const LimitReport& limit : limits) {
    json.push_back({{"text", limit.text},
                    {"value", number(limit.value.value)},
                    {"se", number(limit.value.standard_error)},
                    {"verdict", name_of(limit.verdict)}});
  }
  return json;
}

Json to_json(const Attribution& of) {
  const auto by_source = [&of](const std::vector<Estimate>& estimates) {
    Json json = Json::object();
    for (std::size_t s = 0; s < of.sources.size(); ++s) json[of.sources[s]] = to_json(estimates[s]);
    return json;
  };
  Json assets = Json::object();
  for (const Attribution::Row& row : of.rows)
    assets[row.asset] = {{"sources", by_source(row.by_source)}, {"total", to_json(row.total)}};
  return {{"metric", of.text},
          {"total", to_json(of.total)},
          {"tail_paths", of.tail_paths},
          {"assets", std::move(assets)},
          {"sources", by_source(of.by_source)}};
}

Json scenario_json(const RiskReport& report) {
  Json files = Json::array();
  for (const auto& [path, sha256] : report.files) files.push_back({{"path", path}, {"sha256", sha256}});
  Json parameters = Json::object();
  for (const auto& [name, value] : report.parameters) parameters[name] = number(value);
  return {{"title", report.title}, {"files", std::move(files)}, {"parameters", std::move(parameters)}};
}

Json run_json(const RunInfo& run, double resolution) {
  Json json = {{"paths", run.paths},
               {"requested_paths", run.requested_paths},
               {"seed", run.seed},
               {"steps", run.steps},
               {"threads", run.threads},
               {"seconds", number(run.seconds)},
               {"paths_per_second", number(static_cast<double>(run.paths) / run.seconds)},
               {"stopped_by", run.stopped_by},
               {"complete", run.complete},
               {"resolution", number(resolution)}};
  Json precision = Json::array();
  for (const PrecisionReport& at : run.precision) {
    precision.push_back({{"text", at.text},
                         {"wanted", number(at.wanted)},
                         {"value", number(at.value.value)},
                         {"se", number(at.value.standard_error)},
                         {"reached", at.reached}});
  }
  if (!precision.empty()) json["precision"] = std::move(precision);
  return json;
}

}  // namespace

std::string to_result_json(const RiskReport& report, const RunInfo& run) {
  Json json = {{"faultline", {{"version", FAULTLINE_VERSION}, {"language", 1}}},
               {"scenario", scenario_json(report)},
               {"run", run_json(run, report.resolution)},
               {"series", to_json(report.series)},
               {"shocks", to_json(report.shocks)},
               {"variables", to_json(report.variables)},
               {"given", to_json(report.given)},
               {"limits", to_json(report.limits)}};
  if (report.attribution) json["attribution"] = to_json(*report.attribution);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace faultline
