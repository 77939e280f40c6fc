#pragma once

#include "faultline/scenario.h"

#include <cstddef>
#include <optional>

namespace faultline {

/// What one scenario may cost to read, all its files together. Aliases count what they expand to.
struct ReadBudget {
  static constexpr std::size_t max_bytes = std::size_t{4} << 20;
  static constexpr std::size_t max_nodes = 200'000;
  static constexpr int max_depth = 64;

  std::size_t bytes = max_bytes;        ///< left, of files
  std::size_t nodes = max_nodes;        ///< left
  std::size_t alias_bytes = max_bytes;  ///< left, of text repeated by aliases
};

/// Reads one text already in `sources` as a single YAML document. Every refusal is a diagnostic.
std::optional<Node> read_yaml(FileId file, const Sources& sources, ReadBudget& budget,
                              Diagnostics& diagnostics);

}  // namespace faultline
