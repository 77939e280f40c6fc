#include "faultline/explain.h"
#include "report/json_numbers.h"

namespace faultline {
namespace {

Json figure(const Estimate& estimate) {
  return {{"value", number(estimate.value)}, {"se", number(estimate.standard_error)}};
}

Json list(const std::vector<Influence>& influences, bool from) {
  Json out = Json::array();
  for (const Influence& influence : influences)
    out.push_back({{"name", from ? influence.from : influence.to},
                   {"by", influence.label},
                   {"detail", influence.detail}});
  return out;
}

Json shock(const ExplainedShock& shock) {
  Json events = Json::array();
  for (const EventSizes& event : shock.events)
    for (const EventSize& size : event.sizes)
      events.push_back({{"when", event.when},
                        {"target", size.target},
                        {"law", size.law},
                        {"mean", number(size.mean)},
                        {"5%", number(size.low)},
                        {"95%", number(size.high)}});
  Json effects = Json::object();
  for (const ExpectedEffect& effect : shock.effects)
    effects[effect.series] = {{"value_effect", figure(effect.value_effect)},
                              {"drift", number(effect.drift)},
                              {"spread", figure(effect.spread)},
                              {"closed_form", effect.closed_form}};
  return {{"kind", shock.kind},
          {"label", shock.label},
          {"note", shock.note},
          {"source", shock.source},
          {"basis", shock.basis},
          {"enabled", shock.enabled},
          {"mechanism", shock.sentences},
          {"expected", shock.expected},
          {"events", events},
          {"effects", effects},
          {"uses", list(shock.uses, true)},
          {"listens_to", list(shock.listens_to, true)},
          {"listened_to_by", list(shock.listened_to_by, false)}};
}

Json series(const ImpliedSeries& series) {
  Json out{{"label", series.label},
           {"mean_return", figure(series.mean_return)},
           {"without_shocks", figure(series.undisturbed)},
           {"total_volatility", figure(series.volatility)}};
  if (series.diffusion) {
    out["diffusion_volatility"] = number(*series.diffusion);
    out["jumps_per_year"] = figure(series.jumps);
  }
  return out;
}

Json matrix(const std::vector<double>& values, std::size_t n) {
  Json out = Json::array();
  for (std::size_t i = 0; i < n; ++i) {
    Json row = Json::array();
    for (std::size_t j = 0; j < n; ++j) row.push_back(number(values[i * n + j]));
    out.push_back(std::move(row));
  }
  return out;
}

Json correlations(const Explanation& e) {
  Json names = Json::array();
  for (const ImpliedSeries& asset : e.assets) names.push_back(asset.name);
  return {{"assets", names},
          {"diffusion", matrix(e.diffusion_correlation, e.assets.size())},
          {"total", matrix(e.total_correlation, e.assets.size())}};
}

}  // namespace

std::string to_json(const Explanation& e) {
  Json out{{"title", e.title}, {"description", e.description}, {"description_from", e.description_from},
           {"start", e.start}, {"horizon", e.horizon},         {"years", e.years},
           {"steps", e.steps}, {"innovations", e.innovations}, {"paths", e.paths}};
  out["shocks"] = Json::object();
  for (const ExplainedShock& one : e.shocks) out["shocks"][one.name] = shock(one);
  out["holdings"] = Json::object();
  for (const ExplainedPortfolio& one : e.holdings)
    out["holdings"][one.name] = {{"label", one.label}, {"note", one.note}, {"mechanism", one.sentences}};
  out["variables"] = Json::object();
  for (const ExplainedVariable& one : e.variables)
    out["variables"][one.name] = {{"label", one.label}, {"note", one.note}, {"words", one.words}};
  out["assets"] = Json::object();
  for (const ImpliedSeries& asset : e.assets) out["assets"][asset.name] = series(asset);
  out["portfolios"] = Json::object();
  for (const ImpliedSeries& portfolio : e.portfolios) out["portfolios"][portfolio.name] = series(portfolio);
  out["correlations"] = correlations(e);
  out["assumptions"] = Json::array();
  for (const Assumption& entry : e.assumptions)
    out["assumptions"].push_back({{"kind", entry.kind},
                                  {"name", entry.name},
                                  {"label", entry.label},
                                  {"value", entry.value},
                                  {"range", entry.range},
                                  {"basis", entry.basis.empty() ? Json(nullptr) : Json(entry.basis)},
                                  {"source", entry.source},
                                  {"note", entry.note}});
  out["unread_parameters"] = e.unread_parameters;
  return out.dump(2) + "\n";
}

}  // namespace faultline
