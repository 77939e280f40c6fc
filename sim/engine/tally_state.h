#pragma once

#include "engine/leaf_set.h"
#include "engine/tally_histogram.h"
#include "engine/tally_layout.h"
#include "engine/tally_moments.h"
#include "faultline/tally.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace faultline {

/// The moments of a set of leaves. Infinities ("never") are left out of them, so n may be below the paths.
struct LeafSums {
  std::uint64_t paths = 0;
  std::vector<Moments<8>> columns;
  std::vector<Moments<8>> conditionals;
  std::vector<Moments<2>> differences;  ///< per pair, with minus without
  std::vector<Moments<4>> batches;      ///< from Pair::first_batch on: 40 with, 40 without
};

LeafSums merged(const LeafSums& left, const LeafSums& right);

/// The moments and counts of one leaf, path by path in fixed lanes.
LeafSums sums_of_leaf(const TallyLayout& layout, const LeafSamples& leaf);
std::vector<std::uint64_t> hits_of_leaf(const TallyLayout& layout, const LeafSamples& leaf);

/// Position in a leaf of the first path that belongs to a batch; the others follow at every 40th.
inline std::size_t first_of_batch(std::uint64_t leaf, std::size_t batch) {
  return (batch + batch_count - leaf * leaf_paths % batch_count) % batch_count;
}

/// Leaves counted together in histograms.
inline constexpr std::size_t leaves_counted_together = 16;

/// The values of one leaf that are kept, column-major by sample slot, and one bit per path and condition.
struct KeptLeaf {
  std::uint32_t paths = 0;
  std::vector<double> values;
  std::vector<std::uint64_t> conditions;

  std::span<const double> column(std::uint32_t slot) const {
    return {values.data() + std::size_t{slot} * paths, paths};
  }
  bool holds(std::uint32_t given, std::size_t path) const {
    return (conditions[given * (leaf_paths / 64) + path / 64] >> (path % 64) & 1u) != 0;
  }
  /// Calls visit(path) for the paths on which a condition holds, in order.
  template <class Visit>
  void for_each_holding(std::uint32_t given, Visit&& visit) const {
    for (std::size_t first = 0; first < paths; first += 64)
      for (std::uint64_t left = conditions[given * (leaf_paths / 64) + first / 64]; left != 0;
           left &= left - 1)
        visit(first + static_cast<std::size_t>(std::countr_zero(left)));
  }
};

using NumberedLeaves = std::vector<std::pair<std::uint64_t, KeptLeaf>>;

/// Histograms instead of samples, with a lock for each group that is written together.
struct HistogramStore {
  explicit HistogramStore(const TallyLayout& layout);

  /// These three from any thread; the other store rests.
  void count(const TallyLayout& layout, const NumberedLeaves& leaves);
  void merge(const HistogramStore& other);
  std::size_t bytes() const;

  std::vector<FineHistogram> columns;       ///< per sample slot
  std::vector<FineHistogram> conditionals;  ///< empty where the column keeps no samples
  std::vector<std::array<std::array<BatchHistogram, batch_count>, 2>> batches;  ///< per pair: with, without
  mutable std::vector<std::mutex> locks;  ///< columns, then conditionals, then pairs

 private:
  void count(const TallyLayout& layout, std::size_t group, const NumberedLeaves& leaves,
             std::vector<double>& scratch);
  void merge(std::size_t group, const HistogramStore& other);
  std::size_t bytes(std::size_t group) const;
};

struct TallyState {
  TallyState(const Outputs& outputs, TallyOptions chosen);

  /// The sums of all leaves so far, whatever the order they came in.
  LeafSums totals() const;
  /// Bytes held by samples and histograms; from any thread.
  std::size_t bytes() const;
  /// Of all leaves so far; the tally must not grow meanwhile.
  const HistogramStore& histograms() const;

  void add(const LeafSamples& leaf);
  void merge(const TallyState& other);
  /// Whether one of these leaves is there.
  bool holds_any(std::uint64_t begin, std::uint64_t end) const {
    const std::lock_guard guard(lock);
    return leaves.holds_any(begin, end);
  }

  TallyLayout layout;
  TallyOptions options;
  bool exact = true;

  mutable std::mutex lock;
  /// Roots of the complete subtrees of leaves, by (first leaf, level); a subtree of level k holds 2^k leaves
  /// and starts at a multiple of it. Two neighbours of one parent are joined as soon as both are there, so
  /// what stands here depends on the set of leaves alone, and more leaves extend it without touching what is
  /// summed.
  std::map<std::pair<std::uint64_t, std::uint32_t>, LeafSums> roots;
  LeafSet leaves;
  std::uint64_t paths = 0;
  std::array<std::uint64_t, batch_count> batch_paths{};
  std::vector<std::uint64_t> hits;
  std::map<std::uint64_t, KeptLeaf> kept;  ///< exact: by leaf

 private:
  void plant(std::uint64_t first, std::uint32_t level, LeafSums sums);
  KeptLeaf keep(const LeafSamples& leaf) const;

  /// Beyond the kept samples. Leaves wait until some can be counted together: what is touched of a histogram
  /// then stays in the cache for all of them.
  mutable NumberedLeaves waiting_;
  mutable HistogramStore histograms_;
};

}  // namespace faultline
