#include "shocks/arrivals.h"

#include "language/number.h"
#include "model/constants.h"
#include "shocks/codes.h"
#include "shocks/fields.h"
#include "shocks/kinds.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace faultline {

namespace {

struct UponFields {
  Located<EventSource> source;
  std::optional<Quantity> chance;
  std::optional<Quantity> after;
};

struct ArrivalsFields : Arrivals {
  std::vector<UponFields> causes;
  std::vector<Quantity> window;
  std::optional<Quantity> most;
};

const FieldTable<UponFields>& upon_fields() {
  static const FieldTable<UponFields> table = [] {
    FieldTable<UponFields> fields;
    fields.field("shock", &UponFields::source, source_field(), "Whose events bring an arrival.",
                 Need::required);
    fields.field("chance", &UponFields::chance, chance_field(), "Probability that an event brings one.",
                 Need::optional, "100%");
    fields.field(
        "after", &UponFields::after,
        maybe(quantity_field(law_rule(Range::non_negative(), false, time_dimension), "law of durations")),
        "Delay.", Need::optional, "at once");
    return fields;
  }();
  return table;
}

const FieldTable<Arrivals::Excitation>& excitation_fields() {
  static const FieldTable<Arrivals::Excitation> table = [] {
    FieldTable<Arrivals::Excitation> fields;
    fields.field("jump", &Arrivals::Excitation::jump,
                 quantity_field(parameter_rule(Range::non_negative(), false, rate_dimension), "1/time"),
                 "Added to the intensity by each arrival.", Need::required);
    fields.field("half_life", &Arrivals::Excitation::half_life,
                 quantity_field(parameter_rule(Range::positive(), false, time_dimension), "duration"),
                 "Half-life of what was added.", Need::required);
    return fields;
  }();
  return table;
}

FieldTable<Arrivals> own_fields() {
  FieldTable<Arrivals> fields;
  fields.field(
      "rate", &Arrivals::rate,
      maybe(quantity_field(state_rule(Range::non_negative(), false, rate_dimension), "1/time, expression")),
      "Intensity of arrivals of its own.");
  add_jump(fields, &Arrivals::jump, "at each arrival");
  fields.field("excitation", &Arrivals::excitation,
               maybe(object_field(excitation_fields(), "mapping with jump, half_life")),
               "Each arrival raises the intensity (Hawkes).");
  fields.field("priced_in", &Arrivals::priced_in, priced_in_field(),
               "Share of the expected effect already discounted.", Need::optional, "0%");
  fields.field("while", &Arrivals::whiles, while_field(true),
               "Multipliers on volatility and additions to drift.");
  return fields;
}

const FieldTable<ArrivalsFields>& arrivals_fields() {
  static const FieldTable<ArrivalsFields> table = [] {
    FieldTable<ArrivalsFields> fields;
    fields.include(shock_fields());
    fields.include(own_fields());
    fields.field("upon", &ArrivalsFields::causes,
                 list_field(object_field(upon_fields(), "mapping with shock, chance, after"), true),
                 "Events of other shocks that bring arrivals.");
    fields.field(
        "window", &ArrivalsFields::window,
        list_field(quantity_field(base_rule(Range::non_negative(), false, time_dimension), "time or date")),
        "[from, to): arrivals happen only inside.");
    fields.field("max", &ArrivalsFields::most,
                 maybe(quantity_field(base_rule(Range::non_negative()), "whole number")),
                 "Most arrivals on a path.");
    return fields;
  }();
  return table;
}

/// `max` where it is a plain number: the bound of .count.
double largest_count(const Node& node) {
  const NodeEntry* most = node.find("max");
  if (most == nullptr || most->value.text.empty() || most->value.text.size() > 9) return unbounded;
  if (most->value.text.find_first_not_of("0123456789") != std::string::npos) return unbounded;
  return plain_decimal(most->value.text).value_or(unbounded);
}

void describe(const Node& node, Symbol& symbol) {
  symbol.exports = {make_export("count", number_dimension, 0.0, largest_count(node)),
                    make_export("any", number_dimension, 0.0, 1.0),
                    make_export("first", time_dimension, 0.0, unbounded),
                    make_export("last", time_dimension, 0.0, unbounded),
                    make_export("since", time_dimension, 0.0, unbounded),
                    make_export("intensity", rate_dimension, 0.0, unbounded),
                    make_export("severity", number_dimension, 0.0, unbounded)};
}

class ArrivalsReader {
 public:
  ArrivalsReader(const Node& node, const std::string& path, const Market& market, ReadContext& context)
      : node_(node), path_(path), market_(market), context_(context) {}

