#pragma once

#include "study/reverse_shares.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// What a box is sought in: classes of features at points that lie in the tail or do not.
struct BoxData {
  std::vector<std::span<const std::uint8_t>> classes;  ///< per feature, by path
  std::vector<std::size_t> sizes;                      ///< number of classes per feature
  std::vector<std::uint32_t> tail;                     ///< paths
  std::vector<std::uint32_t> others;
  double weight = 1.0;  ///< of each other path: those left out stand behind them
  int threads = 0;
};

/// Terms on different features, all of which must hold; `ClassRange::feature` counts in BoxData::classes.
using Box = std::vector<ClassRange>;

bool holds(const BoxData& data, const Box& box, std::uint32_t path);

/// The box of at most `most_terms` terms with the most information - relative entropy of its share of the
/// tail to its share of all points [nats] - that a patient search finds: PRIM (Friedman and Fisher 1999, Bump
/// hunting in high-dimensional data, Statistics and Computing 9) peels 5 % of the points at a time off the
/// end of one feature, where it gains most; the best box on the way is then pasted: every end is moved to
/// where it is best, and terms that add less than 3 % of the information, or no more than chance, are
/// dropped. Of ends almost as good (1 %) the plainest is taken: `plainness` is a length per feature and cut,
/// of what would be written. Empty where nothing is found.
Box find_box(const BoxData& data, const std::vector<std::vector<std::size_t>>& plainness,
             std::size_t most_terms);

}  // namespace faultline
