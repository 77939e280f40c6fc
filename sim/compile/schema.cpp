#include "faultline/schema.h"

#include "compile/root_fields.h"
#include "model/assets.h"
#include "model/dependence.h"
#include "model/parameters.h"
#include "model/portfolios.h"
#include "model/report.h"
#include "shocks/fields.h"
#include "shocks/kinds.h"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

namespace faultline {
namespace {

using Json = nlohmann::ordered_json;

std::vector<FieldPage> section_pages() {
  return {{"scenario", "The keys of a file.", root_fields().docs()},
          {"sources", "An entry of the evidence register.", source_fields().docs()},
          {"parameters", "A named number; a plain number, law or expression may stand instead.",
           parameter_docs()},
          {"variables", "A named expression; a plain expression may stand instead.", variable_docs()},
          {"factors", "A systematic factor.", factor_docs()},
          {"assets", "An asset.", asset_docs()},
          {"dependence", "How the noises hang together.", dependence_docs()},
          {"portfolios", "A portfolio.", portfolio_docs()},
          {"portfolios: switch", "A rule that replaces the weights.", switch_docs()},
          {"report", "What is reported.", report_docs()},
          {"run", "How much is simulated.", run_docs()},
          {"run: until", "When to stop.", until_docs()}};
}

std::vector<FieldPage> shared_pages() {
  return {{"fade", "A jump that decays back in part.", fade_docs()},
          {"build", "A jump that builds up.", build_docs()},
          {"while", "Multipliers and additions in force while a condition holds.", while_docs()}};
}

/// Text inside a table cell.
std::string cell(std::string text) {
  for (std::size_t i = text.find('|'); i != std::string::npos; i = text.find('|', i + 2))
    text.insert(i, "\\");
  return text;
}

std::string table(const FieldPage& page, const std::string& heading) {
  std::string text = heading + " " + page.title + "\n\n" + page.description + "\n\n";
  text += "| field | type | default | meaning |\n|---|---|---|---|\n";
  for (const FieldDoc& field : page.fields) {
    const std::string fallback = field.required ? "required" : field.default_text;
    text += "| `" + field.name + "` | " + cell(field.type) + " | " + cell(fallback) + " | " +
            cell(field.description) + " |\n";
  }
  return text + "\n";
}

/// "count", "is(outcome)" ... of a kind.
std::string exports_of(const ShockKind& kind) {
  Node node;
  node.kind = NodeKind::mapping;
  for (const char* field : {"outcomes", "phases", "states"}) {
    NodeEntry parts;
    parts.key.value = field;
    parts.value.kind = NodeKind::mapping;
    NodeEntry part;
    part.key.value = "name";
    parts.value.entries.push_back(part);
    node.entries.push_back(parts);
  }
  Symbol symbol;
  kind.describe(node, symbol);
  std::string text;
  for (const Export& exported : symbol.exports) {
    text += text.empty() ? "Exports: `" : ", `";
    text += "." + exported.name + (exported.takes_argument ? "(name)" : "") + "`";
    text += exported.dimension == number_dimension ? "" : " (" + dimension_name(exported.dimension) + ")";
  }
  return text.empty() ? text : text + ".\n\n";
}

std::string kind_reference(const ShockKind& kind) {
  std::string text;
  for (const FieldPage& page : kind.pages()) text += table(page, text.empty() ? "##" : "###");
  return text + exports_of(kind);
}

}  // namespace

std::string scenario_schema() {
  Json json{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "faultline scenario"}};
  json.update(Json::parse(object_schema(root_fields().docs())));
  return json.dump(2) + "\n";
}

std::string scenario_reference() {
  std::string text = "# Fields of a scenario\n\n";
  for (const FieldPage& page : section_pages()) text += table(page, "##");
  text += "# Kinds of shocks\n\n";
  for (const ShockKind& kind : shock_kinds()) text += kind_reference(kind);
  for (const FieldPage& page : shared_pages()) text += table(page, "##");
  text.pop_back();
  return text;
}

std::string scenario_reference(const std::string& name) {
  if (const ShockKind* kind = find_kind(name)) return kind_reference(*kind);
  std::string text;
  std::vector<FieldPage> pages = section_pages();
  for (FieldPage& page : shared_pages()) pages.push_back(std::move(page));
  for (const FieldPage& page : pages)
    if (page.title == name || page.title.starts_with(name + ":"))
      text += table(page, text.empty() ? "##" : "###");
  return text;
}

}  // namespace faultline
