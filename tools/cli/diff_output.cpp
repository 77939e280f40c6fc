#include "diff_output.h"

#include "report/json_numbers.h"
#include "rounded.h"

#include <fmt/format.h>

namespace faultline::cli {
namespace {

std::string numbers(const EditGroup& group) {
  std::string out;
  for (const std::size_t edit : group.edits) out += (out.empty() ? "" : "+") + std::to_string(edit + 1);
  return out;
}

}  // namespace

std::string diff_text(const ScenarioDiff& diff) {
  if (diff.edits.empty()) return "no field differs that moves a number\n";
  std::string out;
  for (std::size_t e = 0; e < diff.edits.size(); ++e) {
    const FieldEdit& edit = diff.edits[e];
    out += fmt::format("{:3}  {}: ", e + 1, edit.path);
    if (!edit.before)
      out += fmt::format("new: {}\n", *edit.after);
    else if (!edit.after)
      out += fmt::format("gone: {}\n", *edit.before);
    else
      out += fmt::format("{} -> {}\n", *edit.before, *edit.after);
  }
  for (std::size_t m = 0; m < diff.changes.size(); ++m) {
    const MetricChange& change = diff.changes[m];
    out += fmt::format("\n{}: {} -> {}\n", change.metric, rounded(change.before), rounded(change.after));
    out += fmt::format("  {:<12}{}\n", "change", rounded(change.change));
    for (const EditGroup& group : diff.groups) {
      const EditEffect& effect = group.effects[m];
      out += fmt::format("  {:<11} {}", "edit " + numbers(group), rounded(effect.in_order));
      if (effect.shapley) out += fmt::format("   Shapley {}", rounded(*effect.shapley));
      out += "\n";
    }
  }
  return out +
         fmt::format("\n{} paths, seed {}, the same random numbers throughout\n", diff.paths, diff.seed);
}

std::string diff_json(const ScenarioDiff& diff) {
  Json edits = Json::array(), changes = Json::object(), groups = Json::array();
  for (const FieldEdit& edit : diff.edits)
    edits.push_back({{"path", edit.path},
                     {"before", edit.before ? Json(*edit.before) : Json(nullptr)},
                     {"after", edit.after ? Json(*edit.after) : Json(nullptr)}});
  for (const MetricChange& change : diff.changes)
    changes[change.metric] = {{"before", to_json(change.before)},
                              {"after", to_json(change.after)},
                              {"change", to_json(change.change)}};
  for (const EditGroup& group : diff.groups) {
    Json effects = Json::object();
    for (std::size_t m = 0; m < diff.changes.size(); ++m) {
      const EditEffect& effect = group.effects[m];
      effects[diff.changes[m].metric] = {
          {"in_order", to_json(effect.in_order)},
          {"shapley", effect.shapley ? to_json(*effect.shapley) : Json(nullptr)}};
    }
    groups.push_back({{"edits", group.edits}, {"effects", effects}});
  }
  const Json all{
      {"paths", diff.paths}, {"seed", diff.seed}, {"edits", edits}, {"metrics", changes}, {"groups", groups}};
  return all.dump(2) + "\n";
}

}  // namespace faultline::cli
