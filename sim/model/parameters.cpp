#include "model/parameters.h"

#include "language/codes.h"
#include "language/expression_parser.h"
#include "model/codes.h"
#include "model/common_fields.h"
#include "model/constants.h"
#include "model/laws.h"
#include "model/names.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace faultline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

QuantityRule any_rule(bool law_allowed, bool state_allowed) {
  QuantityRule rule;
  rule.any_dimension = true;
  rule.law_allowed = law_allowed;
  rule.state_allowed = state_allowed;
  return rule;
}

struct ParameterFields : Parameter {
  std::vector<Quantity> limits;
};

const FieldTable<ParameterFields>& parameter_fields() {
  static const FieldTable<ParameterFields> table = [] {
    FieldTable<Parameter> value;
    value.field("value", &Parameter::value,
                quantity_field(any_rule(true, false), "number, law or expression of parameters"),
                "The number; a law is drawn once per path.", Need::required);
    FieldTable<ParameterFields> fields;
    fields.include(value);
    fields.field("range", &ParameterFields::limits,
                 list_field(quantity_field(any_rule(false, false), "constant")),
                 "[lowest, highest] for sweeps and sensitivity, in the value's unit.");
    fields.include(annotation_fields());
    return fields;
  }();
  return table;
}

const FieldTable<Variable>& variable_fields() {
  static const FieldTable<Variable> table = [] {
    FieldTable<Variable> fields;
    fields.field("value", &Variable::value, quantity_field(any_rule(false, true), "expression"),
                 "The expression that the name stands for.", Need::required);
    fields.include(annotation_fields());
    return fields;
  }();
  return table;
}

const Node& value_node(const Node& node) {
  const NodeEntry* value = node.is_mapping() ? node.find("value") : nullptr;
  return value != nullptr ? value->value : node;
}

/// The order of reading a section whose entries read each other, without those on a circle: an error that
/// shows the chain.
std::vector<std::uint32_t> reading_order(const std::vector<const NodeEntry*>& entries, SymbolKind kind,
                                         const std::string& section, ReadContext& context) {
  std::vector<std::vector<std::uint32_t>> reads(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i)
    for (const std::uint32_t symbol : names_in(value_node(entries[i]->value).text, context.symbols, kind))
      if (context.symbols[symbol].index < entries.size()) reads[i].push_back(context.symbols[symbol].index);
  std::vector<std::vector<std::uint32_t>> circles;
  std::vector<std::uint32_t> order = dependence_order(reads, circles);
  for (const std::vector<std::uint32_t>& circle : circles) {
    std::string chain;
    for (const std::uint32_t position : circle) chain += "'" + entries[position]->key.value + "' reads ";
    const NodeEntry& first = *entries[circle.front()];
    context.diagnostics.error(codes::circle, first.value.where, section + "." + first.key.value,
                              "a circle: " + chain + "'" + first.key.value + "'");
    std::erase_if(order, [&](std::uint32_t position) {
      return std::find(circle.begin(), circle.end(), position) != circle.end();
    });
  }
  return circles.size() < most_circles ? order : std::vector<std::uint32_t>{};
}

bool fits(const Quantity& limit, const Quantity& value) {
  return limit.dimension == value.dimension || limit.expression().fits_any_dimension;
}

/// A value put in the place of the one that the range was written for: `--set`, or a file that extends it.
/// Told once, so the name fits every dimension from then on.
bool check_replaced(const std::vector<Quantity>& limits, const Quantity& value, Symbol& symbol,
                    Diagnostics& diagnostics) {
  const bool replaced = limits.size() == 2 && value.where.file != limits.front().where.file;
  if (!replaced || fits(limits[0], value) || fits(limits[1], value)) return true;
  diagnostics.error(
      codes::wrong_dimension, value.where, value.field,
      dimension_phrase(limits[0].dimension) + " is wanted, this is " + dimension_phrase(value.dimension),
      "write it like its range, [" + limits[0].text + ", " + limits[1].text + "]");
  symbol.dimension_known = false;
  return false;
}

