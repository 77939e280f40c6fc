#include "shocks/regimes.h"

#include "shocks/codes.h"
#include "shocks/fields.h"
#include "shocks/kinds.h"
#include "shocks/parts.h"

#include <string>
#include <utility>

namespace faultline {
namespace {

struct RegimeEdgeFields {
  Located<std::string> to;
  Quantity hazard;
};

struct StateFields : Regimes::State {
  std::vector<RegimeEdgeFields> edges;
};

struct RegimesFields : Regimes {
  Located<std::string> initial_name;
  NamedList<StateFields> named;
};

struct CorrelationFields {
  std::optional<Quantity> blend;
};

const FieldTable<RegimeEdgeFields>& edge_fields() {
  static const FieldTable<RegimeEdgeFields> table = [] {
    FieldTable<RegimeEdgeFields> fields;
    fields.field("to", &RegimeEdgeFields::to, located(text_field()), "The next state.", Need::required);
    fields.field(
        "hazard", &RegimeEdgeFields::hazard,
        quantity_field(state_rule(Range::non_negative(), false, rate_dimension), "1/time, expression"),
        "Intensity of the change.", Need::required);
    return fields;
  }();
  return table;
}

const FieldTable<CorrelationFields>& correlation_fields() {
  static const FieldTable<CorrelationFields> table = [] {
    FieldTable<CorrelationFields> fields;
    fields.field("blend", &CorrelationFields::blend, chance_field(),
                 "Moves the correlations of the assets' residuals toward 1 by this share.", Need::required);
    return fields;
  }();
  return table;
}

FieldType<std::optional<Quantity>> correlation_field() {
  const FieldType<CorrelationFields> object = object_field(correlation_fields(), "{blend: number}");
  return {object.type, object.schema,
          [object](const Node& node, const std::string& path, std::optional<Quantity>& out,
                   ReadContext& context) {
            CorrelationFields fields;
            if (!object.read(node, path, fields, context)) return false;
            out = std::move(fields.blend);
            return true;
          }};
}

const FieldTable<StateFields>& state_fields() {
  static const FieldTable<StateFields> table = [] {
    FieldTable<Regimes::State> own;
    own.field("volatility", &Regimes::State::volatility, multiplier_field(), "Multipliers on volatility.");
    own.field("drift", &Regimes::State::drift, drift_field(), "Additions to drift per year.");
    own.field("correlation", &Regimes::State::blend, correlation_field(), "Tightening of the correlations.");
    FieldTable<StateFields> fields;
    fields.include(own);
    fields.field("next", &StateFields::edges,
                 list_field(object_field(edge_fields(), "mapping with to, hazard")),
                 "Changes to other states.");
    fields.include(annotation_fields());
    return fields;
  }();
  return table;
}

const FieldTable<RegimesFields>& regimes_fields() {
  static const FieldTable<RegimesFields> table = [] {
    FieldTable<Regimes> own;
    own.field("while", &Regimes::whiles, while_field(true),
              "Multipliers on volatility and additions to drift.");
    FieldTable<RegimesFields> fields;
    fields.include(shock_fields());
    fields.field("initial", &RegimesFields::initial_name, located(text_field()), "The state at the start.",
                 Need::required);
    fields.field("states", &RegimesFields::named,
                 map_field(object_field(state_fields(), "mapping with volatility, drift, correlation, next"),
                           {}, "map of state to mapping"),
                 "The states.", Need::required);
    fields.include(own);
    return fields;
  }();
  return table;
}

void describe(const Node& node, Symbol& symbol) {
  symbol.parts = keys_of(node, "states");
  symbol.exports = {make_export("is", number_dimension, 0.0, 1.0, symbol.parts)};
}

std::vector<Refusal> refusals() {
  return {{"impact", "regimes do not jump", "use a shock of kind phases for states with impact"},
          {"severity", "regimes do not jump", ""},
          {"priced_in", "regimes have no impact that could be priced in", ""}};
}

Shock read(const Node& given, const std::string& path, const Market&, ReadContext& context) {
  const Node node = refuse(given, path, refusals(), context.diagnostics);
  RegimesFields fields;
  const bool ok = regimes_fields().read(node, path, fields, context);
  const PartNames names(keys_of(node, "states"), "state", context.diagnostics);
  for (auto& [name, state] : fields.named) {
    state.name = name.value;
    for (RegimeEdgeFields& edge : state.edges)
      if (const auto to = names.find(edge.to, path + ".states." + name.value + ".next"))
        state.next.push_back({*to, std::move(edge.hazard), edge.to.where});
    fields.states.push_back(std::move(state));
  }
  if (!ok) return Regimes(fields);
  if (fields.states.empty()) {
    context.diagnostics.error(codes::no_parts, node.where, path + ".states", "there is no state");
  } else if (const auto initial = names.find(fields.initial_name, path + ".initial")) {
    fields.initial = *initial;
  }
  return Regimes(fields);
}

std::vector<FieldPage> pages() {
  return {{"regimes", "Market-wide Markov states.", regimes_fields().docs()},
          {"regimes: states", "One state.", state_fields().docs()},
          {"regimes: states: next", "A change to another state.", edge_fields().docs()},
          {"regimes: states: correlation", "Tightening of the correlations.", correlation_fields().docs()}};
}

}  // namespace

const ShockKind& regimes_kind() {
  static const ShockKind kind{"regimes", "Market-wide states that come and go.", &describe, &read, &pages};
  return kind;
}

}  // namespace faultline
