#include "engine/leaf_set.h"

#include <algorithm>
#include <iterator>

namespace faultline {

bool LeafSet::holds_any(std::uint64_t begin, std::uint64_t end) const {
  if (begin >= end) return false;
  const auto after = ranges_.lower_bound(end);  // the first that begins at or beyond the end
  return after != ranges_.begin() && std::prev(after)->second > begin;
}

bool LeafSet::holds_any(const LeafSet& other) const {
  return std::any_of(other.ranges_.begin(), other.ranges_.end(),
                     [this](const auto& range) { return holds_any(range.first, range.second); });
}

void LeafSet::add(std::uint64_t begin, std::uint64_t end) {
  if (begin >= end) return;
  if (const auto next = ranges_.find(end); next != ranges_.end()) {
    end = next->second;
    ranges_.erase(next);
  }
  const auto after = ranges_.lower_bound(begin);
  if (after != ranges_.begin() && std::prev(after)->second == begin)
    std::prev(after)->second = end;
  else
    ranges_.emplace_hint(after, begin, end);
}

void LeafSet::add(const LeafSet& other) {
  for (const auto& [begin, end] : other.ranges_) add(begin, end);
}

}  // namespace faultline
