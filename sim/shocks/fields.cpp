#include "shocks/fields.h"

#include "model/constants.h"
#include "model/laws.h"
#include "shocks/codes.h"

#include <algorithm>

#include <fmt/format.h>

namespace faultline {
namespace {

struct FadeFields {
  Quantity share;
  Quantity half_life;
};

FieldTable<FadeFields> unfolding_table(const std::string& share, const std::string& share_text,
                                       const std::string& half_life_text) {
  FieldTable<FadeFields> fields;
  fields.field(share, &FadeFields::share,
               quantity_field(parameter_rule(Range::probability(), true), "number"), share_text,
               Need::required);
  fields.field("half_life", &FadeFields::half_life,
               quantity_field(parameter_rule(Range::positive(), false, time_dimension), "duration"),
               half_life_text, Need::required);
  return fields;
}

const FieldTable<FadeFields>& fade_table() {
  static const FieldTable<FadeFields> table =
      unfolding_table("share", "Share of the jump that decays back.", "Half-life of the decay.");
  return table;
}

const FieldTable<FadeFields>& build_table() {
  static const FieldTable<FadeFields> table =
      unfolding_table("now", "Share of the jump felt at once.", "Half-life of the rest still to come.");
  return table;
}

FieldType<Unfold> unfolding(const FieldTable<FadeFields>& table, Unfolding kind, std::string type) {
  const FieldType<FadeFields> object = object_field(table, std::move(type));
  return {object.type, object.schema,
          [object, kind](const Node& node, const std::string& path, Unfold& out, ReadContext& context) {
            FadeFields fields;
            if (!object.read(node, path, fields, context)) return false;
            if (out.kind != Unfolding::at_once && out.kind != kind) {
              context.diagnostics.error(codes::fade_and_build, node.where, path,
                                        "a jump has fade or build, not both");
              return false;
            }
            out = {kind, std::move(fields.share), std::move(fields.half_life)};
            return true;
          }};
}

FieldTable<While> make_while_table(bool when_needed) {
  FieldTable<While> fields;
  fields.field("when", &While::when, maybe(quantity_field(state_rule(Range::any()), "condition")),
               "In force over the steps at whose start it holds.",
               when_needed ? Need::required : Need::optional, when_needed ? "" : "always");
  fields.field("volatility", &While::volatility, multiplier_field(), "Multipliers on volatility.");
  fields.field("drift", &While::drift, drift_field(), "Additions to drift per year.");
  return fields;
}

const FieldTable<While>& while_table(bool when_needed) {
  static const FieldTable<While> needed = make_while_table(true);
  static const FieldTable<While> optional = make_while_table(false);
  return when_needed ? needed : optional;
}

}  // namespace

const FieldTable<ShockBase>& shock_fields() {
  static const FieldTable<ShockBase> table = [] {
    FieldTable<ShockBase> fields;
    fields.field("kind", &ShockBase::kind, text_field(), "Kind of the shock.", Need::required);
    fields.field("enabled", &ShockBase::enabled, bool_field(), "false leaves the shock out.", Need::optional,
                 "true");
    fields.include(annotation_fields());
    return fields;
  }();
  return table;
}

FieldType<std::optional<Quantity>> severity_field() {
  return maybe(quantity_field(law_rule(Range::non_negative()), "law, not negative"));
}
FieldType<Unfold> fade_field() {
  return unfolding(fade_table(), Unfolding::fade, "mapping with share, half_life");
}
FieldType<Unfold> build_field() {
  return unfolding(build_table(), Unfolding::build, "mapping with now, half_life");
}

FieldType<std::vector<While>> while_field(bool when_needed) {
  return list_field(object_field(while_table(when_needed), "mapping with when, volatility, drift"), true);
}

FieldType<std::optional<Quantity>> priced_in_field() {
  return maybe(quantity_field(parameter_rule(Range::probability(), true), "number between 0 and 1"));
}

FieldType<std::optional<Quantity>> chance_field() {
  return maybe(quantity_field(state_rule(Range::probability(), true), "probability, expression"));
}

std::vector<FieldDoc> fade_docs() {
  return fade_table().docs();
}
std::vector<FieldDoc> build_docs() {
  return build_table().docs();
}
std::vector<FieldDoc> while_docs() {
  return while_table(true).docs();
}

void take_defaults(Jump& jump, const Jump& defaults) {
  if (!jump.severity) jump.severity = defaults.severity;
  if (jump.unfold.kind == Unfolding::at_once) jump.unfold = defaults.unfold;
}

Node refuse(const Node& node, const std::string& path, const std::vector<Refusal>& refusals,
            Diagnostics& diagnostics) {
  Node rest = node;
  for (const Refusal& refusal : refusals) {
    const NodeEntry* found = node.find(refusal.key);
    if (found == nullptr) continue;
    diagnostics.error(codes::refused_field, found->key.where, field_path(path, refusal.key), refusal.message,
                      refusal.hint);
    std::erase_if(rest.entries, [&](const NodeEntry& entry) { return entry.key.value == refusal.key; });
  }
  return rest;
}

std::vector<std::string> keys_of(const Node& shock, std::string_view field) {
  std::vector<std::string> keys;
  const NodeEntry* found = shock.find(field);
  if (found == nullptr) return keys;
  for (const NodeEntry& entry : found->value.entries)
    if (!entry.key.value.starts_with("x-")) keys.push_back(entry.key.value);
  return keys;
}

Export make_export(std::string name, Dimension dimension, double lower, double upper,
                   std::vector<std::string> arguments) {
  Export out;
  out.name = std::move(name);
  out.dimension = dimension;
  out.takes_argument = !arguments.empty();
  out.arguments = std::move(arguments);
  out.lower = lower;
  out.upper = upper;
  return out;
}

namespace {

/// What an asset may feel of log(1 + x): the largest severity times its loading.
std::vector<double> largest_exponents(const Jump& jump, const ImpactTarget& target, const Market& market) {
  const double severity =
      jump.severity ? severity_distribution(*jump.severity, constant_evaluator(market)).upper() : 1.0;
  if (!target.is_factor) return {severity};
  std::vector<double> out;
  for (const Asset& asset : market.assets)
    for (const auto& [factor, beta] : asset.betas)
      if (factor == target.index) out.push_back(severity * beta);
  return out;
}

/// Laws whose arguments are drawn show on a path whether they have an expectation.
void check_expectations(const Jump& jump, const Market& market, Diagnostics& diagnostics) {
  if (jump.severity && reads_drawn(*jump.severity, market)) return;
  for (const ImpactTarget& target : jump.impact) {
    if (reads_drawn(target.jump, market)) continue;
    for (const double exponent : largest_exponents(jump, target, market)) {
      if (has_expected_power(target.jump, exponent, constant_evaluator(market))) continue;
      diagnostics.error(codes::priced_in_infinite, target.jump.where, target.jump.field,
                        fmt::format("priced_in needs the mean of (1 + x)^{:.3g}, which is infinite for this "
                                    "law{}",
                                    exponent, jump.severity ? " at the largest severity" : ""),
                        "bound the law, as in truncate(..., -50%, 50%), or leave priced_in out");
      break;
    }
  }
}

}  // namespace

void check_priced_in(const Quantity& priced_in, const std::vector<const Jump*>& jumps, const Market& market,
                     Diagnostics& diagnostics) {
  for (const Jump* jump : jumps) {
    if (jump->impact.empty()) continue;
    if (jump->unfold.kind != Unfolding::at_once) {
      diagnostics.error(codes::priced_in_unfolding, priced_in.where, priced_in.field,
                        "priced_in cannot stand with fade or build", "leave one of them out");
      return;
    }
    bool state = jump->severity && reads_state(*jump->severity, market);
    for (const ImpactTarget& target : jump->impact) state = state || reads_state(target.jump, market);
    if (!state) {
      check_expectations(*jump, market, diagnostics);
      continue;
    }
    diagnostics.error(codes::priced_in_state, priced_in.where, priced_in.field,
                      "priced_in needs impacts that do not depend on state");
    return;
  }
}

}  // namespace faultline