/// [lo, hi] of the long form.
void take_range(const std::vector<Quantity>& limits, const NodeEntry& entry, Parameter& parameter,
                const Market& market, ReadContext& context) {
  const NodeEntry* range = entry.value.is_mapping() ? entry.value.find("range") : nullptr;
  if (range == nullptr) return;
  const std::string field = "parameters." + parameter.name + ".range";
  if (limits.size() != 2 || range->value.items.size() != 2) {
    if (range->value.items.size() != 2)
      context.diagnostics.error(codes::parameter_range, range->value.where, field,
                                "a range is [lowest, highest]");
    return;
  }
  for (const Quantity& limit : limits)
    if (!fits(limit, parameter.value))
      context.diagnostics.error(codes::parameter_range, limit.where, field,
                                "'" + limit.text + "' is a " + dimension_name(limit.dimension) +
                                    ", the value a " + dimension_name(parameter.value.dimension));
  const auto lower = base_value(limits[0], market, context.diagnostics);
  const auto upper = base_value(limits[1], market, context.diagnostics);
  if (!lower || !upper) return;
  if (!(*lower < *upper)) {
    context.diagnostics.error(codes::parameter_range, range->value.where, field,
                              "the lowest value must come first and lie below the highest");
    return;
  }
  parameter.range = {*lower, *upper};
  const Quantity& value = parameter.value;
  const bool outside = parameter.constant < *lower || parameter.constant > *upper;
  if (outside && !parameter.drawn && value.where.file == limits.front().where.file)
    context.diagnostics.warning(
        codes::value_outside_range, value.where, value.field,
        "'" + value.text + "' lies outside its own range, [" + limits[0].text + ", " + limits[1].text + "]");
}

/// Value and symbol bounds of a parameter whose own parameters are known.
void settle(Parameter& parameter, Symbol& symbol, Market& market, Diagnostics& diagnostics) {
  Quantity& value = parameter.value;
  if (value.is_law() && value.dimension != number_dimension) value.range = Range::positive();
  parameter.drawn = value.is_law() || reads_drawn(value, market);
  if (!value.is_law()) {
    parameter.constant = constant_value(value.expression(), market);
    if (!std::isfinite(parameter.constant) && !parameter.drawn && !reads_unknown(value.expression(), market))
      diagnostics.error(codes::base_value_range, value.where, value.field,
                        "'" + value.text + "' is not a finite number");
    const Bounds bounds = bounds_of(value.expression(), market.symbols);
    symbol.lower = bounds.lower;
    symbol.upper = bounds.upper;
    return;
  }
  check_law(value, market, diagnostics);
  try {
    const Distribution law = field_distribution(value, constant_evaluator(market));
    parameter.constant = law.mean();
    if (!reads_drawn(value, market)) {
      symbol.lower = law.lower();
      symbol.upper = law.upper();
    }
  } catch (const std::domain_error&) {
    parameter.constant = std::numeric_limits<double>::quiet_NaN();  // check_law has said why
  }
  if (reads_drawn(value, market) && value.dimension != number_dimension) {
    symbol.lower = 0.0;
    symbol.upper = infinity;
  }
}

/// What a variable comes to with all it reads is bounded, and so is the sum: each is a program of its own.
void check_sizes(const Market& market, Diagnostics& diagnostics) {
  constexpr std::size_t parts_of_one = 4000;
  constexpr std::size_t parts_of_all = 2'000'000;
  std::size_t all = 0;
  for (const std::uint32_t v : market.variable_order) {
    const Quantity& value = market.variables[v].value;
    std::size_t parts = 0;
    walk_through(value.expression(), market, [&](const Expression&) { ++parts; });
    all += parts;
    if (parts <= parts_of_one && all <= parts_of_all) continue;
    diagnostics.error(codes::expression_too_large, value.where, value.field,
                      parts > parts_of_one
                          ? "with the variables it reads, an expression of more than 4,000 parts"
                          : "with the variables they read, expressions of more than 2,000,000 parts",
                      "let fewer variables read one another");
    return;
  }
}

}  // namespace

