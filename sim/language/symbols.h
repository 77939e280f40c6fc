#pragma once

#include "core/source.h"
#include "language/dimension.h"
#include "language/duration.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace faultline {

enum class SymbolKind : std::uint8_t { parameter, variable, group, factor, asset, shock, portfolio };

std::string_view symbol_kind_name(SymbolKind kind);

/// Something readable of a name: `.count`, `.is(phase)`, `.return`.
struct Export {
  std::string name;
  Dimension dimension = number_dimension;
  bool takes_argument = false;
  std::vector<std::string> arguments;  ///< allowed arguments, e.g. the phases
  /// Bounds of its value, for checks ahead of a run.
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
};

struct Symbol {
  SymbolKind kind = SymbolKind::parameter;
  std::string name;
  bool readable = true;  ///< false: expressions read its bare name as something else, a number or a function
  std::uint32_t index = 0;  ///< position among its kind, in file order
  SourceRange where;
  Dimension dimension = number_dimension;  ///< of a parameter or variable, once known
  bool dimension_known = false;  ///< a name whose own text was wrong fits every dimension, to spare echoes
  /// Bounds of a parameter's or variable's value, equal for a constant.
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
  std::optional<Duration> duration;  ///< of a parameter that is written as one
  std::vector<Export> exports;
  /// Sources that `upon` may name as NAME.part: phases, outcomes, states.
  std::vector<std::string> parts;
  std::string shock_kind;  ///< of a shock: "arrivals", ...
};

/// Every name of a file, each meaning one thing.
class Symbols {
 public:
  /// Adds a symbol and returns its index.
  std::uint32_t add(Symbol symbol);
  const Symbol& operator[](std::uint32_t index) const { return symbols_[index]; }
  Symbol& operator[](std::uint32_t index) { return symbols_[index]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(symbols_.size()); }
  std::optional<std::uint32_t> find(std::string_view name) const;
  /// The number of characters of `text` that can belong to a name: letters, digits, `_ . -`.
  static std::size_t name_run(std::string_view text);
  /// The longest known name that begins `text` and ends at a boundary ('.' followed by an export, an
  /// operator, the end).
  std::optional<std::uint32_t> longest_prefix(std::string_view text) const;
  /// The nearest known name by edit distance for "did you mean", empty when none is near.
  std::string nearest(std::string_view name) const;

 private:
  std::vector<Symbol> symbols_;
  std::unordered_map<std::string, std::uint32_t> by_name_;
};

/// The nearest of `candidates` to `name` (Damerau-Levenshtein, at most a third of the letters), or empty.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

/// Whether a name may read like a number or a date: "600036". Where expressions read bare names it may not.
enum class NumberNames : std::uint8_t { refused, unquoted, allowed };

/// Names: letters, digits, `_ . -`, starting with a letter or digit; not a function, law, unit or keyword.
/// Returns what is wrong, or nothing.
std::optional<std::string> invalid_name(std::string_view name, NumberNames numbers = NumberNames::refused);

/// Whether an expression reads the text as a number, a date, a function or a law.
bool reads_otherwise(std::string_view name);

/// "'growth' and 'rate'" when the name can also be read as known names or numbers with a minus between them;
/// else nothing.
std::optional<std::string> reads_as_difference(const Symbols& symbols, std::string_view name);

}  // namespace faultline
