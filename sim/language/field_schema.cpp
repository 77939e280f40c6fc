#include "language/fields.h"

#include <nlohmann/json.hpp>

namespace faultline {
namespace {

using Json = nlohmann::ordered_json;

/// `null` removes an inherited entry, so it may stand for every field of a file.
Json or_null(const std::string& schema) {
  Json json = Json::parse(schema);
  if (json.empty()) return json;
  return Json{{"anyOf", Json::array({std::move(json), Json{{"type", "null"}}})}};
}

}  // namespace

namespace detail {

std::string list_schema(const std::string& item, bool or_single) {
  Json list{{"type", "array"}, {"items", Json::parse(item)}};
  if (!or_single) return list.dump();
  return Json{{"anyOf", Json::array({Json::parse(item), std::move(list)})}}.dump();
}

std::string map_schema(const std::string& value) {
  return Json{{"type", "object"},
              {"patternProperties", {{"^x-", Json::object()}}},
              {"additionalProperties", or_null(value)}}
      .dump();
}

}  // namespace detail

std::string object_schema(const std::vector<FieldDoc>& docs) {
  Json properties = Json::object();
  for (const FieldDoc& doc : docs) {
    Json field = or_null(doc.schema.text());
    field["description"] = doc.description;
    if (!doc.default_text.empty())
      field["description"] = doc.description + " Default: " + doc.default_text + ".";
    properties[doc.name] = std::move(field);
  }
  Json json{{"type", "object"}, {"properties", std::move(properties)}};
  json["patternProperties"] = {{"^x-", Json::object()}};
  json["additionalProperties"] = false;
  return json.dump();
}

}  // namespace faultline
