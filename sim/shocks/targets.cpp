#include "shocks/codes.h"
#include "shocks/fields.h"

#include <algorithm>
#include <string>

namespace faultline {
namespace {

bool has(const std::vector<Target>& targets, bool is_factor, std::uint32_t index) {
  return std::any_of(targets.begin(), targets.end(), [&](const Target& target) {
    return target.is_factor == is_factor && target.index == index;
  });
}

/// Groups resolved, in the order written: first every name that stands for itself, so that a group knows what
/// it yields to.
bool resolve(const NamedList<Quantity>& named, const std::string& path, std::vector<Target>& out,
             ReadContext& context) {
  std::vector<Target> own;
  for (const auto& [name, value] : named) {
    const auto symbol = context.symbols.find(name.value);
    if (!symbol) return false;
    const Symbol& found = context.symbols[*symbol];
    if (found.kind == SymbolKind::group) continue;
    own.push_back({found.kind == SymbolKind::factor, found.index, found.name, value});
  }
  bool ok = true;
  std::vector<std::pair<std::string, std::string>> seen;  // asset, group
  for (const auto& [name, value] : named) {
    const Symbol& found = context.symbols[*context.symbols.find(name.value)];
    if (found.kind != SymbolKind::group) {
      out.push_back({found.kind == SymbolKind::factor, found.index, found.name, value});
      continue;
    }
    for (const std::string& member : found.parts) {
      const auto asset = context.symbols.find(member);
      if (!asset || context.symbols[*asset].kind != SymbolKind::asset) continue;
      if (has(own, false, context.symbols[*asset].index)) continue;
      const auto other =
          std::find_if(seen.begin(), seen.end(), [&](const auto& known) { return known.first == member; });
      if (other != seen.end()) {
        context.diagnostics.error(
            codes::two_groups, name.where, path,
            "'" + member + "' is in '" + other->second + "' and in '" + found.name + "'",
            "name '" + member + "' itself to say which value it takes");
        ok = false;
        continue;
      }
      seen.emplace_back(member, found.name);
      out.push_back({false, context.symbols[*asset].index, member, value});
    }
  }
  return ok;
}

template <class Entry>
FieldType<std::vector<Entry>> entries_of(const FieldType<std::vector<Target>>& type) {
  return {
      type.type, type.schema,
      [read = type.read](const Node& node, const std::string& path, std::vector<Entry>& out,
                         ReadContext& context) {
        std::vector<Target> targets;
        const bool ok = read(node, path, targets, context);
        for (Target& target : targets)
          out.push_back({target.is_factor, target.index, std::move(target.name), std::move(target.value)});
        return ok;
      }};
}

}  // namespace

FieldType<std::vector<Target>> target_map(const QuantityRule& rule, const std::string& value_type) {
  const FieldType<NamedList<Quantity>> map =
      map_field(quantity_field(rule, value_type), {SymbolKind::asset, SymbolKind::group, SymbolKind::factor},
                "map of asset, group or factor to " + value_type);
  return {map.type, map.schema,
          [map](const Node& node, const std::string& path, std::vector<Target>& out, ReadContext& context) {
            NamedList<Quantity> named;
            return map.read(node, path, named, context) && resolve(named, path, out, context);
          }};
}

FieldType<std::vector<ImpactTarget>> impact_field() {
  return entries_of<ImpactTarget>(target_map(law_rule(Range::above(-1.0), true), "law of simple returns"));
}

FieldType<std::vector<While::Entry>> multiplier_field() {
  return entries_of<While::Entry>(target_map(state_rule(Range::non_negative()), "number"));
}

FieldType<std::vector<While::Entry>> drift_field() {
  return entries_of<While::Entry>(target_map(state_rule(Range::any(), true), "number per year"));
}

}  // namespace faultline
