#include "shocks/phases.h"

#include "shocks/codes.h"
#include "shocks/fields.h"
#include "shocks/kinds.h"
#include "shocks/parts.h"
#include "shocks/phase_fields.h"
#include "shocks/probabilities.h"

#include <string>
#include <utility>

namespace faultline {

namespace {

void describe(const Node& node, Symbol& symbol) {
  symbol.parts = keys_of(node, "phases");
  symbol.exports = {make_export("is", number_dimension, 0.0, 1.0, symbol.parts),
                    make_export("reached", number_dimension, 0.0, 1.0, symbol.parts),
                    make_export("when", time_dimension, 0.0, unbounded, symbol.parts),
                    make_export("age", time_dimension, 0.0, unbounded)};
}

std::vector<Refusal> refusals() {
  return {{"impact", "impact on the shock itself says nothing of when it is felt",
           "move it to a phase or an edge"}};
}

class PhasesReader {
 public:
  PhasesReader(const Node& node, const std::string& path, const Market& market, ReadContext& context)
      : node_(refuse(node, path, refusals(), context.diagnostics)),
        path_(path),
        market_(market),
        context_(context),
        names_(keys_of(node, "phases"), "phase", context.diagnostics) {}

  Phases read() {
    PhasesFields fields;
    const bool ok = phases_fields().read(node_, path_, fields, context_);
    for (auto& [name, phase] : fields.named) {
      phase.name = name.value;
      take_defaults(phase.entry, fields.defaults);
      for (EdgeFields& edge : phase.edges)
        take_edge(edge, path_ + ".phases." + name.value + ".next", fields, phase);
      fields.phases.push_back(std::move(phase));
    }
    if (!fields.phases.empty() && (ok || !fields.initial_name.value.empty()))
      fields.initial = names_.find(fields.initial_name, path_ + ".initial").value_or(0);
    if (!ok) return fields;
    if (fields.phases.empty())
      context_.diagnostics.error(codes::no_parts, node_.where, path_ + ".phases", "there is no phase");
    if (fields.priced_in) check_pricing(fields);
    return fields;
  }

 private:
  void take_edge(EdgeFields& given, const std::string& path, const PhasesFields& fields,
                 Phases::Phase& phase) {
    Phases::Edge edge;
    if (!given.usable) {
      for (const auto& branch : given.to.branches) names_.find(branch.first, path + ".to");
      return;
    }
    edge.where = given.where;
    edge.jump = std::move(given.jump);
    take_defaults(edge.jump, fields.defaults);
    if (!take_cause(given, path, edge) || !take_branches(given.to, path, edge)) return;
    phase.next.push_back(std::move(edge));
  }

  /// Exactly one of hazard, after, at, upon; speed goes with after, chance with upon.
  bool take_cause(EdgeFields& given, const std::string& path, Phases::Edge& edge) {
    const int causes =
        given.hazard.has_value() + given.after.has_value() + given.at.has_value() + given.upon.has_value();
    if (causes != 1) {
      context_.diagnostics.error(
          codes::edge_cause, given.where, path,
          causes == 0 ? "nothing makes the edge fire" : "the edge has more than one cause",
          "give exactly one of hazard, after, at, upon");
      return false;
    }
    if (given.speed && !given.after) return refuse_field("speed", "after", given.speed->where, path);
    if (given.chance && !given.upon) return refuse_field("chance", "upon", given.chance->where, path);
    if (given.hazard) {
      edge.kind = Phases::EdgeKind::hazard;
      edge.clock = std::move(*given.hazard);
    } else if (given.after) {
      edge.kind = Phases::EdgeKind::after;
      edge.clock = std::move(*given.after);
      edge.speed = std::move(given.speed);
    } else if (given.at) {
      edge.kind = Phases::EdgeKind::at;
      edge.clock = std::move(*given.at);
    } else {
      edge.kind = Phases::EdgeKind::upon;
      edge.upon = std::move(given.upon->value);
      edge.chance = given.chance ? std::move(given.chance) : constant_quantity(1.0);
    }
    return true;
  }

  bool refuse_field(const std::string& field, const std::string& cause, SourceRange where,
                    const std::string& path) {
    context_.diagnostics.error(codes::edge_field, where, path,
                               "`" + field + "` belongs to edges with `" + cause + "`");
    return false;
  }

  bool take_branches(EdgeTargets& to, const std::string& path, Phases::Edge& edge) {
    bool ok = true;
    std::vector<const Quantity*> probabilities;
    for (auto& [name, probability] : to.branches) {
      const auto phase = names_.find(name, path + ".to");
      ok = ok && phase.has_value();
      if (phase) edge.to.push_back({*phase, probability});
      probabilities.push_back(probability ? &*probability : nullptr);
    }
    if (to.branches.empty()) {
      context_.diagnostics.error(codes::split_probabilities, to.where, path + ".to",
                                 "the split names no phase");
      return false;
    }
    check_probabilities(probabilities, codes::split_probabilities, to.where, path + ".to", "branch", market_,
                        context_.diagnostics);
    return ok;
  }

  /// Only what a hazard brings can be priced in: every jump must come by one.
  void check_pricing(const PhasesFields& fields) {
    std::vector<const Jump*> jumps;
    bool without_hazard = false;
    for (const Phases::Phase& phase : fields.phases) {
      jumps.push_back(&phase.entry);
      for (const Phases::Edge& edge : phase.next) {
        jumps.push_back(&edge.jump);
        bool felt = !edge.jump.impact.empty();
        for (const Phases::Branch& branch : edge.to)
          felt = felt || !fields.phases[branch.phase].entry.impact.empty();
        without_hazard = without_hazard || (felt && edge.kind != Phases::EdgeKind::hazard);
      }
    }
    check_priced_in(*fields.priced_in, jumps, market_, context_.diagnostics);
    if (without_hazard)
      context_.diagnostics.error(codes::priced_in_source, fields.priced_in->where, fields.priced_in->field,
                                 "priced_in needs an intensity, but a jump comes by an edge without hazard");
  }

  Node node_;
  const std::string& path_;
  const Market& market_;
  ReadContext& context_;
  PartNames names_;
};

Shock read(const Node& node, const std::string& path, const Market& market, ReadContext& context) {
  return PhasesReader(node, path, market, context).read();
}

}  // namespace

const ShockKind& phases_kind() {
  static const ShockKind kind{"phases", "A deal, approval or build-out that moves through named states.",
                              &describe, &read, &phase_pages};
  return kind;
}

}  // namespace faultline
