#pragma once

#include "study/reverse_sample.h"
#include "study/reverse_shares.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace faultline {

/// The paths of a sample, and which of them lie in the tail.
struct TailView {
  TailView(const ReverseSample& of, double horizon_years, int worker_threads,
           const std::function<bool(double)>& in_tail);

  const ReverseSample& sample;
  double horizon;  ///< [years]
  int threads;
  std::vector<std::uint8_t> in_tail;  ///< by path
  std::vector<std::uint32_t> tail;    ///< paths of the tail, ascending
};

/// Outcomes by information, largest first; of several that hold on as many paths the first of the file stands
/// for the others.
/// `critical` receives the z beyond which one is significant.
std::vector<ReverseOutcome> reverse_outcomes(const TailView& view, double& critical);

/// Disjoint combinations of up to four features that together tell most of the tail apart, chosen on even
/// paths; figures are of odd paths. Nothing where no feature tells anything.
std::vector<ReverseStory> reverse_stories(const TailView& view, const std::vector<ReverseOutcome>& outcomes,
                                          std::size_t most);

/// Boxes of up to four terms found on even paths; figures are of odd paths. One that does not hold good there
/// ends the search.
std::vector<ReverseRule> reverse_rules(const TailView& view, std::size_t most);

/// The even paths, or the odd ones.
inline constexpr std::uint32_t learn_parity = 0;
inline constexpr std::uint32_t test_parity = 1;

/// Counts over the paths of one parity on which `holds(path)`.
template <class Holds>
Crossing crossing_on(const TailView& view, std::uint32_t parity, const Holds& holds) {
  Crossing out;
  for (std::uint64_t path = parity; path < view.sample.paths; path += 2) {
    const bool tail = view.in_tail[path] != 0, with = holds(path);
    ++out.paths;
    out.tail += tail ? 1 : 0;
    out.with += with ? 1 : 0;
    out.tail_with += tail && with ? 1 : 0;
  }
  return out;
}

/// Several ranges at once, as a condition.
std::string condition_text(const ReverseSample& sample, const std::vector<ClassRange>& terms);

}  // namespace faultline
