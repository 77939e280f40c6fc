#include "diff_output.h"

#include "report/json_numbers.h"
#include "report/text_numbers.h"

#include <algorithm>

#include <fmt/format.h>

namespace faultline::cli {
namespace {

std::string numbers(const EditGroup& group) {
  std::string out;
  for (const std::size_t edit : group.edits) out += (out.empty() ? "" : "+") + std::to_string(edit + 1);
  return out;
}

std::string rounded(const Estimate& estimate) {
  return joined(percent_text(estimate));
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, display_width(text)), ' ');
}

std::string edit_line(const FieldEdit& edit) {
  if (!edit.before) return fmt::format("{}: new: {}", edit.path, *edit.after);
  if (!edit.after) return fmt::format("{}: gone: {}", edit.path, *edit.before);
  return fmt::format("{}: {} -> {}", edit.path, *edit.before, *edit.after);
}

std::string change_text(const ScenarioDiff& diff, std::size_t m) {
  const MetricChange& change = diff.changes[m];
  std::size_t width = 0;
  for (const EditGroup& group : diff.groups)
    width = std::max(width, display_width(rounded(group.effects[m].in_order)));
  std::string out = fmt::format("\n{}: {} -> {}\n  change      {}\n", change.metric, rounded(change.before),
                                rounded(change.after), rounded(change.change));
  for (const EditGroup& group : diff.groups) {
    const EditEffect& effect = group.effects[m];
    out += "  " + padded("edit " + numbers(group), 11) + " ";
    out += effect.shapley ? padded(rounded(effect.in_order), width) + "   Shapley " + rounded(*effect.shapley)
                          : rounded(effect.in_order);
    out += "\n";
  }
  return out;
}

}  // namespace

std::string diff_text(const ScenarioDiff& diff) {
  if (diff.edits.empty()) return "no field differs that moves a number\n";
  std::size_t split = 0;  // edits before it are split, those of `run` are not
  for (const EditGroup& group : diff.groups) split += group.edits.size();
  std::string out;
  for (std::size_t e = 0; e < diff.edits.size(); ++e)
    out += fmt::format("{:>3}  {}\n", e < split ? std::to_string(e + 1) : "-", edit_line(diff.edits[e]));
  if (split < diff.edits.size())
    out += fmt::format("     - moves nothing here: all scenarios run with seed {} on {} plain paths\n",
                       diff.seed, grouped(diff.paths));
  out += "\nIn percent, ± one standard error.\n";
  for (std::size_t m = 0; m < diff.changes.size(); ++m) out += change_text(diff, m);
  return out + fmt::format("\n{} paths, seed {}, the same random numbers throughout\n", grouped(diff.paths),
                           diff.seed);
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
