#pragma once

#include "faultline/scenario.h"
#include "language/parse.h"

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Field tables: one table per mapping of the language. The same table reads the mapping, writes its JSON
// Schema and its page of the reference, so that none of the three can drift from the others.

namespace faultline {

/// "shocks.curb" and "rate" make "shocks.curb.rate"; the root has no name.
std::string field_path(const std::string& parent, std::string_view key);

/// Everything a reader of fields needs at hand.
struct ReadContext {
  const Symbols& symbols;
  Diagnostics& diagnostics;
  std::optional<Date> start;  ///< scenario start, for dates

  ParseContext parse() { return {symbols, diagnostics, start}; }
};

/// A JSON Schema (draft 7) fragment, written when it is asked for: reading a file asks for none.
class Schema {
 public:
  Schema() = default;
  Schema(std::string text) : write_([text = std::move(text)] { return text; }) {}
  Schema(const char* text) : Schema(std::string(text)) {}
  template <std::invocable Write>
  Schema(Write write) : write_(std::move(write)) {}

  std::string text() const { return write_(); }

 private:
  std::function<std::string()> write_;
};

/// What the reference and the schema say of one field.
struct FieldDoc {
  std::string name;
  std::string type;         ///< "rate, expression", "map of asset, group or factor to a law"
  std::string description;  ///< one sentence
  bool required = false;
  std::string default_text;  ///< empty when there is none
  Schema schema;             ///< of the value
};

/// A type of value: how it is read and how it is described. `Value` is the member's type.
template <class Value>
struct FieldType {
  std::string type;
  Schema schema;
  /// Reads `node` into `out`; reports every problem; true when `out` is usable.
  std::function<bool(const Node& node, const std::string& path, Value& out, ReadContext& context)> read;
};

enum class Need { optional, required };

template <class Owner>
class FieldTable {
 public:
  template <class Value>
  FieldTable& field(std::string name, Value Owner::*member, FieldType<Value> type, std::string description,
                    Need need = Need::optional, std::string default_text = {}) {
    FieldDoc doc{std::move(name),         type.type,  std::move(description), need == Need::required,
                 std::move(default_text), type.schema};
    entries_.push_back({std::move(doc), [member, type](const Node& node, const std::string& path,
                                                       Owner& owner, ReadContext& context) {
                          return type.read(node, path, owner.*member, context);
                        }});
    return *this;
  }
  /// All fields of another table that fill a base class or part of Owner.
  template <class Part>
  FieldTable& include(const FieldTable<Part>& other) {
    for (const auto& entry : other.entries())
      entries_.push_back({entry.doc, [read = entry.read](const Node& node, const std::string& path,
                                                         Owner& owner, ReadContext& context) {
                            return read(node, path, static_cast<Part&>(owner), context);
                          }});
    return *this;
  }

  /// Reads a mapping: unknown keys ("did you mean"), missing required ones and every field's own problems are
  /// reported. Keys beginning with `x-` are ignored. True when no error was reported.
  bool read(const Node& node, const std::string& path, Owner& owner, ReadContext& context) const;

  std::vector<FieldDoc> docs() const {
    std::vector<FieldDoc> out;
    for (const auto& entry : entries_) out.push_back(entry.doc);
    return out;
  }

  struct Entry {
    FieldDoc doc;
    std::function<bool(const Node&, const std::string&, Owner&, ReadContext&)> read;
  };
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

/// Checks that `node` is a mapping with known keys and all required ones; returns its matched (entry, doc
/// index) pairs.
std::vector<std::pair<const NodeEntry*, std::size_t>> match_fields(const Node& node, const std::string& path,
                                                                   const std::vector<FieldDoc>& docs,
                                                                   ReadContext& context, bool& ok);

template <class Owner>
bool FieldTable<Owner>::read(const Node& node, const std::string& path, Owner& owner,
                             ReadContext& context) const {
  bool ok = true;
  for (const auto& [entry, index] : match_fields(node, path, docs(), context, ok))
    ok = entries_[index].read(entry->value, field_path(path, entry->key.value), owner, context) && ok;
  return ok;
}

/// Warns of a plain scalar that other readers of YAML take for a boolean where a name is meant.
void warn_boolean(std::string_view text, bool quoted, SourceRange where, const std::string& path,
                  Diagnostics& diagnostics);

/// JSON Schema of a mapping made of these fields; other keys than `x-...` are forbidden.
std::string object_schema(const std::vector<FieldDoc>& docs);

// ---- types of values ----

FieldType<std::string> text_field();
/// A text that names something.
FieldType<std::string> name_field();
FieldType<bool> bool_field();
/// A whole number within [lower, upper]; `_` may group digits.
FieldType<std::uint64_t> integer_field(std::uint64_t lower, std::uint64_t upper);
/// One of a fixed list of words.
FieldType<std::string> choice_field(std::vector<std::string> words);
/// A name of the given symbol kinds; yields the symbol's index.
FieldType<Located<std::uint32_t>> symbol_field(std::vector<SymbolKind> kinds, std::string type);
FieldType<Quantity> quantity_field(QuantityRule rule, std::string type);
FieldType<Duration> duration_field();

/// A date, a duration, or a law of durations as a time since the start [years].
FieldType<Quantity> moment_field();

template <class Value>
using NamedList = std::vector<std::pair<Located<std::string>, Value>>;

/// A sequence; with `or_single` one value alone stands for a list of one.
template <class Value>
FieldType<std::vector<Value>> list_field(FieldType<Value> item, bool or_single = false);

/// Keys of a map: names, or labels of the user's own (any text).
enum class MapKeys { names, labels };

/// A mapping from names to values; keys are checked by `key` ("asset, group or factor" ...) if given.
template <class Value>
FieldType<NamedList<Value>> map_field(FieldType<Value> value, std::vector<SymbolKind> keys, std::string type,
                                      MapKeys rule = MapKeys::names);

/// A nested mapping with its own table; the table must outlive the field.
template <class Part>
FieldType<Part> object_field(const FieldTable<Part>& table, std::string type);

}  // namespace faultline

#include "language/fields.inc"
