#include "language/overrides.h"

#include "core/utf8.h"
#include "language/codes.h"
#include "language/sha256.h"
#include "language/symbols.h"
#include "language/words.h"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

SourceRange whole_line(FileId file, std::string_view text) {
  const std::size_t length = count_characters(text.substr(0, text.find('\n')));
  return {file, 1, 1, static_cast<std::uint32_t>(std::max<std::size_t>(length, 1))};
}

std::vector<std::string> keys_of(const Node& node) {
  std::vector<std::string> keys;
  for (const NodeEntry& entry : node.entries) keys.push_back(entry.key.value);
  return keys;
}

/// What a path leads to: the entry itself, or the mapping that would hold it.
struct Target {
  Node* value = nullptr;
  Node* parent = nullptr;
  std::string_view missing;  ///< the rest of the path when only the parent exists
};

/// Fields of the file itself, which may leave them out.
constexpr std::string_view plain_fields[] = {"faultline", "title", "description", "start",
                                             "horizon",   "step",  "limits"};
constexpr std::string_view sections[] = {"sources",    "parameters", "variables",  "groups",
                                         "factors",    "assets",     "dependence", "shocks",
                                         "portfolios", "report",     "run"};
/// Mappings inside the sections.
constexpr std::string_view inner_mappings[] = {"until",      "given",   "correlation", "betas",
                                               "excitation", "fade",    "build",       "impact",
                                               "effect",     "weights", "outcomes"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Names may contain points, so every way to split the path is tried, longest keys first.
Target find_path(Node& node, std::string_view path) {
  Target best;
  if (!node.is_mapping()) return best;
  if (NodeEntry* entry = node.find(path)) return {&entry->value, &node, {}};
  for (std::size_t dot = path.rfind('.'); dot != std::string_view::npos && dot > 0;
       dot = path.rfind('.', dot - 1)) {
    NodeEntry* entry = node.find(path.substr(0, dot));
    if (entry == nullptr) continue;
    const Target inner = find_path(entry->value, path.substr(dot + 1));
    if (inner.value != nullptr) return inner;
    if (best.parent == nullptr) best = inner;
  }
  if (best.parent == nullptr) best = {nullptr, &node, path};
  return best;
}

class Overrides {
 public:
  Overrides(Node& root, Sources& sources, ReadBudget& budget, Diagnostics& diagnostics)
      : root_(root), sources_(sources), budget_(budget), diagnostics_(diagnostics) {}

  void set(const std::string& name, const std::string& text) {
    if (!is_utf8(name) || !is_utf8(text)) {
      diagnostics_.error(codes::not_utf8, {}, "", "--set: the text is not UTF-8");
      return;
    }
    const FileId file = sources_.add({fmt::format("--set {}", name), text, sha256_hex(text)});
    std::optional<Node> value = read_value(file, text);
    if (!value) return;
    if (NodeEntry* parameters = root_.find("parameters"))
      if (NodeEntry* entry = parameters->value.find(name))
        return replace_parameter(entry->value, std::move(*value));
    const Target target = open_mappings(find_path(root_, name), whole_line(file, text));
    const NodeEntry* parameters = root_.find("parameters");
    if (target.value != nullptr) {
      const bool parameter = parameters != nullptr && target.parent == &parameters->value;
      if (parameter)
        replace_parameter(*target.value, std::move(*value));
      else
        *target.value = std::move(*value);
    } else if (may_hold(target)) {
      add(*target.parent, target.missing, std::move(*value));
    } else {
      report_unknown(name, whole_line(file, text), parameters);
    }
  }

  void without(const std::string& name) {
    const FileId file = sources_.add({fmt::format("--without {}", name), name, sha256_hex(name)});
    const SourceRange where = whole_line(file, name);
    NodeEntry* shocks = root_.find("shocks");
    NodeEntry* shock = shocks == nullptr ? nullptr : shocks->value.find(name);
    if (shock == nullptr || !shock->value.is_mapping()) {
      const std::vector<std::string> names =
          shocks == nullptr ? std::vector<std::string>{} : keys_of(shocks->value);
      const std::string near = nearest_name(name, names);
      std::string hint = names.empty() ? "" : fmt::format("shocks: {}", fmt::join(names, ", "));
      if (!near.empty()) hint = fmt::format("did you mean '{}'?", near);
      diagnostics_.error(codes::unknown_without, where, "", fmt::format("there is no shock '{}'", name),
                         hint);
      return;
    }
    Node off;
    off.kind = NodeKind::scalar;
    off.text = "false";
    off.where = where;
    if (NodeEntry* enabled = shock->value.find("enabled"))
      enabled->value = std::move(off);
    else
      add(shock->value, "enabled", std::move(off));
  }

 private:
  /// A file may leave out a whole section, and mappings inside it.
  Target open_mappings(Target target, SourceRange where) const {
    while (target.parent != nullptr) {
      const std::size_t dot = target.missing.find('.');
      const std::string_view name = target.missing.substr(0, dot);
      const bool known = is_one_of(
          name, target.parent == &root_ ? std::span<const std::string_view>(sections) : inner_mappings);
      if (dot == std::string_view::npos || !known || target.parent->find(name) != nullptr) break;
      Node empty;
      empty.kind = NodeKind::mapping;
      empty.where = where;
      add(*target.parent, name, std::move(empty));
      target.parent = &target.parent->entries.back().value;
      target.missing.remove_prefix(dot + 1);
    }
    return target;
  }

  bool may_hold(const Target& target) const {
    if (target.parent == nullptr || target.value != nullptr) return false;
    if (target.parent == &root_)
      return is_one_of(target.missing, plain_fields) || is_one_of(target.missing, sections);
    return target.missing.find('.') == std::string_view::npos;
  }

  /// A list or mapping is read as YAML; anything else is the text itself, so that no character of it needs
  /// quoting.
  std::optional<Node> read_value(FileId file, const std::string& text) {
    const std::string_view shown = trimmed(text);
    if (shown.starts_with('[') || shown.starts_with('{'))
      return read_yaml(file, sources_, budget_, diagnostics_);
    Node node;
    node.kind = shown.empty() ? NodeKind::null : NodeKind::scalar;
    node.text = text;
    node.where = whole_line(file, text);
    return node;
  }

  static void replace_parameter(Node& old, Node value) {
    NodeEntry* inner = old.is_mapping() && !value.is_mapping() ? old.find("value") : nullptr;
    (inner != nullptr ? inner->value : old) = std::move(value);
  }

  static void add(Node& mapping, std::string_view key, Node value) {
    NodeEntry entry;
    entry.key = {std::string(key), value.where};
    entry.value = std::move(value);
    mapping.entries.push_back(std::move(entry));
  }

  void report_unknown(const std::string& name, SourceRange where, const NodeEntry* parameters) {
    std::vector<std::string> names = keys_of(root_);
    if (parameters != nullptr)
      for (std::string& key : keys_of(parameters->value)) names.push_back(std::move(key));
    const std::string near = nearest_name(name, names);
    diagnostics_.error(codes::unknown_set, where, "",
                       fmt::format("'{}' is neither a parameter nor the path of a field", name),
                       near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  }

  Node& root_;
  Sources& sources_;
  ReadBudget& budget_;
  Diagnostics& diagnostics_;
};

}  // namespace

void apply_overrides(Node& root, const ReadOptions& options, Sources& sources, ReadBudget& budget,
                     Diagnostics& diagnostics) {
  Overrides overrides(root, sources, budget, diagnostics);
  for (const auto& [name, text] : options.set) overrides.set(name, text);
  for (const std::string& name : options.without) overrides.without(name);
}

}  // namespace faultline
