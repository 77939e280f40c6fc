#include "shocks/kinds.h"

#include "model/names.h"
#include "shocks/codes.h"

#include <array>
#include <utility>

namespace faultline {

std::span<const ShockKind> shock_kinds() {
  static const std::array<ShockKind, 5> all{arrivals_kind(), scheduled_kind(), phases_kind(), process_kind(),
                                            regimes_kind()};
  return all;
}

const ShockKind* find_kind(const std::string& name) {
  for (const ShockKind& kind : shock_kinds())
    if (kind.name == name) return &kind;
  return nullptr;
}

std::string written_kind(const Node& shock) {
  const NodeEntry* kind = shock.is_mapping() ? shock.find("kind") : nullptr;
  return kind != nullptr && kind->value.is_scalar() ? kind->value.text : std::string();
}

void describe_shock(const Node& shock, Symbol& symbol) {
  const ShockKind* kind = find_kind(written_kind(shock));
  if (kind == nullptr) return;
  symbol.shock_kind = kind->name;
  kind->describe(shock, symbol);
}

namespace {

void report_kind(const NodeEntry& entry, const std::string& path, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  std::string all;
  for (const ShockKind& kind : shock_kinds()) {
    names.push_back(kind.name);
    all += (all.empty() ? "" : ", ") + kind.name;
  }
  const std::string written = written_kind(entry.value);
  if (written.empty()) {
    diagnostics.error(codes::missing_kind, entry.key.where, path, "the shock has no kind",
                      "kind: one of " + all);
    return;
  }
  const std::string near = nearest_name(written, names);
  diagnostics.error(codes::unknown_kind, entry.value.find("kind")->value.where, path + ".kind",
                    "'" + written + "' is not a kind of shock",
                    near.empty() ? "one of " + all : "did you mean '" + near + "'?");
}

}  // namespace

std::vector<std::optional<Shock>> read_shocks(const Node& root, const Market& market, ReadContext& context) {
  std::vector<std::optional<Shock>> shocks;
  for (const NodeEntry* entry : section_entries(root, "shocks")) {
    const std::string path = "shocks." + entry->key.value;
    const ShockKind* kind = find_kind(written_kind(entry->value));
    if (kind == nullptr) {
      report_kind(*entry, path, context.diagnostics);
      shocks.emplace_back();
      continue;
    }
    Shock shock = kind->read(entry->value, path, market, context);
    std::visit(
        [&](ShockBase& base) {
          base.name = entry->key.value;
          base.kind = kind->name;
          base.symbol = market.symbols.find(entry->key.value).value_or(0);
          base.where = entry->key.where;
        },
        shock);
    shocks.emplace_back(std::move(shock));
  }
  return shocks;
}

const ShockBase& base(const Shock& shock) {
  return std::visit([](const ShockBase& part) -> const ShockBase& { return part; }, shock);
}

const std::string& kind_name(const Shock& shock) {
  return base(shock).kind;
}

}  // namespace faultline