  Arrivals read() {
    ArrivalsFields fields;
    if (!arrivals_fields().read(node_, path_, fields, context_)) return fields;
    for (UponFields& cause : fields.causes) {
      if (cause.after && is_known_zero(*cause.after)) cause.after.reset();
      fields.upon.push_back({std::move(cause.source.value), cause.chance.value_or(constant_quantity(1.0)),
                             std::move(cause.after)});
    }
    take_window(fields);
    take_most(fields);
    if (!fields.rate && fields.upon.empty())
      context_.diagnostics.error(codes::no_cause, node_.where, path_, "nothing brings an arrival",
                                 "give a `rate`, or `upon` another shock");
    check_branching(fields);
    check_pricing(fields);
    return fields;
  }

 private:
  bool is_known_zero(const Quantity& delay) const {
    if (delay.is_law() || reads_state(delay, market_) || reads_drawn(delay, market_)) return false;
    return constant_value(delay.expression(), market_) == 0.0;
  }

  SourceRange place(std::string_view key) const {
    const NodeEntry* found = node_.find(key);
    return found != nullptr ? found->value.where : node_.where;
  }

  void take_window(ArrivalsFields& fields) {
    if (node_.find("window") == nullptr) return;
    const std::string field = path_ + ".window";
    if (fields.window.size() != 2) {
      context_.diagnostics.error(codes::window, place("window"), field, "a window is [from, to)");
      return;
    }
    const auto from = base_value(fields.window[0], market_, context_.diagnostics);
    const auto to = base_value(fields.window[1], market_, context_.diagnostics);
    if (!from || !to) return;
    if (!(*from < *to))
      context_.diagnostics.error(codes::window, place("window"), field, "a window must begin before it ends");
    fields.from = *from;
    fields.to = *to;
    fields.from_text = fields.window[0].text;
    fields.to_text = fields.window[1].text;
  }

  void take_most(ArrivalsFields& fields) {
    if (!fields.most) return;
    const auto value = base_value(*fields.most, market_, context_.diagnostics);
    if (!value) return;
    if (*value != std::floor(*value) || *value > 1e9) {
      context_.diagnostics.error(codes::most, fields.most->where, path_ + ".max",
                                 "'" + fields.most->text + "' is not a whole number of arrivals");
      return;
    }
    fields.max = static_cast<std::uint64_t>(*value);
  }

  /// The value, or the least that the draws of its parameters allow.
  double least(const Quantity& quantity) const {
    if (!reads_drawn(quantity, market_)) return constant_value(quantity.expression(), market_);
    return std::max(bounds_of(quantity.expression(), market_.symbols).lower, 0.0);
  }

  /// Every arrival brings jump * half_life / ln 2 further ones on average: with one or more they never end.
  void check_branching(const ArrivalsFields& fields) {
    if (!fields.excitation || fields.max) return;
    const Quantity& jump = fields.excitation->jump;
    const Quantity& half_life = fields.excitation->half_life;
    const double ratio = least(jump) * least(half_life) / std::numbers::ln2;
    if (!(ratio >= 1.0)) return;
    const bool drawn = reads_drawn(jump, market_) || reads_drawn(half_life, market_);
    context_.diagnostics.error(codes::branching, place("excitation"), path_ + ".excitation",
                               fmt::format("each arrival brings {}{:.3g} more on average, so they never end",
                                           drawn ? "at least " : "", ratio),
                               "lower jump * half_life / ln 2 below 1, or give `max`");
  }

  void check_pricing(const ArrivalsFields& fields) {
    if (!fields.priced_in) return;
    check_priced_in(*fields.priced_in, {&fields.jump}, market_, context_.diagnostics);
    if (!fields.upon.empty())
      context_.diagnostics.error(codes::priced_in_source, fields.priced_in->where, fields.priced_in->field,
                                 "priced_in needs an intensity, but arrivals come `upon` other shocks too");
  }

  const Node& node_;
  const std::string& path_;
  const Market& market_;
  ReadContext& context_;
};

Shock read(const Node& node, const std::string& path, const Market& market, ReadContext& context) {
  return ArrivalsReader(node, path, market, context).read();
}

std::vector<FieldPage> pages() {
  return {{"arrivals", "Recurring events.", arrivals_fields().docs()},
          {"arrivals: upon", "An event of another shock that brings an arrival.", upon_fields().docs()},
          {"arrivals: excitation", "Self-excitation.", excitation_fields().docs()}};
}

}  // namespace

const ShockKind& arrivals_kind() {
  static const ShockKind kind{"arrivals", "Recurring events, of their own rate or upon other shocks.",
                              &describe, &read, &pages};
  return kind;
}

}  // namespace faultline
