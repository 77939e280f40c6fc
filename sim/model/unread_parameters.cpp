#include "model/names.h"

#include <algorithm>
#include <array>
#include <vector>

namespace faultline {
namespace {

/// What follows these keys is prose.
bool is_prose(std::string_view key) {
  constexpr std::array<std::string_view, 6> prose = {"title", "description", "label",
                                                     "note",  "source",      "basis"};
  return key.starts_with("x-") || std::find(prose.begin(), prose.end(), key) != prose.end();
}

void note_read(const Node& node, const Symbols& symbols, std::vector<bool>& read) {
  if (node.is_scalar())
    for (const std::uint32_t symbol : names_in(node.text, symbols, SymbolKind::parameter))
      read[symbol] = true;
  for (const Node& item : node.items) note_read(item, symbols, read);
  for (const NodeEntry& entry : node.entries)
    if (!is_prose(entry.key.value)) note_read(entry.value, symbols, read);
}

}  // namespace

std::vector<std::uint32_t> unread_parameters(const Node& root, const Symbols& symbols) {
  std::vector<bool> read(symbols.size());
  note_read(root, symbols, read);
  std::vector<std::uint32_t> unread;
  for (std::uint32_t i = 0; i < symbols.size(); ++i)
    if (symbols[i].kind == SymbolKind::parameter && !read[i]) unread.push_back(i);
  return unread;
}

}  // namespace faultline
