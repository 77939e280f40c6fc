#include "compile/root_fields.h"

#include "model/assets.h"
#include "model/common_fields.h"
#include "model/dependence.h"
#include "model/parameters.h"
#include "model/portfolios.h"
#include "model/report.h"
#include "shocks/kinds.h"

namespace faultline {
namespace {

/// The schema of a mapping from names to values of one schema.
Schema named(Schema schema) {
  return [schema] { return R"({"type": "object", "additionalProperties": )" + schema.text() + "}"; };
}

/// The schema of a mapping with these fields.
Schema fields_of(std::vector<FieldDoc> (*docs)()) {
  return [docs] { return object_schema(docs()); };
}

/// A shock: the fields that its kind has.
std::string shock_schema() {
  std::string names;
  std::string branches;
  for (const ShockKind& kind : shock_kinds()) {
    names += (names.empty() ? "\"" : ", \"") + kind.name + "\"";
    branches += (branches.empty() ? "" : ", ") +
                std::string(R"({"if": {"properties": {"kind": {"const": ")") + kind.name +
                R"("}}, "required": ["kind"]}, "then": )" + object_schema(kind.pages().front().fields) + "}";
  }
  return R"({"type": "object", "required": ["kind"], "properties": {"kind": {"enum": [)" + names +
         R"(]}}, "allOf": [)" + branches + "]}";
}

constexpr const char* any_scalar = R"({"type": ["string", "number"]})";

}  // namespace

const FieldTable<SourceEntry>& source_fields() {
  static const FieldTable<SourceEntry> table = [] {
    FieldTable<SourceEntry> fields;
    fields.field("title", &SourceEntry::title, text_field(), "What it is.");
    fields.field("document", &SourceEntry::document, text_field(), "Where it is: a file or an address.");
    return fields;
  }();
  return table;
}

const FieldTable<RootFields>& root_fields() {
  static const FieldTable<RootFields> table = [] {
    FieldTable<RootFields> fields;
    const auto section = [&fields](const char* name, const std::string& type, const Schema& schema,
                                   const char* description, Need need = Need::optional) {
      fields.field(name, &RootFields::section, deferred(type, schema), description, need);
    };
    FieldType<std::string> version = text_field();
    version.type = "1";
    version.schema = R"({"enum": [1, "1"]})";
    fields.field("faultline", &RootFields::version, version, "Version of the language.", Need::required);
    fields.field("title", &RootFields::title, text_field(), "One line.");
    fields.field("description", &RootFields::description, located(text_field()), "One paragraph.");
    section("extends", "path or list of paths",
            R"({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})",
            "Files that this one builds on; this file wins.");
    section("sources", "map of key to mapping", named([] { return object_schema(source_fields().docs()); }),
            "Evidence register; `source:` anywhere cites these keys.");
    fields.field("start", &RootFields::start, located(text_field()),
                 "ISO date of time 0; needed where dates are used.");
    section("horizon", "duration", any_scalar, "The end of the simulation.", Need::required);
    section("step", "duration", any_scalar,
            "The model grid is its multiples; without it the report's horizons and the horizon.");
    section("parameters", "map of name to parameter", named(parameter_type().schema), "Named numbers.");
    section("variables", "map of name to expression", named(variable_type().schema), "Named expressions.");
    section("groups", "map of name to list of assets", named(group_type().schema), "Assets under one name.");
    section("factors", "map of name to factor", named(fields_of(factor_docs)), "Systematic factors.");
    section("assets", "map of name to asset", named(fields_of(asset_docs)), "What is simulated.",
            Need::required);
    section("dependence", "mapping", fields_of(dependence_docs), "How the noises hang together.");
    section("shocks", "map of name to shock", named(shock_schema), "What may happen.");
    section("portfolios", "map of name to portfolio", named(fields_of(portfolio_docs)), "What is held.");
    section("report", "mapping", fields_of(report_docs), "What is reported.");
    section("limits", "list of metric <= bound", list_field(limit_type()).schema,
            "Breached or undecided within 2 standard errors: exit status 3.");
    section("run", "mapping", fields_of(run_docs), "How much is simulated.");
    return fields;
  }();
  return table;
}

}  // namespace faultline
