#include "faultline/sensitivity_report.h"
#include "report/json_numbers.h"

namespace faultline {
namespace {

/// What all methods begin with.
Json head(const char* method, const SensitivityRun& run) {
  Json notes = Json::array();
  for (const ParameterNote& note : run.notes)
    notes.push_back({{"parameter", note.name}, {"text", note.text}});
  return {{"method", method},
          {"title", run.title},
          {"paths", run.paths},
          {"seed", run.seed},
          {"evaluations", run.evaluations},
          {"notes", std::move(notes)}};
}

Json share(const Estimate& estimate, double low, double high) {
  Json json = to_json(estimate);
  json["low"] = number(low);
  json["high"] = number(high);
  return json;
}

}  // namespace

std::string to_json(const Tornado& tornado) {
  Json json = head("tornado", tornado.run);
  json["metrics"] = Json::object();
  for (const TornadoMetric& metric : tornado.metrics) {
    Json swings = Json::array();
    for (const Swing& swing : metric.swings)
      swings.push_back({{"parameter", swing.parameter},
                        {"unit", swing.unit},
                        {"low", number(swing.low)},
                        {"base", number(swing.base)},
                        {"high", number(swing.high)},
                        {"at_low", to_json(swing.at_low)},
                        {"at_high", to_json(swing.at_high)},
                        {"change_low", to_json(swing.change_low)},
                        {"change_high", to_json(swing.change_high)}});
    json["metrics"][metric.text] = {{"base", to_json(metric.base)}, {"swings", std::move(swings)}};
  }
  return json.dump(2) + "\n";
}

std::string to_json(const SobolStudy& study) {
  Json json = head("sobol", study.run);
  json["rows"] = study.rows;
  json["metrics"] = Json::object();
  for (const SobolMetric& metric : study.metrics) {
    Json shares = Json::array();
    for (const SobolShare& found : metric.shares)
      shares.push_back({{"parameter", found.parameter},
                        {"first", share(found.first, found.first_low, found.first_high)},
                        {"total", share(found.total, found.total_low, found.total_high)}});
    json["metrics"][metric.text] = {{"mean", to_json(metric.mean)},  {"variance", to_json(metric.variance)},
                                    {"noise", number(metric.noise)}, {"resolved", metric.resolved},
                                    {"rows", metric.rows},           {"indices", std::move(shares)}};
  }
  return json.dump(2) + "\n";
}

std::string to_json(const Gradient& gradient) {
  Json json = head("gradient", gradient.run);
  json["metrics"] = Json::object();
  for (const GradientMetric& metric : gradient.metrics) {
    Json slopes = Json::array();
    for (const Slope& slope : metric.slopes)
      slopes.push_back({{"parameter", slope.parameter},
                        {"unit", slope.unit},
                        {"value", number(slope.value)},
                        {"step", number(slope.step)},
                        {"derivative", to_json(slope.derivative)},
                        {"elasticity", to_json(slope.elasticity)}});
    json["metrics"][metric.text] = {{"value", to_json(metric.value)}, {"slopes", std::move(slopes)}};
  }
  return json.dump(2) + "\n";
}

}  // namespace faultline
