#include "model/common_fields.h"

#include <utility>

namespace faultline {

FieldType<const Node*> deferred(std::string type, Schema schema) {
  return {std::move(type), std::move(schema),
          [](const Node& node, const std::string&, const Node*& out, ReadContext&) {
            out = &node;
            return true;
          }};
}

const FieldTable<Annotation>& annotation_fields() {
  static const FieldTable<Annotation> table = [] {
    FieldTable<Annotation> fields;
    fields.field("label", &Annotation::label, text_field(), "Name shown in reports instead of the key.");
    fields.field("note", &Annotation::note, text_field(), "Free text: where the figure comes from.");
    fields.field("source", &Annotation::source, located(name_field()), "A key of `sources`.");
    fields.field("basis", &Annotation::basis,
                 choice_field({"article", "calibrated", "published", "judgement"}),
                 "What the figure rests on.");
    return fields;
  }();
  return table;
}

QuantityRule base_rule(Range range, bool percent_like, Dimension dimension) {
  QuantityRule rule;
  rule.dimension = dimension;
  rule.range = range;
  rule.state_allowed = false;
  rule.percent_like = percent_like;
  return rule;
}

QuantityRule state_rule(Range range, bool percent_like, Dimension dimension) {
  QuantityRule rule = base_rule(range, percent_like, dimension);
  rule.state_allowed = true;
  return rule;
}

QuantityRule parameter_rule(Range range, bool percent_like, Dimension dimension) {
  return base_rule(range, percent_like, dimension);
}

QuantityRule law_rule(Range range, bool percent_like, Dimension dimension) {
  QuantityRule rule = state_rule(range, percent_like, dimension);
  rule.law_allowed = true;
  return rule;
}

}  // namespace faultline
