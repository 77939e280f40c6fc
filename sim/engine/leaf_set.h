#pragma once

#include <cstdint>
#include <map>

namespace faultline {

/// Numbers of leaves as disjoint ranges [begin, end): of a run without gaps a single one.
class LeafSet {
 public:
  bool holds_any(std::uint64_t begin, std::uint64_t end) const;
  bool holds_any(const LeafSet& other) const;
  /// Adds leaves of which none is there yet.
  void add(std::uint64_t begin, std::uint64_t end);
  void add(const LeafSet& other);

 private:
  std::map<std::uint64_t, std::uint64_t> ranges_;  ///< begin -> end
};

}  // namespace faultline
