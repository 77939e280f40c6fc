#pragma once

#include "faultline/model.h"
#include "language/fields.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace faultline {

/// A table of fields of the reference: of a kind itself, or of something inside it.
struct FieldPage {
  std::string title;  ///< "arrivals", "arrivals: upon"
  std::string description;
  std::vector<FieldDoc> fields;
};

/// A kind of shock: what the language knows of it. Adding one means adding its header and source, and its
/// name to `shock_kinds`.
struct ShockKind {
  std::string name;
  std::string description;
  /// Exports, parts and their arguments, from the tree alone: other shocks may be read first.
  void (*describe)(const Node& node, Symbol& symbol);
  /// Reads the fields and checks what can be checked for the shock alone.
  Shock (*read)(const Node& node, const std::string& path, const Market& market, ReadContext& context);
  /// The kind's own fields first, then those inside.
  std::vector<FieldPage> (*pages)();
};

/// Every kind the language knows.
std::span<const ShockKind> shock_kinds();
const ShockKind* find_kind(const std::string& name);

const ShockKind& arrivals_kind();
const ShockKind& scheduled_kind();
const ShockKind& phases_kind();
const ShockKind& process_kind();
const ShockKind& regimes_kind();

/// The kind as it is written, empty when it is missing.
std::string written_kind(const Node& shock);

/// Fills in the exports of a shock's symbol; nothing for an unknown kind.
void describe_shock(const Node& shock, Symbol& symbol);

/// Bounds of the processes' exports, once parameters are known; silent about problems, which the reading
/// reports.
void bound_levels(const Node& root, Market& market);

/// Reads every shock of the file, in order. Unknown and missing kinds are errors; such a shock has no value.
std::vector<std::optional<Shock>> read_shocks(const Node& root, const Market& market, ReadContext& context);

}  // namespace faultline
