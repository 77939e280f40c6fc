#pragma once

#include "language/fields.h"
#include "model/common_fields.h"
#include "shocks/common.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Fields and checks that several kinds share.

namespace faultline {

/// kind, enabled, label, note, source, basis.
const FieldTable<ShockBase>& shock_fields();

/// One target of a map of assets, groups and factors, groups resolved.
struct Target {
  bool is_factor = false;
  std::uint32_t index = 0;
  std::string name;
  Quantity value;
};
/// A map of asset, group or factor to a quantity. A name beats its group; one asset in two groups is an
/// error.
FieldType<std::vector<Target>> target_map(const QuantityRule& rule, const std::string& value_type);

FieldType<std::vector<ImpactTarget>> impact_field();
FieldType<std::vector<While::Entry>> multiplier_field();
FieldType<std::vector<While::Entry>> drift_field();
FieldType<std::optional<Quantity>> severity_field();
FieldType<Unfold> fade_field();
FieldType<Unfold> build_field();
/// A `while` mapping or a list of them; `when` may be left out where `when_needed` is false.
FieldType<std::vector<While>> while_field(bool when_needed);
FieldType<std::optional<Quantity>> priced_in_field();
FieldType<std::optional<Quantity>> chance_field();
/// SHOCK, SHOCK.phase, SHOCK.outcome or SHOCK.state.
FieldType<Located<EventSource>> source_field();

std::vector<FieldDoc> fade_docs();
std::vector<FieldDoc> build_docs();
std::vector<FieldDoc> while_docs();

/// severity, fade and build of a jump.
template <class Owner>
void add_unfolding(FieldTable<Owner>& table, Jump Owner::*jump, const std::string& whose) {
  table.field("severity", jump, within(&Jump::severity, severity_field()),
              "Size drawn once per event, common to its assets: log jump = severity * log(1 + x)." + whose,
              Need::optional, "1");
  table.field("fade", jump, within(&Jump::unfold, fade_field()),
              "The share that decays back, and how fast." + whose);
  table.field("build", jump, within(&Jump::unfold, build_field()),
              "The share felt at once; the rest builds up." + whose);
}

/// impact, severity, fade and build.
template <class Owner>
void add_jump(FieldTable<Owner>& table, Jump Owner::*jump, const std::string& when) {
  table.field("impact", jump, within(&Jump::impact, impact_field()),
              "Simple returns x above -100 % that targets jump by " + when + ".");
  add_unfolding(table, jump, {});
}

/// Takes severity and unfolding of `defaults` where `jump` has none of its own.
void take_defaults(Jump& jump, const Jump& defaults);

/// Reports fields that the language refuses for a kind, and returns the mapping without them.
struct Refusal {
  std::string_view key;
  std::string message;
  std::string hint;
};
Node refuse(const Node& node, const std::string& path, const std::vector<Refusal>& refusals,
            Diagnostics& diagnostics);

/// The keys of a mapping inside a shock, `x-` left out: names of phases, outcomes, states.
std::vector<std::string> keys_of(const Node& shock, std::string_view field);

/// An export without or with an argument.
Export make_export(std::string name, Dimension dimension, double lower, double upper,
                   std::vector<std::string> arguments = {});

/// `priced_in` beside what it does not allow: fade, build, an impact or severity that reads state, an impact
/// whose expectation is infinite.
void check_priced_in(const Quantity& priced_in, const std::vector<const Jump*>& jumps, const Market& market,
                     Diagnostics& diagnostics);

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

}  // namespace faultline
