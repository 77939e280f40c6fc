#include "faultline/diagnostics.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

#include <nlohmann/json.hpp>

namespace faultline {
namespace {

auto order_key(const Diagnostic& d) {
  return std::tuple(d.where.file, d.where.line, d.where.column);
}

std::string identity(const Diagnostic& d) {
  const SourceRange other = d.other.value_or(SourceRange{});
  std::string key = d.code + '\n' + d.field + '\n' + d.message + '\n' + d.hint;
  for (const std::uint32_t number : {static_cast<std::uint32_t>(d.where.file), d.where.line, d.where.column,
                                     d.where.length, other.line, other.column})
    key += '\n' + std::to_string(number);
  return key;
}

nlohmann::ordered_json place_json(const SourceRange& where, const Sources& sources) {
  nlohmann::ordered_json json;
  json["file"] = nullptr;
  if (where.file != no_file) json["file"] = sources.file(where.file).path;
  json["line"] = where.line;
  json["column"] = where.column;
  json["length"] = where.length;
  return json;
}

}  // namespace

void Diagnostics::error(const DiagnosticCode& code, SourceRange where, std::string field, std::string message,
                        std::string hint) {
  add({Severity::error, code.id, where, std::move(field), std::move(message), std::move(hint), {}});
}

void Diagnostics::warning(const DiagnosticCode& code, SourceRange where, std::string field,
                          std::string message, std::string hint) {
  add({Severity::warning, code.id, where, std::move(field), std::move(message), std::move(hint), {}});
}

void Diagnostics::append(const Diagnostics& other) {
  items_.insert(items_.end(), other.items_.begin(), other.items_.end());
}

bool Diagnostics::has_errors() const {
  return std::any_of(items_.begin(), items_.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

void Diagnostics::sort() {
  std::stable_sort(items_.begin(), items_.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return order_key(a) < order_key(b); });
  std::vector<Diagnostic> kept;
  std::unordered_set<std::string> seen;
  for (Diagnostic& d : items_)
    if (seen.insert(identity(d)).second) kept.push_back(std::move(d));
  items_ = std::move(kept);
}

std::string to_json(const Diagnostics& diagnostics, const Sources& sources) {
  nlohmann::ordered_json array = nlohmann::ordered_json::array();
  for (const Diagnostic& d : diagnostics.items()) {
    nlohmann::ordered_json json;
    json["severity"] = d.severity == Severity::error ? "error" : "warning";
    json["code"] = d.code;
    json.update(place_json(d.where, sources));
    json["field"] = d.field;
    json["message"] = d.message;
    json["hint"] = d.hint;
    json["other"] = d.other ? place_json(*d.other, sources) : nlohmann::ordered_json();
    array.push_back(std::move(json));
  }
  return array.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace faultline
