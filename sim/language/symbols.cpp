#include "language/symbols.h"

#include "language/number.h"
#include "language/parse.h"
#include "language/words.h"

#include <algorithm>

#include <fmt/format.h>

namespace faultline {

std::string_view symbol_kind_name(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::parameter:
      return "parameter";
    case SymbolKind::variable:
      return "variable";
    case SymbolKind::group:
      return "group";
    case SymbolKind::factor:
      return "factor";
    case SymbolKind::asset:
      return "asset";
    case SymbolKind::shock:
      return "shock";
    case SymbolKind::portfolio:
      return "portfolio";
  }
  return "";
}

std::uint32_t Symbols::add(Symbol symbol) {
  const auto index = size();
  by_name_.try_emplace(symbol.name, index);
  symbols_.push_back(std::move(symbol));
  return index;
}

std::optional<std::uint32_t> Symbols::find(std::string_view name) const {
  const auto found = by_name_.find(std::string(name));
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

std::size_t Symbols::name_run(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() && is_name_character(text[n])) ++n;
  return n;
}

namespace {

/// Whether the text goes on with ".return" or another export of the symbol.
bool begins_export(const Symbol& symbol, std::string_view text) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return std::any_of(symbol.exports.begin(), symbol.exports.end(), [&](const Export& e) {
    return text.starts_with(e.name) && Symbols::name_run(text.substr(e.name.size())) == 0;
  });
}

}  // namespace

std::optional<std::uint32_t> Symbols::longest_prefix(std::string_view text) const {
  const std::size_t run = std::min<std::size_t>(name_run(text), 256);
  for (std::size_t n = run; n > 0; --n) {
    const bool boundary = n == run || text[n] == '.' || text[n] == '-';
    if (!boundary) continue;
    const auto found = find(text.substr(0, n));
    if (found && (symbols_[*found].readable || begins_export(symbols_[*found], text.substr(n)))) return found;
  }
  return std::nullopt;
}

std::string Symbols::nearest(std::string_view name) const {
  std::vector<std::string> names;
  names.reserve(symbols_.size());
  for (const Symbol& symbol : symbols_) names.push_back(symbol.name);
  return nearest_name(name, names);
}

namespace {

/// Damerau-Levenshtein distance (optimal string alignment): a swap of neighbours counts as one.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

/// The same but for upper and lower case.
bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
  constexpr std::size_t longest = 64;  // beyond these a suggestion helps nobody
  constexpr std::size_t candidate_cap = 2000;
  if (name.size() > longest || candidates.size() > candidate_cap) return {};
  for (const std::string& candidate : candidates)
    if (candidate != name && same_letters(candidate, name)) return candidate;
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > name.size() + best_distance || name.size() > candidate.size() + best_distance)
      continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance >= best_distance || distance >= std::max(name.size(), candidate.size())) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

namespace {

bool is_call_word(std::string_view name) {
  return find_function(name) != nullptr || find_law(name) != nullptr;
}

}  // namespace

bool reads_otherwise(std::string_view name) {
  return is_call_word(name) || is_number_literal(name) || parse_date(name);
}

std::optional<std::string> invalid_name(std::string_view name, NumberNames numbers) {
  if (name.empty()) return "a name cannot be empty";
  if (name.size() > 128) return "a name has at most 128 characters";
  if (!is_letter(name.front()) && !is_digit(name.front())) return "a name starts with a letter or a digit";
  if (Symbols::name_run(name) != name.size()) return "a name consists of letters, digits and _ . -";
  static constexpr std::array<std::string_view, 15> keywords{
      "d", "w", "m", "q", "y", "t", "bp", "level", "to", "and", "or", "not", "nan", "inf", "infinity"};
  const bool keyword = std::find(keywords.begin(), keywords.end(), name) != keywords.end();
  if (keyword || is_call_word(name)) return "a word of the language cannot be a name";
  if (numbers == NumberNames::allowed || !reads_otherwise(name)) return std::nullopt;
  if (numbers == NumberNames::refused) return "a number cannot be a name";
  if (is_letter(name.back())) return std::nullopt;  // with a unit: no number to YAML
  return fmt::format("a number cannot be a name unless it is quoted: \"{}\"", name);
}

namespace {

bool reads_as_operand(const Symbols& symbols, std::string_view text) {
  if (text == "t" || text == "level" || is_number_literal(text)) return true;
  const auto found = symbols.longest_prefix(text);
  if (!found) return false;
  const Symbol& symbol = symbols[*found];
  std::string_view rest = text.substr(symbol.name.size());
  if (rest.empty()) return true;
  if (!rest.starts_with('.')) return false;
  rest.remove_prefix(1);
  return std::any_of(symbol.exports.begin(), symbol.exports.end(),
                     [&](const Export& e) { return e.name == rest; });
}

/// One operand, or several with a minus between them.
bool reads_as_operands(const Symbols& symbols, std::string_view text) {
  std::vector<bool> readable(text.size() + 1, false);  // from here to the end
  for (std::size_t i = text.size(); i-- > 0;) {
    if (i > 0 && text[i - 1] != '-') continue;
    for (std::size_t end = i; end != std::string_view::npos && !readable[i];) {
      end = text.find('-', end + 1);
      const bool rest = end == std::string_view::npos || readable[end + 1];
      readable[i] = rest && reads_as_operand(symbols, text.substr(i, end - i));
    }
  }
  return readable[0];
}

}  // namespace

std::optional<std::string> reads_as_difference(const Symbols& symbols, std::string_view name) {
  for (std::size_t dash = name.find('-'); dash != std::string_view::npos; dash = name.find('-', dash + 1)) {
    const std::string_view left = name.substr(0, dash);
    const std::string_view right = name.substr(dash + 1);
    if (reads_as_operand(symbols, left) && reads_as_operands(symbols, right))
      return fmt::format("'{}' and '{}'", left, right);
  }
  return std::nullopt;
}

}  // namespace faultline
