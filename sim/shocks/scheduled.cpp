#include "shocks/scheduled.h"

#include "model/constants.h"
#include "shocks/codes.h"
#include "shocks/fields.h"
#include "shocks/kinds.h"
#include "shocks/probabilities.h"

#include <cmath>
#include <string>
#include <utility>

namespace faultline {
namespace {

struct ScheduledFields : Scheduled {
  Jump jump;
  NamedList<Outcome> named;
};

const FieldTable<Scheduled::Outcome>& outcome_fields() {
  static const FieldTable<Scheduled::Outcome> table = [] {
    FieldTable<Scheduled::Outcome> fields;
    fields.field("probability", &Scheduled::Outcome::probability, chance_field(),
                 "Probability when it falls due; one outcome may leave it out and takes the rest.");
    add_jump(fields, &Scheduled::Outcome::jump, "when this is the outcome");
    fields.include(annotation_fields());
    return fields;
  }();
  return table;
}

FieldTable<Scheduled> own_fields() {
  FieldTable<Scheduled> fields;
  fields.field("at", &Scheduled::at, maybe(moment_field()), "When it falls due.");
  fields.field("every", &Scheduled::every, maybe(duration_field()),
               "Falls due again and again, first after one such duration.");
  fields.field("priced_in", &Scheduled::priced_in, priced_in_field(),
               "Share of the expected effect already discounted.", Need::optional, "0%");
  fields.field("while", &Scheduled::whiles, while_field(true),
               "Multipliers on volatility and additions to drift.");
  return fields;
}

const FieldTable<ScheduledFields>& scheduled_fields() {
  static const FieldTable<ScheduledFields> table = [] {
    FieldTable<ScheduledFields> fields;
    fields.include(shock_fields());
    fields.include(own_fields());
    fields.field("outcomes", &ScheduledFields::named,
                 map_field(object_field(outcome_fields(), "mapping with probability, impact, severity"), {},
                           "map of outcome to mapping"),
                 "What may come of it.", Need::optional, "one, called done");
    add_jump(fields, &ScheduledFields::jump, "whatever the outcome, unless the outcome has its own");
    return fields;
  }();
  return table;
}

std::vector<std::string> outcome_names(const Node& node) {
  std::vector<std::string> names = keys_of(node, "outcomes");
  if (node.find("outcomes") == nullptr) names.emplace_back("done");
  return names;
}

void describe(const Node& node, Symbol& symbol) {
  symbol.parts = outcome_names(node);
  const double most = node.find("every") == nullptr ? 1.0 : unbounded;
  symbol.exports = {make_export("done", number_dimension, 0.0, 1.0),
                    make_export("count", number_dimension, 0.0, most),
                    make_export("is", number_dimension, 0.0, 1.0, symbol.parts),
                    make_export("time", time_dimension, 0.0, unbounded)};
}

void take_outcomes(ScheduledFields& fields, const Node& node) {
  if (node.find("outcomes") == nullptr) {
    Scheduled::Outcome done;
    done.name = "done";
    done.jump = fields.jump;
    fields.outcomes.push_back(std::move(done));
    return;
  }
  for (auto& [name, outcome] : fields.named) {
    outcome.name = name.value;
    const NodeEntry* own = node.find("outcomes")->value.find(name.value);
    if (own->value.find("impact") == nullptr) outcome.jump.impact = fields.jump.impact;
    take_defaults(outcome.jump, fields.jump);
    fields.outcomes.push_back(std::move(outcome));
  }
}

void check_time(const ScheduledFields& fields, const Node& node, const std::string& path,
                Diagnostics& diagnostics) {
  if (fields.at.has_value() == fields.every.has_value())
    diagnostics.error(codes::at_or_every, node.where, path,
                      fields.at ? "`at` and `every` stand together" : "the shock has no time",
                      "give either `at` or `every`");
  if (fields.every && fields.every->time.numerator <= 0)
    diagnostics.error(codes::at_or_every, node.find("every")->value.where, path + ".every",
                      "must be a positive duration");
}

Shock read(const Node& node, const std::string& path, const Market& market, ReadContext& context) {
  ScheduledFields fields;
  if (!scheduled_fields().read(node, path, fields, context)) return Scheduled(fields);
  check_time(fields, node, path, context.diagnostics);
  take_outcomes(fields, node);
  if (fields.outcomes.empty()) {
    context.diagnostics.error(codes::no_outcomes, node.find("outcomes")->value.where, path + ".outcomes",
                              "there is no outcome", "leave `outcomes` out for a single one");
    return Scheduled(fields);
  }
  if (node.find("outcomes") != nullptr) {
    std::vector<const Quantity*> probabilities;
    for (const Scheduled::Outcome& outcome : fields.outcomes)
      probabilities.push_back(outcome.probability ? &*outcome.probability : nullptr);
    check_probabilities(probabilities, codes::outcome_probabilities, node.find("outcomes")->value.where,
                        path + ".outcomes", "outcome", market, context.diagnostics);
  }
  if (fields.priced_in) {
    std::vector<const Jump*> jumps;
    for (const Scheduled::Outcome& outcome : fields.outcomes) jumps.push_back(&outcome.jump);
    check_priced_in(*fields.priced_in, jumps, market, context.diagnostics);
  }
  return Scheduled(fields);
}

std::vector<FieldPage> pages() {
  return {{"scheduled", "A dated decision.", scheduled_fields().docs()},
          {"scheduled: outcomes", "One outcome.", outcome_fields().docs()}};
}

}  // namespace

const ShockKind& scheduled_kind() {
  static const ShockKind kind{"scheduled", "A dated decision with outcomes, once or again and again.",
                              &describe, &read, &pages};
  return kind;
}

}  // namespace faultline
