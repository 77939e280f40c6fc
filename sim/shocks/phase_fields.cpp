#include "shocks/phase_fields.h"

namespace faultline {
namespace {

FieldType<EdgeTargets> targets_field() {
  const FieldType<std::string> name = name_field();
  const FieldType<NamedList<std::optional<Quantity>>> split =
      map_field(chance_field(), {}, "map of phase to probability");
  return either<EdgeTargets>(
      {"phase", name.schema,
       [name](const Node& node, const std::string& path, EdgeTargets& out, ReadContext& context) {
         out.where = node.where;
         Located<std::string> phase{{}, node.where};
         if (!name.read(node, path, phase.value, context)) return false;
         out.branches.emplace_back(std::move(phase), std::nullopt);
         return true;
       }},
      {split.type, split.schema,
       [split](const Node& node, const std::string& path, EdgeTargets& out, ReadContext& context) {
         out.where = node.where;
         NamedList<std::optional<Quantity>> named;
         if (!split.read(node, path, named, context)) return false;
         for (auto& [phase, probability] : named) out.branches.emplace_back(phase, std::move(probability));
         return true;
       }});
}

const FieldTable<EdgeFields>& edge_fields() {
  static const FieldTable<EdgeFields> table = [] {
    FieldTable<EdgeFields> fields;
    fields.field("to", &EdgeFields::to, targets_field(), "The next phase, or a split {a: 65%, b: 35%}.",
                 Need::required);
    fields.field(
        "hazard", &EdgeFields::hazard,
        maybe(quantity_field(state_rule(Range::non_negative(), false, rate_dimension), "1/time, expression")),
        "Fires with this intensity.");
    fields.field(
        "after", &EdgeFields::after,
        maybe(quantity_field(law_rule(Range::non_negative(), false, time_dimension), "law of durations")),
        "Fires when this time, drawn on entry, has run down.");
    fields.field("speed", &EdgeFields::speed,
                 maybe(quantity_field(state_rule(Range::non_negative()), "number, expression")),
                 "How fast the clock of `after` runs.", Need::optional, "1");
    fields.field("at", &EdgeFields::at, maybe(moment_field()), "Fires then; never when it is past on entry.");
    fields.field("upon", &EdgeFields::upon, maybe(source_field()), "Fires at an event of another shock.");
    fields.field("chance", &EdgeFields::chance, chance_field(),
                 "Probability that an event of `upon` makes it fire.", Need::optional, "100%");
    add_jump(fields, &EdgeFields::jump, "when the edge fires");
    return fields;
  }();
  return table;
}

FieldType<EdgeFields> edge_field() {
  FieldType<EdgeFields> type = object_field(edge_fields(), "edge");
  type.read = [read = type.read](const Node& node, const std::string& path, EdgeFields& out,
                                 ReadContext& context) {
    out.where = node.where;
    out.usable = read(node, path, out, context);
    return out.usable;
  };
  return type;
}

const FieldTable<PhaseFields>& phase_fields() {
  static const FieldTable<PhaseFields> table = [] {
    FieldTable<Phases::Phase> own;
    add_jump(own, &Phases::Phase::entry, "on entry");
    own.field("while", &Phases::Phase::whiles, while_field(false), "In force while the phase lasts.");
    FieldTable<PhaseFields> fields;
    fields.include(own);
    fields.field("next", &PhaseFields::edges, list_field(edge_field()),
                 "Competing edges: the first to fire wins. Without it the phase is final.");
    fields.include(annotation_fields());
    return fields;
  }();
  return table;
}

}  // namespace

const FieldTable<PhasesFields>& phases_fields() {
  static const FieldTable<PhasesFields> table = [] {
    FieldTable<Phases> own;
    own.field("priced_in", &Phases::priced_in, priced_in_field(),
              "Share of the expected effect already discounted.", Need::optional, "0%");
    own.field("while", &Phases::whiles, while_field(true),
              "Multipliers on volatility and additions to drift.");
    FieldTable<PhasesFields> fields;
    fields.include(shock_fields());
    fields.field("initial", &PhasesFields::initial_name, located(name_field()), "The phase at the start.",
                 Need::required);
    fields.field("phases", &PhasesFields::named,
                 map_field(object_field(phase_fields(), "mapping with impact, severity, while, next"), {},
                           "map of phase to mapping"),
                 "The phases.", Need::required);
    add_unfolding(fields, &PhasesFields::defaults, " Default of phases and edges.");
    fields.include(own);
    return fields;
  }();
  return table;
}

std::vector<FieldPage> phase_pages() {
  return {{"phases", "Named states and the edges between them.", phases_fields().docs()},
          {"phases: phases", "One phase.", phase_fields().docs()},
          {"phases: phases: next", "An edge to another phase.", edge_fields().docs()}};
}

}  // namespace faultline
