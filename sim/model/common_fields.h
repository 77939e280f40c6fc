#pragma once

#include "language/fields.h"
#include "model/market.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

// Field types and rules that several sections share.

namespace faultline {

/// A value that may be left out.
template <class Value>
FieldType<std::optional<Value>> maybe(FieldType<Value> type) {
  return {type.type, type.schema,
          [read = type.read](const Node& node, const std::string& path, std::optional<Value>& out,
                             ReadContext& context) {
            Value value{};
            if (!read(node, path, value, context)) return false;
            out = std::move(value);
            return true;
          }};
}

/// A field of a part of the owner: table.field("severity", &Arrivals::jump, within(&Jump::severity, ...)).
template <class Part, class Value>
FieldType<Part> within(Value Part::*member, FieldType<Value> type) {
  return {
      type.type, type.schema,
      [member, read = type.read](const Node& node, const std::string& path, Part& out, ReadContext& context) {
        return read(node, path, out.*member, context);
      }};
}

/// A value with the place where it stands; for messages after reading.
template <class Value>
FieldType<Located<Value>> located(FieldType<Value> type) {
  return {type.type, type.schema,
          [read = type.read](const Node& node, const std::string& path, Located<Value>& out,
                             ReadContext& context) {
            out.where = node.where;
            return read(node, path, out.value, context);
          }};
}

/// A scalar for `scalar`, a mapping for `mapping`: the short and the long form of one thing.
template <class Value>
FieldType<Value> either(FieldType<Value> scalar, FieldType<Value> mapping) {
  return {
      scalar.type + "; or " + mapping.type,
      [a = scalar.schema, b = mapping.schema] { return "{\"anyOf\": [" + a.text() + ", " + b.text() + "]}"; },
      [scalar, mapping](const Node& node, const std::string& path, Value& out, ReadContext& context) {
        return (node.is_mapping() ? mapping : scalar).read(node, path, out, context);
      }};
}

/// The word `none`, for which `out` is left as it is, or a value.
template <class Value>
FieldType<std::optional<Value>> or_none(FieldType<Value> type) {
  FieldType<std::optional<Value>> given = maybe(type);
  return {
      "`none` or " + type.type,
      [schema = type.schema] { return "{\"anyOf\": [{\"const\": \"none\"}, " + schema.text() + "]}"; },
      [given](const Node& node, const std::string& path, std::optional<Value>& out, ReadContext& context) {
        if (node.is_scalar() && node.text == "none") return true;
        return given.read(node, path, out, context);
      }};
}

/// A part of the file that is read later, when what it rests on is known.
FieldType<const Node*> deferred(std::string type, Schema schema);

/// label, note, source, basis.
const FieldTable<Annotation>& annotation_fields();

/// A constant, or parameters that are not drawn (`base_value` takes its value).
QuantityRule base_rule(Range range, bool percent_like = false, Dimension dimension = number_dimension);
/// An expression over parameters and state.
QuantityRule state_rule(Range range, bool percent_like = false, Dimension dimension = number_dimension);
/// An expression over parameters, drawn ones included.
QuantityRule parameter_rule(Range range, bool percent_like = false, Dimension dimension = number_dimension);
/// A law, or an expression over parameters and state.
QuantityRule law_rule(Range range, bool percent_like = false, Dimension dimension = number_dimension);

}  // namespace faultline
