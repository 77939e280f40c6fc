#include "model/names.h"

#include "language/fields.h"
#include "language/parse.h"
#include "language/words.h"
#include "model/codes.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace faultline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Section {
  std::string_view key;
  SymbolKind kind;
};

constexpr Section sections[] = {{"parameters", SymbolKind::parameter}, {"variables", SymbolKind::variable},
                                {"groups", SymbolKind::group},         {"factors", SymbolKind::factor},
                                {"assets", SymbolKind::asset},         {"shocks", SymbolKind::shock},
                                {"portfolios", SymbolKind::portfolio}};

Export number_export(std::string name, double lower, double upper) {
  Export out;
  out.name = std::move(name);
  out.lower = lower;
  out.upper = upper;
  return out;
}

/// Losses beyond everything are possible only where a portfolio is liable in full.
std::vector<Export> series_exports(bool fully_liable) {
  return {number_export("return", fully_liable ? -infinity : -1.0, infinity),
          number_export("drawdown", 0.0, fully_liable ? infinity : 1.0),
          number_export("max_drawdown", 0.0, fully_liable ? infinity : 1.0)};
}

bool fully_liable(const Node& portfolio) {
  const NodeEntry* liability = portfolio.find("liability");
  return liability != nullptr && liability->value.text == "full";
}

void describe(const Node& node, const DescribeShock& describe_shock, Symbol& symbol) {
  switch (symbol.kind) {
    case SymbolKind::asset:
      symbol.exports = series_exports(false);
      break;
    case SymbolKind::portfolio:
      symbol.exports = series_exports(fully_liable(node));
      break;
    case SymbolKind::shock:
      describe_shock(node, symbol);
      break;
    case SymbolKind::parameter: {
      const NodeEntry* value = node.find("value");
      symbol.duration = parse_duration(value != nullptr ? value->value.text : node.text);
      break;
    }
    case SymbolKind::group:
      for (const Node& member : node.items) symbol.parts.push_back(member.text);
      break;
    default:
      break;
  }
}

NumberNames number_names(SymbolKind kind, bool quoted) {
  if (kind == SymbolKind::parameter || kind == SymbolKind::variable) return NumberNames::refused;
  return quoted ? NumberNames::allowed : NumberNames::unquoted;
}

void collect_section(const Node& root, const Section& section, const DescribeShock& describe_shock,
                     Symbols& symbols, Diagnostics& diagnostics) {
  std::uint32_t index = 0;
  for (const NodeEntry* entry : section_entries(root, section.key)) {
    const std::string& name = entry->key.value;
    const std::string field = std::string(section.key) + "." + name;
    if (const auto wrong = invalid_name(name, number_names(section.kind, entry->key_quoted)))
      diagnostics.error(codes::bad_name, entry->key.where, field, *wrong);
    warn_boolean(name, entry->key_quoted, entry->key.where, field, diagnostics);
    Symbol symbol;
    symbol.readable = !reads_otherwise(name);
    symbol.kind = section.kind;
    symbol.name = name;
    symbol.index = index++;
    symbol.where = entry->key.where;
    describe(entry->value, describe_shock, symbol);
    if (const auto known = symbols.find(name)) {
      const Symbol& first = symbols[*known];
      Diagnostic problem;
      problem.code = codes::name_used_twice.id;
      problem.where = entry->key.where;
      problem.field = field;
      problem.message = "'" + name + "' is already " + (first.kind == SymbolKind::asset ? "an " : "a ") +
                        std::string(symbol_kind_name(first.kind));
      problem.hint = "a name means one thing in a file";
      problem.other = first.where;
      diagnostics.add(std::move(problem));
    }
    symbols.add(std::move(symbol));
  }
}

}  // namespace

namespace {

struct Holder {
  const Symbol& symbol;
  bool exports;  ///< or it has a part of that name
};

/// The name that gives `name` a meaning already: what AAA.return exports, or the phase `b` as the source p.b.
std::optional<Holder> holder_of(const Symbols& symbols, std::string_view name) {
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
    const auto found = symbols.find(name.substr(0, dot));
    if (!found) continue;
    const Symbol& symbol = symbols[*found];
    const std::string_view rest = name.substr(dot + 1);
    const bool exported = std::any_of(symbol.exports.begin(), symbol.exports.end(),
                                      [&](const Export& e) { return e.name == rest; });
    const bool part = symbol.kind == SymbolKind::shock &&
                      std::find(symbol.parts.begin(), symbol.parts.end(), rest) != symbol.parts.end();
    if (exported || part) return Holder{symbol, exported};
  }
  return std::nullopt;
}

