#include "model/assets.h"

#include "model/codes.h"
#include "model/common_fields.h"
#include "model/constants.h"
#include "model/names.h"

#include <algorithm>
#include <string>

namespace faultline {
namespace {

struct FactorFields : Annotation {
  Quantity volatility;
};

struct Volatility {
  Quantity value;
  bool is_total = false;
};

struct AssetFields : Annotation {
  Quantity drift = constant_quantity(0.0);
  Volatility volatility;
  NamedList<Quantity> betas;
};

const FieldTable<FactorFields>& factor_fields() {
  static const FieldTable<FactorFields> table = [] {
    FieldTable<FactorFields> fields;
    fields.field("volatility", &FactorFields::volatility,
                 quantity_field(base_rule(Range::positive(), true), "number per square-root year, positive"),
                 "Volatility of the factor's diffusion.", Need::required);
    fields.include(annotation_fields());
    return fields;
  }();
  return table;
}

const FieldTable<Volatility>& total_fields() {
  static const FieldTable<Volatility> table = [] {
    FieldTable<Volatility> fields;
    fields.field("total", &Volatility::value,
                 quantity_field(base_rule(Range::non_negative(), true), "number per square-root year"),
                 "Volatility of diffusion and jumps together: the expected jump variance rate at the start "
                 "is deducted.",
                 Need::required);
    return fields;
  }();
  return table;
}

FieldType<Volatility> volatility_type() {
  const FieldType<Quantity> plain =
      quantity_field(base_rule(Range::non_negative(), true), "number per square-root year");
  const FieldType<Volatility> total = object_field(total_fields(), "{total: number}");
  return either<Volatility>(
      within(&Volatility::value, plain),
      {total.type, total.schema,
       [total](const Node& node, const std::string& path, Volatility& out, ReadContext& context) {
         out.is_total = true;
         return total.read(node, path, out, context);
       }});
}

const FieldTable<AssetFields>& asset_fields() {
  static const FieldTable<AssetFields> table = [] {
    FieldTable<AssetFields> fields;
    fields.field("drift", &AssetFields::drift,
                 quantity_field(state_rule(Range::any(), true), "number per year, expression"),
                 "Continuously compounded expected growth of the diffusion.", Need::optional, "0%");
    fields.field("volatility", &AssetFields::volatility, volatility_type(),
                 "Volatility of the diffusion per square-root year, or in total.", Need::required);
    fields.field("betas", &AssetFields::betas,
                 map_field(quantity_field(base_rule(Range::any()), "number"), {SymbolKind::factor},
                           "map of factor to number"),
                 "Loadings on factors; the rest of the volatility is the asset's own.");
    fields.include(annotation_fields());
    return fields;
  }();
  return table;
}

}  // namespace

std::vector<FieldDoc> factor_docs() {
  return factor_fields().docs();
}
std::vector<FieldDoc> asset_docs() {
  return asset_fields().docs();
}

FieldType<std::vector<Located<std::uint32_t>>> group_type() {
  return list_field(symbol_field({SymbolKind::asset}, "asset"));
}

void read_factors(const Node& root, Market& market, ReadContext& context) {
  for (const NodeEntry* entry : section_entries(root, "factors")) {
    Factor factor;
    factor.name = entry->key.value;
    FactorFields fields;
    if (factor_fields().read(entry->value, "factors." + factor.name, fields, context))
      factor.volatility = base_value(fields.volatility, market, context.diagnostics).value_or(0.0);
    static_cast<Annotation&>(factor) = fields;
    market.factors.push_back(std::move(factor));
  }
}

void read_groups(const Node& root, Market& market, ReadContext& context) {
  const auto type = group_type();
  for (const NodeEntry* entry : section_entries(root, "groups")) {
    Group group;
    group.name = entry->key.value;
    const std::string path = "groups." + group.name;
    std::vector<Located<std::uint32_t>> members;
    type.read(entry->value, path, members, context);
    for (const Located<std::uint32_t>& member : members) {
      if (member.value >= market.symbols.size()) continue;
      const Symbol& asset = market.symbols[member.value];
      if (asset.kind != SymbolKind::asset) continue;
      if (std::find(group.assets.begin(), group.assets.end(), asset.index) != group.assets.end()) {
        context.diagnostics.error(codes::listed_twice, member.where, path,
                                  "'" + asset.name + "' is listed twice");
        continue;
      }
      group.assets.push_back(asset.index);
    }
    if (entry->value.is_sequence() && entry->value.items.empty())
      context.diagnostics.error(codes::empty_group, entry->value.where, path,
                                "a group needs at least one asset");
    market.groups.push_back(std::move(group));
  }
}

void read_assets(const Node& root, Market& market, ReadContext& context) {
  for (const NodeEntry* entry : section_entries(root, "assets")) {
    Asset asset;
    asset.name = entry->key.value;
    asset.where = entry->key.where;
    AssetFields fields;
    if (asset_fields().read(entry->value, "assets." + asset.name, fields, context)) {
      asset.volatility = base_value(fields.volatility.value, market, context.diagnostics).value_or(0.0);
      asset.volatility_is_total = fields.volatility.is_total;
      for (const auto& [name, beta] : fields.betas)
        if (const auto value = base_value(beta, market, context.diagnostics))
          asset.betas.emplace_back(market.symbols[*market.symbols.find(name.value)].index, *value);
    }
    static_cast<Annotation&>(asset) = fields;
    asset.drift = fields.drift;
    market.assets.push_back(std::move(asset));
  }
}

}  // namespace faultline
