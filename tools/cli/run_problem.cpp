#include "run_problem.h"

#include <charconv>

namespace faultline::cli {
namespace {

constexpr DiagnosticCode broken_on_path{"E0701", "what a field does not allow comes up on a path"};

/// "[1].rest" of a list: the item, and what is left of the path.
const Node* item_of(const Node& list, std::string_view& path) {
  std::size_t position = 0;
  const auto [end, error] = std::from_chars(path.data() + 1, path.data() + path.size(), position);
  const auto length = static_cast<std::size_t>(end - path.data());
  if (error != std::errc() || length >= path.size() || *end != ']' || position >= list.items.size())
    return nullptr;
  path.remove_prefix(length + 1);
  if (path.starts_with('.')) path.remove_prefix(1);
  return &list.items[position];
}

/// The entry with the longest name that the path begins with, and what is left of the path.
const Node* entry_of(const Node& mapping, std::string_view& path) {
  const NodeEntry* best = nullptr;
  for (const NodeEntry& entry : mapping.entries) {
    const std::string& name = entry.key.value;
    const bool whole = path.size() == name.size() ||
                       (path.size() > name.size() && (path[name.size()] == '.' || path[name.size()] == '['));
    if (path.starts_with(name) && whole && (best == nullptr || name.size() > best->key.value.size()))
      best = &entry;
  }
  if (best == nullptr) return nullptr;
  path.remove_prefix(best->key.value.size());
  if (path.starts_with('.')) path.remove_prefix(1);
  return &best->value;
}

}  // namespace

SourceRange find_field(const Node& root, std::string_view field) {
  field = field.substr(0, field.find(" ("));  // what is checked of the field
  const Node* at = &root;
  while (!field.empty()) {
    const Node* inner =
        at->is_sequence() && field.starts_with('[') ? item_of(*at, field) : entry_of(*at, field);
    if (inner == nullptr) break;
    at = inner;
  }
  return at == &root ? SourceRange{} : at->where;
}

Diagnostic problem_of(const RunError& error, const ScenarioSpec& spec) {
  Diagnostic problem;
  problem.code = broken_on_path.id;
  problem.where = find_field(spec.root, error.field);
  problem.field = error.field;
  problem.message = error.text();
  return problem;
}

std::string shown_problem(const RunError& error, const LoadedScenario& scenario, DiagnosticsFormat format) {
  Diagnostics problem;
  problem.add(problem_of(error, *scenario.spec));
  return shown(problem, scenario.sources, format);
}

std::string shown_problem(const BrokenPoint& point, const LoadedScenario& scenario,
                          DiagnosticsFormat format) {
  Diagnostics problems;
  Diagnostic problem = problem_of(point.error, *scenario.spec);
  if (!point.setting.empty()) problem.message += ", with " + point.setting;
  problems.add(std::move(problem));
  return shown(problems, scenario.sources, format);
}

}  // namespace faultline::cli
