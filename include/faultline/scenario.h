#pragma once

#include "faultline/diagnostics.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline {

enum class NodeKind { null, scalar, sequence, mapping };

struct NodeEntry;

/// One YAML value with its place; untyped. Mappings keep the order of first appearance, keys are unique.
struct Node {
  NodeKind kind = NodeKind::null;
  SourceRange where;
  std::string text;  ///< of a scalar, after YAML's unquoting
  bool quoted = false;
  std::vector<Node> items;
  std::vector<NodeEntry> entries;

  const NodeEntry* find(std::string_view key) const;
  NodeEntry* find(std::string_view key);
  bool is_null() const { return kind == NodeKind::null; }
  bool is_scalar() const { return kind == NodeKind::scalar; }
  bool is_sequence() const { return kind == NodeKind::sequence; }
  bool is_mapping() const { return kind == NodeKind::mapping; }
};

struct NodeEntry {
  Located<std::string> key;
  bool key_quoted = false;
  Node value;
};

/// A scenario as it was written: the merged tree of the file, what it extends and the changes asked for.
struct ScenarioSpec {
  Node root;
  Sources sources;
  std::vector<FileId> files;  ///< the top file first, then what it extends in the order read
};

struct ReadOptions {
  std::vector<std::pair<std::string, std::string>> set;  ///< "NAME" or a field's path, and the new text
  std::vector<std::string> without;                      ///< shocks to leave out
  bool allow_outside = false;                            ///< `extends` may leave the directory tree
};

/// Reads a file and what it extends into one located tree. Refuses what a stranger's file should not hold:
/// more than 4 MB or 200,000 nodes, a depth above 64, invalid UTF-8, circles, tags, merge keys, a key twice.
/// `sources` receives every text read, also when reading fails, so that problems can be shown with their
/// lines. A file that cannot be read is an error of the result too, with its place where it is extended.
Result<ScenarioSpec> read_scenario(const std::filesystem::path& file, const ReadOptions& options,
                                   Sources& sources);

/// The same for a text in memory; `name` stands for its path, from whose folder `extends` starts.
Result<ScenarioSpec> parse_scenario(std::string text, const std::string& name, const ReadOptions& options,
                                    Sources& sources);

/// The merged tree as YAML again: the resolved scenario.
std::string to_yaml(const Node& root);

}  // namespace faultline
