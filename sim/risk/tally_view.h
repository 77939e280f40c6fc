#pragma once

#include "engine/tally_state.h"
#include "risk/order.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace faultline {

/// A column of a tally on all paths, or on those on which a condition holds.
struct ColumnUse {
  std::uint32_t column = 0;
  std::uint32_t given = TallyLayout::none;  ///< position among the `given` conditions
};

enum class PairSide : std::uint8_t { with, without };

/// std::invalid_argument unless the tally has the columns of these outputs.
void require_own(const Outputs& outputs, const Tally& tally);

/// Reads a tally, from samples or histograms alike. Holds no copy of it: the tally must not grow meanwhile.
class TallyView {
 public:
  explicit TallyView(const Tally& tally) : state_(tally.state()), totals_(state_.totals()) {}
  explicit TallyView(const Tally&& tally) = delete;

  const TallyLayout& layout() const { return state_.layout; }
  const LeafSums& totals() const { return totals_; }

  /// Calls visit(KeptLeaf) for every leaf in order. Throws SamplesNotKept where there are none.
  template <class Visit>
  void for_each_leaf(Visit&& visit) const {
    if (!state_.exact) refuse_histograms();
    for (const auto& [number, leaf] : state_.kept) visit(leaf);
  }

  /// Paths behind a column: all, or those on which the condition holds.
  std::uint64_t paths(ColumnUse use) const;
  /// Moments of the finite values.
  const Moments<8>& moments(ColumnUse use) const;
  /// Paths on which the return is at most -loss.
  std::uint64_t loss_hits(ColumnUse use, double loss) const;
  /// Paths on which both returns of a pair are at most -loss; none when the loss was not announced in the
  /// outputs.
  std::optional<std::uint64_t> both_hits(std::uint32_t pair, double loss) const;

  bool ranked(std::uint32_t column) const { return layout().sample_slot[column] != TallyLayout::none; }
  /// Order statistics; the column keeps samples and has paths.
  OrderAnswer order(ColumnUse use, OrderRequest request) const;

  /// One side of a pair in the 40 batches of paths behind the errors of changes.
  std::uint64_t batch_paths(std::size_t batch) const { return state_.batch_paths[batch]; }
  const Moments<4>& batch_moments(std::uint32_t pair, PairSide side, std::size_t batch) const;
  OrderAnswer batch_order(std::uint32_t pair, PairSide side, std::size_t batch, OrderRequest request) const;

 private:
  [[noreturn]] void refuse_histograms() const;
  std::vector<double> chosen(ColumnUse use) const;

  const TallyState& state_;
  LeafSums totals_;
};

}  // namespace faultline