std::vector<FieldDoc> parameter_docs() {
  return parameter_fields().docs();
}
std::vector<FieldDoc> variable_docs() {
  return variable_fields().docs();
}

FieldType<Parameter> parameter_type() {
  const FieldType<Quantity> scalar =
      quantity_field(any_rule(true, false), "number, law or expression of parameters");
  const FieldType<ParameterFields> object =
      object_field(parameter_fields(), "mapping with value, range, ...");
  return either<Parameter>(
      {scalar.type, scalar.schema,
       [scalar](const Node& node, const std::string& path, Parameter& out, ReadContext& context) {
         return scalar.read(node, path, out.value, context);
       }},
      {object.type, object.schema,
       [object](const Node& node, const std::string& path, Parameter& out, ReadContext& context) {
         ParameterFields fields;
         const bool ok = object.read(node, path, fields, context);
         out = fields;
         return ok;
       }});
}

FieldType<Variable> variable_type() {
  const FieldType<Quantity> scalar = quantity_field(any_rule(false, true), "expression");
  return either<Variable>(
      {scalar.type, scalar.schema,
       [scalar](const Node& node, const std::string& path, Variable& out, ReadContext& context) {
         return scalar.read(node, path, out.value, context);
       }},
      object_field(variable_fields(), "mapping with value, label, ..."));
}

void read_parameters(const Node& root, Market& market, ReadContext& context) {
  const auto entries = section_entries(root, "parameters");
  market.parameters.resize(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    market.parameters[i].name = entries[i]->key.value;
    market.parameters[i].constant = std::numeric_limits<double>::quiet_NaN();  // until it is read
  }
  market.parameter_order = reading_order(entries, SymbolKind::parameter, "parameters", context);
  const FieldType<Quantity> scalar = quantity_field(any_rule(true, false), "");
  for (const std::uint32_t i : market.parameter_order) {
    const NodeEntry& entry = *entries[i];
    const std::string path = "parameters." + entry.key.value;
    ParameterFields fields;
    const bool ok = entry.value.is_mapping() ? parameter_fields().read(entry.value, path, fields, context)
                                             : scalar.read(entry.value, path, fields.value, context);
    fields.name = entry.key.value;
    market.parameters[i] = fields;
    if (!ok) {
      market.parameters[i].constant = std::numeric_limits<double>::quiet_NaN();
      continue;
    }
    Symbol& symbol = market.symbols[*market.symbols.find(entry.key.value)];
    symbol.dimension = fields.value.dimension;
    symbol.dimension_known = true;
    settle(market.parameters[i], symbol, market, context.diagnostics);
    if (check_replaced(fields.limits, fields.value, symbol, context.diagnostics))
      take_range(fields.limits, entry, market.parameters[i], market, context);
  }
}

void read_variables(const Node& root, Market& market, ReadContext& context) {
  const auto entries = section_entries(root, "variables");
  market.variables.resize(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) market.variables[i].name = entries[i]->key.value;
  market.variable_order = reading_order(entries, SymbolKind::variable, "variables", context);
  const FieldType<Variable> type = variable_type();
  for (const std::uint32_t i : market.variable_order) {
    const NodeEntry& entry = *entries[i];
    Variable& variable = market.variables[i];
    if (!type.read(entry.value, "variables." + entry.key.value, variable, context)) continue;
    Symbol& symbol = market.symbols[*market.symbols.find(entry.key.value)];
    symbol.dimension = variable.value.dimension;
    symbol.dimension_known = true;
    const Bounds bounds = bounds_of(variable.value.expression(), market.symbols);
    symbol.lower = bounds.lower;
    symbol.upper = bounds.upper;
  }
  check_sizes(market, context.diagnostics);
}

}  // namespace faultline
