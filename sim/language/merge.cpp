#include "language/merge.h"

#include <string_view>
#include <unordered_map>
#include <utility>

namespace faultline {

namespace {

template <class Mapping>
auto find_entry(Mapping& node, std::string_view key) -> decltype(node.entries.data()) {
  for (auto& entry : node.entries)
    if (entry.key.value == key) return &entry;
  return nullptr;
}

/// Where in a scenario a mapping stands: its section and how deep below it.
struct Position {
  std::string_view section;
  int depth = 0;  ///< 0: the root, 1: the section, 2: one shock or portfolio
};

bool other_kind(const Node& a, const Node& b) {
  const NodeEntry* old_kind = a.find("kind");
  const NodeEntry* new_kind = b.find("kind");
  return old_kind != nullptr && new_kind != nullptr && old_kind->value.text != new_kind->value.text;
}

bool replaced_whole(const Node& old_value, const Node& new_value, std::string_view key, Position position) {
  if (!old_value.is_mapping() || !new_value.is_mapping()) return true;
  if (position.section == "portfolios") return position.depth == 2 && key == "weights";
  if (position.section != "shocks") return false;
  if (position.depth == 1) return other_kind(old_value, new_value);
  return position.depth == 2 && key == "outcomes";
}

void merge_mapping(Node& into, Node from, Position position) {
  into.where = from.where;
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < into.entries.size(); ++i) known.emplace(into.entries[i].key.value, i);
  std::vector<bool> removed(into.entries.size(), false);
  std::vector<NodeEntry> fresh;
  for (NodeEntry& entry : from.entries) {
    const auto found = known.find(entry.key.value);
    if (found == known.end()) {
      fresh.push_back(std::move(entry));
      continue;
    }
    NodeEntry& old = into.entries[found->second];
    removed[found->second] = entry.value.is_null();
    if (entry.value.is_null()) continue;
    const Position inner{position.depth == 0 ? std::string_view(old.key.value) : position.section,
                         position.depth + 1};
    if (replaced_whole(old.value, entry.value, old.key.value, position))
      old = std::move(entry);
    else
      merge_mapping(old.value, std::move(entry.value), inner);
  }
  std::vector<NodeEntry> kept;
  for (std::size_t i = 0; i < into.entries.size(); ++i)
    if (!removed[i]) kept.push_back(std::move(into.entries[i]));
  for (NodeEntry& entry : fresh) kept.push_back(std::move(entry));
  into.entries = std::move(kept);
}

}  // namespace

const NodeEntry* Node::find(std::string_view key) const {
  return find_entry(*this, key);
}
NodeEntry* Node::find(std::string_view key) {
  return find_entry(*this, key);
}

void merge_scenario(Node& into, Node from) {
  merge_mapping(into, std::move(from), {});
}

}  // namespace faultline