std::string field_of(const Symbol& symbol) {
  const Section* section = std::find_if(std::begin(sections), std::end(sections),
                                        [&](const Section& s) { return s.kind == symbol.kind; });
  return std::string(section->key) + "." + symbol.name;
}

void report_held(const Symbol& symbol, const Holder& holder, Diagnostics& diagnostics) {
  const std::string owner =
      std::string(symbol_kind_name(holder.symbol.kind)) + " '" + holder.symbol.name + "'";
  diagnostics.add({Severity::error, codes::name_used_twice.id, symbol.where, field_of(symbol),
                   "'" + symbol.name + "' is already " +
                       (holder.exports ? "what the " + owner + " exports" : "an event of the " + owner),
                   "a name means one thing in a file", holder.symbol.where});
}

}  // namespace

std::vector<const NodeEntry*> section_entries(const Node& root, std::string_view section) {
  std::vector<const NodeEntry*> out;
  const NodeEntry* found = root.find(section);
  if (found == nullptr || !found->value.is_mapping()) return out;
  for (const NodeEntry& entry : found->value.entries)
    if (!entry.key.value.starts_with("x-")) out.push_back(&entry);
  return out;
}

void collect_names(const Node& root, const DescribeShock& describe_shock, Symbols& symbols,
                   Diagnostics& diagnostics) {
  for (const Section& section : sections)
    collect_section(root, section, describe_shock, symbols, diagnostics);
  for (std::uint32_t i = 0; i < symbols.size(); ++i) {
    const Symbol& symbol = symbols[i];
    if (const auto holder = holder_of(symbols, symbol.name)) report_held(symbol, *holder, diagnostics);
    if (const auto difference = reads_as_difference(symbols, symbol.name))
      diagnostics.error(codes::name_is_difference, symbol.where, symbol.name,
                        "'" + symbol.name + "' can also be read as " + *difference,
                        "write '_' for '-' in one of them");
  }
}

namespace {

/// Length of ".export(argument)" after a shock's name: the argument is a phase, outcome or state, whatever
/// else it may name.
std::size_t export_length(std::string_view text) {
  std::size_t i = text.starts_with('.') ? 1 : 0;
  while (i > 0 && i < text.size() && (is_letter(text[i]) || text[i] == '_')) ++i;
  if (i == 0 || i == text.size() || text[i] != '(') return i;
  const auto end = text.find(')', i);
  return end == std::string_view::npos ? text.size() : end + 1;
}

}  // namespace

std::vector<std::uint32_t> names_in(std::string_view text, const Symbols& symbols, SymbolKind kind) {
  std::vector<std::uint32_t> found;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_letter(text[i]) && !is_digit(text[i])) {
      ++i;
      continue;
    }
    if (const auto symbol = symbols.longest_prefix(text.substr(i))) {
      if (symbols[*symbol].kind == kind) found.push_back(*symbol);
      i += std::max<std::size_t>(symbols[*symbol].name.size(), 1);
      if (symbols[*symbol].kind == SymbolKind::shock) i += export_length(text.substr(i));
      continue;
    }
    while (i < text.size() && (is_letter(text[i]) || is_digit(text[i]) || text[i] == '_' || text[i] == '.'))
      ++i;
  }
  return found;
}

std::vector<std::uint32_t> dependence_order(const std::vector<std::vector<std::uint32_t>>& reads,
                                            std::vector<std::vector<std::uint32_t>>& circles) {
  enum class Mark : std::uint8_t { fresh, open, done };
  std::vector<Mark> marks(reads.size(), Mark::fresh);
  std::vector<std::uint32_t> order;
  // Depth first with an explicit stack: a file may chain thousands of names.
  for (std::uint32_t root = 0; root < reads.size(); ++root) {
    std::vector<std::pair<std::uint32_t, std::size_t>> stack;
    if (marks[root] == Mark::fresh) stack.emplace_back(root, 0);
    while (!stack.empty()) {
      const std::uint32_t node = stack.back().first;
      marks[node] = Mark::open;
      if (stack.back().second == reads[node].size()) {
        marks[node] = Mark::done;
        order.push_back(node);
        stack.pop_back();
        continue;
      }
      const std::uint32_t next = reads[node][stack.back().second++];
      if (marks[next] == Mark::fresh) {
        stack.emplace_back(next, 0);
      } else if (marks[next] == Mark::open && circles.size() < most_circles) {
        const auto first = std::find_if(stack.begin(), stack.end(),
                                        [next](const auto& frame) { return frame.first == next; });
        circles.emplace_back();
        for (auto frame = first; frame != stack.end(); ++frame) circles.back().push_back(frame->first);
      }
    }
  }
  return order;
}

}  // namespace faultline
