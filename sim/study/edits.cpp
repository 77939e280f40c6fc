#include "study/edits.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace faultline {
namespace {

constexpr std::array<std::string_view, 4> wordings{"title", "description", "sources", "faultline"};
constexpr std::array<std::string_view, 4> annotations{"label", "note", "source", "basis"};

bool holds(const auto& words, std::string_view key) {
  return std::find(words.begin(), words.end(), key) != words.end();
}

/// What can be annotated; elsewhere an asset or shock may be called like an annotation.
bool is_annotated(const std::vector<std::string>& keys) {
  constexpr std::array<std::string_view, 5> sections{"parameters", "factors", "assets", "shocks",
                                                     "portfolios"};
  constexpr std::array<std::string_view, 3> parts{"phases", "outcomes", "states"};
  if (keys.size() == 2) return holds(sections, keys[0]);
  return keys.size() == 4 && keys[0] == "shocks" && holds(parts, keys[2]);
}

bool moves_no_number(const std::vector<std::string>& keys, std::string_view key) {
  if (key.starts_with("x-")) return true;
  return keys.empty() ? holds(wordings, key) : is_annotated(keys) && holds(annotations, key);
}

bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size() ||
      a.entries.size() != b.entries.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!same(a.items[i], b.items[i])) return false;
  return std::all_of(a.entries.begin(), a.entries.end(), [&](const NodeEntry& entry) {
    const NodeEntry* other = b.find(entry.key.value);
    return other != nullptr && same(entry.value, other->value);
  });
}

void collect(const Node& a, const Node& b, std::vector<std::string>& keys, std::vector<TreeEdit>& edits) {
  const auto add = [&](const NodeEntry* before, const NodeEntry* after) {
    TreeEdit edit{keys, std::nullopt, std::nullopt};
    edit.keys.push_back((before != nullptr ? before : after)->key.value);
    if (before != nullptr) edit.before = *before;
    if (after != nullptr) edit.after = *after;
    edits.push_back(std::move(edit));
  };
  for (const NodeEntry& entry : a.entries) {
    if (moves_no_number(keys, entry.key.value)) continue;
    const NodeEntry* other = b.find(entry.key.value);
    if (other != nullptr && entry.value.is_mapping() && other->value.is_mapping()) {
      keys.push_back(entry.key.value);
      collect(entry.value, other->value, keys, edits);
      keys.pop_back();
    } else if (other == nullptr || !same(entry.value, other->value)) {
      add(&entry, other);
    }
  }
  for (const NodeEntry& entry : b.entries)
    if (!moves_no_number(keys, entry.key.value) && a.find(entry.key.value) == nullptr) add(nullptr, &entry);
}

/// Flow style: on one line.
std::string one_line(const Node& node) {
  std::string out;
  if (node.is_sequence()) {
    for (const Node& item : node.items) out += (out.empty() ? "" : ", ") + one_line(item);
    return "[" + out + "]";
  }
  if (!node.is_mapping()) return node.is_null() ? "null" : node.text;
  for (const NodeEntry& entry : node.entries)
    out += (out.empty() ? "" : ", ") + entry.key.value + ": " + one_line(entry.value);
  return "{" + out + "}";
}

}  // namespace

std::vector<TreeEdit> tree_edits(const Node& a, const Node& b) {
  std::vector<TreeEdit> edits;
  std::vector<std::string> keys;
  collect(a, b, keys, edits);
  return edits;
}

FieldEdit described(const TreeEdit& edit) {
  FieldEdit result;
  for (const std::string& key : edit.keys) result.path += (result.path.empty() ? "" : ".") + key;
  if (edit.before) result.before = one_line(edit.before->value);
  if (edit.after) result.after = one_line(edit.after->value);
  return result;
}

void apply(const TreeEdit& edit, Node& root) {
  Node* mapping = &root;
  for (std::size_t k = 0; k + 1 < edit.keys.size(); ++k) mapping = &mapping->find(edit.keys[k])->value;
  NodeEntry* entry = mapping->find(edit.keys.back());
  if (!edit.after) {
    mapping->entries.erase(mapping->entries.begin() + (entry - mapping->entries.data()));
  } else if (entry != nullptr) {
    entry->value = edit.after->value;
  } else {
    mapping->entries.push_back(*edit.after);
  }
}

void add_sources(const Node& from, Node& to) {
  const NodeEntry* more = from.find("sources");
  if (more == nullptr || !more->value.is_mapping()) return;
  NodeEntry* known = to.find("sources");
  if (known == nullptr || !known->value.is_mapping()) {
    std::erase_if(to.entries, [](const NodeEntry& entry) { return entry.key.value == "sources"; });
    to.entries.push_back(*more);
    return;
  }
  for (const NodeEntry& source : more->value.entries)
    if (known->value.find(source.key.value) == nullptr) known->value.entries.push_back(source);
}

std::vector<FieldEdit> scenario_edits(const ScenarioSpec& a, const ScenarioSpec& b) {
  std::vector<FieldEdit> fields;
  for (const TreeEdit& edit : tree_edits(a.root, b.root)) fields.push_back(described(edit));
  return fields;
}

}  // namespace faultline
