#pragma once

#include "faultline/scenario.h"
#include "model/market.h"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace faultline {

/// Fills in the exports, parts and kind of a shock's symbol from its tree (the shocks layer knows the kinds).
using DescribeShock = std::function<void(const Node& shock, Symbol& symbol)>;

/// Collects every name of a file, in file order by section: parameters, variables, groups, factors, assets,
/// shocks, portfolios. A name means one thing: an invalid one, a second use, and one that reads as the
/// difference of two others are errors. Groups get their members' names as `parts`.
void collect_names(const Node& root, const DescribeShock& describe_shock, Symbols& symbols,
                   Diagnostics& diagnostics);

/// The entries of a section, in file order; empty when it is missing or not a mapping. `x-` keys are left
/// out.
std::vector<const NodeEntry*> section_entries(const Node& root, std::string_view section);

/// The known names of one kind that a text reads, by symbol; over-complete (it looks at letters, not at
/// grammar).
std::vector<std::uint32_t> names_in(std::string_view text, const Symbols& symbols, SymbolKind kind);

/// The parameters that no text mentions, by symbol.
std::vector<std::uint32_t> unread_parameters(const Node& root, const Symbols& symbols);

/// An order in which everything comes after what it reads (`reads[i]` lists positions), file order otherwise.
/// Circles come back in `circles`, each in reading order, all of them unless there are `most_circles`; the
/// order is then without meaning for those on them.
inline constexpr std::size_t most_circles = 20;
std::vector<std::uint32_t> dependence_order(const std::vector<std::vector<std::uint32_t>>& reads,
                                            std::vector<std::vector<std::uint32_t>>& circles);

}  // namespace faultline
