#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "language/dimension.h"

namespace faultline {

enum class SymbolKind : std::uint8_t { parameter, variable, group, factor, asset, shock, portfolio };

std::string_view symbol_kind_name(SymbolKind kind);

/// Something readable of a name: `.count`, `.is(phase)`, `.return`.
struct Export {
  std::string name;
  Dimension dimension = number_dimension;
  bool takes_argument = false;
  std::vector<std::string> arguments;  ///< allowed arguments, e.g. the phases
  double lower = 0.0;                  ///< bounds of its value, for checks ahead of a run
  double upper = 0.0;
};

struct Symbol {
  SymbolKind kind = SymbolKind::parameter;
  std::string name;
  std::uint32_t index = 0;  ///< position among its kind, in file order
  SourceRange where;
  Dimension dimension = number_dimension;  ///< of a parameter or variable, once known
  bool dimension_known = false;
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
  /// The longest known name that begins `text` and ends at a boundary ('.' followed by an export, an operator, the end).
  std::optional<std::uint32_t> longest_prefix(std::string_view text) const;
  /// The nearest known name by edit distance for "did you mean", empty when none is near.
  std::string nearest(std::string_view name) const;

 private:
  std::vector<Symbol> symbols_;
};

/// The nearest of `candidates` to `name` (Damerau-Levenshtein, at most a third of the letters), or empty.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

/// Names: letters, digits, `_ . -`, starting with a letter or digit; not a function, law, unit or keyword.
/// Returns what is wrong, or nothing.
std::optional<std::string> invalid_name(std::string_view name);

}  // namespace faultline
