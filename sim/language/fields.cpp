#include "language/fields.h"

#include "language/codes.h"
#include "language/words.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

namespace faultline {
namespace {

std::string kind_phrase(const Node& node) {
  if (node.is_mapping()) return "a mapping";
  if (node.is_sequence()) return "a list";
  return "a single value";
}

std::string quoted_list(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::string kinds_phrase(const std::vector<SymbolKind>& kinds) {
  std::string out;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (i > 0) out += i + 1 == kinds.size() ? " or " : ", ";
    out += symbol_kind_name(kinds[i]);
  }
  return out;
}

/// Finds a symbol of one of the kinds or reports which names there are.
std::optional<std::uint32_t> find_symbol(std::string_view name, SourceRange where, const std::string& path,
                                         const std::vector<SymbolKind>& kinds, ReadContext& context) {
  const auto of_kind = [&](std::uint32_t i) {
    return std::find(kinds.begin(), kinds.end(), context.symbols[i].kind) != kinds.end();
  };
  const auto found = context.symbols.find(name);
  if (found && of_kind(*found)) return found;
  if (found) {
    context.diagnostics.error(
        codes::wrong_symbol, where, path,
        fmt::format("the {1} '{0}' stands where a name of {2} is wanted", name,
                    symbol_kind_name(context.symbols[*found].kind), kinds_phrase(kinds)));
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < context.symbols.size(); ++i)
    if (of_kind(i)) names.push_back(context.symbols[i].name);
  const std::string near = nearest_name(name, names);
  context.diagnostics.error(codes::wrong_symbol, where, path,
                            fmt::format("'{}' is not a known {}", name, kinds_phrase(kinds)),
                            near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  return std::nullopt;
}

bool is_boolean_word(std::string_view text) {
  static constexpr std::string_view words[] = {"yes", "Yes", "YES", "no",  "No", "NO", "on", "On",
                                               "ON",  "off", "Off", "OFF", "y",  "Y",  "n",  "N"};
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

bool read_text(const Node& node, const std::string& path, std::string& out, ReadContext& context) {
  if (!detail::is_kind(node, NodeKind::scalar, path, "a text", context)) return false;
  out = node.text;
  return true;
}

/// A key alone.
bool has_no_value(const NodeEntry& entry) {
  return entry.value.is_null() && entry.value.where.line == entry.key.where.line &&
         entry.value.where.column == entry.key.where.column;
}

/// A key without a value may be `key:value` without its space, or the rest of a text that a comma has cut.
std::string unknown_field_hint(const NodeEntry& entry, const Node& mapping,
                               const std::vector<std::string>& names) {
  const std::string& key = entry.key.value;
  const bool left_out = has_no_value(entry);
  if (left_out) {
    if (&entry != mapping.entries.data() && is_digit(key.front())) {
      const std::string& cut = (&entry - 1)->value.text;
      if (!cut.empty() && is_digit(cut.back()))
        return fmt::format("a decimal has a point: {}.{}", cut.substr(0, 60), key.substr(0, 60));
    }
    const std::size_t colon = key.find(':');
    const std::string field = key.substr(0, colon);
    if (colon != std::string::npos && std::find(names.begin(), names.end(), field) != names.end())
      return fmt::format("a space follows the colon: {}: {}", field, key.substr(colon + 1, 60));
  }
  const std::string near = nearest_name(key, names);
  if (!near.empty()) return fmt::format("did you mean '{}'?", near);
  const std::string fields = fmt::format("fields: {}", quoted_list(names));
  return left_out ? "a comma ends a value inside { }: quote what holds one; " + fields : fields;
}

}  // namespace

void warn_boolean(std::string_view text, bool quoted, SourceRange where, const std::string& path,
                  Diagnostics& diagnostics) {
  if (quoted || !is_boolean_word(text)) return;
  diagnostics.warning(codes::boolean_like, where, path,
                      fmt::format("other readers of YAML take {} for a boolean", text),
                      fmt::format("quote it: \"{}\"", text));
}

namespace detail {

bool is_kind(const Node& node, NodeKind kind, const std::string& path, const std::string& wanted,
             ReadContext& context) {
  if (node.kind == kind) return true;
  if (node.is_null())
    context.diagnostics.error(codes::no_value, node.where, path, "has no value", wanted + " is wanted");
  else
    context.diagnostics.error(codes::wrong_type, node.where, path,
                              fmt::format("{} is wanted, this is {}", wanted, kind_phrase(node)));
  return false;
}

bool check_key(const NodeEntry& entry, const std::vector<SymbolKind>& kinds, const std::string& path,
               ReadContext& context) {
  if (!kinds.empty()) return find_symbol(entry.key.value, entry.key.where, path, kinds, context).has_value();
  const auto wrong =
      invalid_name(entry.key.value, entry.key_quoted ? NumberNames::allowed : NumberNames::unquoted);
  if (!wrong) return true;
  context.diagnostics.error(codes::invalid_name, entry.key.where, path,
                            fmt::format("'{}' cannot be a name", entry.key.value.substr(0, 40)), *wrong);
  return false;
}

}  // namespace detail

std::string field_path(const std::string& parent, std::string_view key) {
  return parent.empty() ? std::string(key) : parent + "." + std::string(key);
}

std::vector<std::pair<const NodeEntry*, std::size_t>> match_fields(const Node& node, const std::string& path,
                                                                   const std::vector<FieldDoc>& docs,
                                                                   ReadContext& context, bool& ok) {
  std::vector<std::pair<const NodeEntry*, std::size_t>> matched;
  if (!detail::is_kind(node, NodeKind::mapping, path, "a mapping", context)) {
    ok = false;
    return matched;
  }
  std::vector<std::string> names;
  for (const FieldDoc& doc : docs) names.push_back(doc.name);
  std::set<std::size_t> present;
  bool in_text = false;  // the entry before is a text that a comma may have cut
  for (const NodeEntry& entry : node.entries) {
    const std::string& key = entry.key.value;
    if (key.starts_with("x-")) continue;
    const auto found = std::find(names.begin(), names.end(), key);
    if (found == names.end()) {
      if (in_text && has_no_value(entry) && key.find(':') == std::string::npos) {
        context.diagnostics.warning(
            codes::cut_text, entry.key.where, path,
            fmt::format("'{}' is no field and has no value: ignored", key.substr(0, 60)),
            "a comma ends a value inside { }; quote a text that holds one");
        continue;
      }
      context.diagnostics.error(codes::unknown_field, entry.key.where, path,
                                fmt::format("there is no field '{}' here", key.substr(0, 60)),
                                unknown_field_hint(entry, node, names));
      ok = false;
      continue;
    }
    const auto index = static_cast<std::size_t>(found - names.begin());
    present.insert(index);
    in_text = docs[index].type == text_field().type && entry.value.is_scalar() && !entry.value.quoted;
    matched.emplace_back(&entry, index);
  }
  for (std::size_t i = 0; i < docs.size(); ++i) {
    if (!docs[i].required || present.contains(i)) continue;
    context.diagnostics.error(codes::missing_field, node.where, path,
                              fmt::format("the field '{}' is missing", docs[i].name), docs[i].description);
    ok = false;
  }
  return matched;
}

FieldType<std::string> text_field() {
  return {"text", R"({"type":["string","number","boolean"]})", read_text};
}

FieldType<std::string> name_field() {
  FieldType<std::string> type = text_field();
  type.read = [](const Node& node, const std::string& path, std::string& out, ReadContext& context) {
    warn_boolean(node.text, node.quoted, node.where, path, context.diagnostics);
    return read_text(node, path, out, context);
  };
  return type;
}

FieldType<bool> bool_field() {
  return {"true or false", R"({"type":"boolean"})",
          [](const Node& node, const std::string& path, bool& out, ReadContext& context) {
            if (!detail::is_kind(node, NodeKind::scalar, path, "true or false", context)) return false;
            out = node.text == "true";
            if (out || node.text == "false") return true;
            context.diagnostics.error(codes::not_a_boolean, node.where, path,
                                      fmt::format("'{}' is neither true nor false", node.text.substr(0, 40)));
            return false;
          }};
}

FieldType<std::uint64_t> integer_field(std::uint64_t lower, std::uint64_t upper) {
  return {
      "whole number", R"({"type":["integer","string"]})",
      [lower, upper](const Node& node, const std::string& path, std::uint64_t& out, ReadContext& context) {
        if (!detail::is_kind(node, NodeKind::scalar, path, "a whole number", context)) return false;
        std::string digits;
        const std::string& text = node.text;
        for (std::size_t i = 0; i < text.size(); ++i) {
          const bool group = text[i] == '_' && i > 0 && is_digit(text[i - 1]) && i + 1 < text.size();
          if (!group) digits.push_back(text[i]);
        }
        const auto end = digits.data() + digits.size();
        const auto result = std::from_chars(digits.data(), end, out);
        const std::size_t first = digits.starts_with('-') ? 1 : 0;
        const bool octal = digits.size() > first + 1 && digits[first] == '0';
        if (octal)
          context.diagnostics.error(codes::octal_number, node.where, path,
                                    "a number that begins with 0 is octal to some readers",
                                    "write it without the 0");
        else if (result.ec != std::errc{} || result.ptr != end || out < lower || out > upper)
          context.diagnostics.error(
              codes::not_an_integer, node.where, path,
              fmt::format("'{}' is not a whole number from {} to {}", text.substr(0, 40), lower, upper),
              text.find_first_of("kMGe") == std::string::npos ? "" : "write all digits: 100_000");
        else
          return true;
        return false;
      }};
}

FieldType<std::string> choice_field(std::vector<std::string> words) {
  std::string schema;
  for (const std::string& word : words) schema += (schema.empty() ? "\"" : ",\"") + word + "\"";
  std::string type = quoted_list(words);
  std::replace(type.begin(), type.end(), ',', '|');
  return {type, "{\"enum\":[" + schema + "]}",
          [words](const Node& node, const std::string& path, std::string& out, ReadContext& context) {
            if (!detail::is_kind(node, NodeKind::scalar, path, "one word", context)) return false;
            out = node.text;
            if (std::find(words.begin(), words.end(), out) != words.end()) return true;
            const std::string near = nearest_name(out, words);
            context.diagnostics.error(
                codes::not_a_choice, node.where, path,
                fmt::format("'{}' is none of {}", out.substr(0, 40), quoted_list(words)),
                near.empty() ? "" : fmt::format("did you mean '{}'?", near));
            return false;
          }};
}

FieldType<Located<std::uint32_t>> symbol_field(std::vector<SymbolKind> kinds, std::string type) {
  return {std::move(type), R"({"type":["string","number","boolean"]})",
          [kinds = std::move(kinds)](const Node& node, const std::string& path, Located<std::uint32_t>& out,
                                     ReadContext& context) {
            if (!detail::is_kind(node, NodeKind::scalar, path, "a name", context)) return false;
            warn_boolean(node.text, node.quoted, node.where, path, context.diagnostics);
            const auto found = find_symbol(node.text, node.where, path, kinds, context);
            if (found) out = {*found, node.where};
            return found.has_value();
          }};
}

FieldType<Quantity> quantity_field(QuantityRule rule, std::string type) {
  return {std::move(type), R"({"type":["string","number"]})",
          [rule](const Node& node, const std::string& path, Quantity& out, ReadContext& context) {
            warn_boolean(node.text, node.quoted, node.where, path, context.diagnostics);
            ParseContext parse = context.parse();
            auto quantity = parse_quantity(node, path, rule, parse);
            if (quantity) out = std::move(*quantity);
            return quantity.has_value();
          }};
}

FieldType<Duration> duration_field() {
  return {"duration", R"({"type":["string","number"]})",
          [](const Node& node, const std::string& path, Duration& out, ReadContext& context) {
            ParseContext parse = context.parse();
            auto duration = parse_duration(node, path, parse);
            if (duration) out = std::move(*duration);
            return duration.has_value();
          }};
}

FieldType<Quantity> moment_field() {
  QuantityRule rule;
  rule.dimension = time_dimension;
  rule.range = Range::non_negative();
  rule.law_allowed = true;
  rule.state_allowed = false;
  FieldType<Quantity> type = quantity_field(rule, "date, duration or law of them");
  type.read = [read = type.read](const Node& node, const std::string& path, Quantity& out,
                                 ReadContext& context) {
    const std::optional<Date> date = node.is_scalar() ? parse_date(node.text) : std::nullopt;
    if (date && context.start && date->days < context.start->days) {
      context.diagnostics.error(
          codes::before_start, node.where, path,
          fmt::format("{} is before the start, {}", to_text(*date), to_text(*context.start)));
      return false;
    }
    return read(node, path, out, context);
  };
  return type;
}

}  // namespace faultline
