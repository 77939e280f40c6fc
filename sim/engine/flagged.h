#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace faultline {

/// Calls work(i) for each i < n that is flagged; `flagged` is padded.
template <class Work>
void for_each_flagged(const std::uint8_t* flagged, std::size_t n, Work work) {
  for (std::size_t first = 0; first < n; first += sizeof(std::uint64_t)) {
    std::uint64_t eight;
    std::memcpy(&eight, flagged + first, sizeof eight);
    if (eight == 0) continue;
    for (std::size_t i = first; i < std::min(n, first + sizeof eight); ++i)
      if (flagged[i]) work(i);
  }
}

}  // namespace faultline
