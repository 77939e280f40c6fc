#include "faultline/reverse_report.h"
#include "report/json_numbers.h"

namespace faultline {
namespace {

Json shares(const ReverseShares& found) {
  return {{"condition", found.condition},
          {"in_tail", to_json(found.in_tail)},
          {"of_all", to_json(found.of_all)},
          {"loss_given", to_json(found.loss_given)},
          {"lift", to_json(found.lift)}};
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
                      {"before", to_json(shift.before)},
                      {"after", to_json(shift.after)},
                      {"change", to_json(shift.change)},
                      {"significant", shift.significant}});
  Json assets = Json::object();
  for (const BeliefAsset& asset : belief.assets)
    assets[asset.name] = {{"before", to_json(asset.before)},
                          {"after", to_json(asset.after)},
                          {"change", to_json(asset.change)}};
  return {{"limit", belief.limit},
          {"value", to_json(belief.value)},
          {"bound", number(belief.bound)},
          {"held", belief.held},
          {"reached", belief.reached},
          {"note", belief.note},
          {"entropy", to_json(belief.entropy)},
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
    assets[asset.name] = {{"in_tail", to_json(asset.in_tail)}, {"of_all", to_json(asset.of_all)}};
  const Json json = {{"question", "loss"},
                     {"title", found.title},
                     {"series", found.series},
                     {"horizon", found.horizon},
                     {"loss", number(found.loss)},
                     {"measure", found.drawdown ? "drawdown" : "loss"},
                     {"paths", found.paths},
                     {"seed", found.seed},
                     {"tail_paths", found.tail_paths},
                     {"probability", to_json(found.probability)},
                     {"beyond", to_json(found.beyond)},
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
