#include "faultline/reverse_report.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace faultline {
namespace {

using Json = nlohmann::ordered_json;

Json number(double x) {
  return std::isfinite(x) ? Json(x + 0.0) : Json(nullptr);
}

Json figure(const Estimate& estimate) {
  Json json = {{"value", number(estimate.value)}, {"se", number(estimate.standard_error)}, {"n", estimate.n}};
  if (estimate.unreliable) json["unreliable"] = true;
  return json;
}

Json shares(const ReverseShares& found) {
  return {{"condition", found.condition},
          {"in_tail", figure(found.in_tail)},
          {"of_all", figure(found.of_all)},
          {"loss_given", figure(found.loss_given)},
          {"lift", figure(found.lift)}};
}

Json outcomes_json(const std::vector<ReverseOutcome>& outcomes) {
  Json list = Json::array();
  for (const ReverseOutcome& outcome : outcomes) {
    Json json = {{"subject", outcome.subject}};
    json.update(shares(outcome));
    json["also"] = outcome.also;
    json["z"] = number(outcome.z);
    json["significant"] = outcome.significant;
    json["information"] = number(outcome.information);
    list.push_back(std::move(json));
  }
  return list;
}

Json stories_json(const std::vector<ReverseStory>& stories) {
  Json list = Json::array();
  for (const ReverseStory& story : stories) {
    Json json = shares(story);
    json["coverage"] = number(story.coverage);
    Json moments = Json::array();
    for (const ReverseMoment& moment : story.moments)
      moments.push_back({{"event", moment.event},
                         {"share", number(moment.share)},
                         {"early", number(moment.early)},
                         {"median", number(moment.median)},
                         {"late", number(moment.late)}});
    json["moments"] = std::move(moments);
    json["in_order"] = number(story.in_order);
    list.push_back(std::move(json));
  }
  return list;
}

Json belief_json(const Belief& belief) {
  Json shifts = Json::array();
  for (const BeliefShift& shift : belief.shifts)
    shifts.push_back({{"subject", shift.subject},
                      {"condition", shift.condition},
                      {"also", shift.also},
                      {"before", figure(shift.before)},
                      {"after", figure(shift.after)},
                      {"change", figure(shift.change)},
                      {"significant", shift.significant}});
  Json assets = Json::object();
  for (const BeliefAsset& asset : belief.assets)
    assets[asset.name] = {
        {"before", figure(asset.before)}, {"after", figure(asset.after)}, {"change", figure(asset.change)}};
  return {{"limit", belief.limit},
          {"value", figure(belief.value)},
          {"bound", number(belief.bound)},
          {"held", belief.held},
          {"reached", belief.reached},
          {"note", belief.note},
          {"entropy", figure(belief.entropy)},
          {"theta", number(belief.theta)},
          {"effective_paths", number(belief.effective_paths)},
          {"carrying_paths", number(belief.carrying_paths)},
          {"histories", belief.reached ? number(belief.histories) : Json(nullptr)},
          {"detection", belief.reached ? number(belief.detection) : Json(nullptr)},
          {"shifts", std::move(shifts)},
          {"assets", std::move(assets)}};
}

}  // namespace

std::string to_json(const ReverseLoss& found) {
  Json rules = Json::array(), assets = Json::object();
  for (const ReverseRule& rule : found.rules) {
    Json json = shares(rule);
    json["coverage"] = number(rule.coverage);
    rules.push_back(std::move(json));
  }
  for (const ReverseAsset& asset : found.assets)
    assets[asset.name] = {{"in_tail", figure(asset.in_tail)}, {"of_all", figure(asset.of_all)}};
  const Json json = {{"question", "loss"},
                     {"title", found.title},
                     {"series", found.series},
                     {"horizon", found.horizon},
                     {"loss", number(found.loss)},
                     {"measure", found.drawdown ? "drawdown" : "loss"},
                     {"paths", found.paths},
                     {"seed", found.seed},
                     {"tail_paths", found.tail_paths},
                     {"probability", figure(found.probability)},
                     {"beyond", figure(found.beyond)},
                     {"needed_paths", found.needed_paths},
                     {"withheld", found.withheld},
                     {"features", found.features},
                     {"critical_z", number(found.critical_z)},
                     {"outcomes", outcomes_json(found.outcomes)},
                     {"stories", stories_json(found.stories)},
                     {"rules", std::move(rules)},
                     {"assets", std::move(assets)}};
  return json.dump(2) + "\n";
}

std::string to_json(const BeliefStudy& study) {
  Json beliefs = Json::array();
  for (const Belief& belief : study.beliefs) beliefs.push_back(belief_json(belief));
  const Json json = {{"question", "belief"},
                     {"title", study.title},
                     {"paths", study.paths},
                     {"seed", study.seed},
                     {"beliefs", std::move(beliefs)}};
  return json.dump(2) + "\n";
}

}  // namespace faultline
