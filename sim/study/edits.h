#pragma once

#include "faultline/scenario.h"
#include "faultline/scenario_diff.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// An edit that can be applied to a tree.
struct TreeEdit {
  std::vector<std::string> keys;  ///< from the root
  std::optional<NodeEntry> before, after;
};

std::vector<TreeEdit> tree_edits(const Node& a, const Node& b);
FieldEdit described(const TreeEdit& edit);
/// Sets, adds or removes the entry; what it stands in is there.
void apply(const TreeEdit& edit, Node& root);
/// Puts the entries of `sources` that are only in `from` into `to`: what an edit brings may cite them.
void add_sources(const Node& from, Node& to);

}  // namespace faultline
