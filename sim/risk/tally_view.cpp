#include "risk/tally_view.h"

#include "core/argument.h"
#include "core/contract.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace faultline {

namespace {

std::uint64_t share_below(const FineHistogram& histogram, double bound) {
  double count = static_cast<double>(histogram.below());
  histogram.ascend([&](const Bin& bin) {
    if (bin.lower >= bound) return false;
    const double inside = std::min((bound - bin.lower) / (bin.upper - bin.lower), 1.0);
    count += inside * static_cast<double>(bin.count);
    return true;
  });
  return static_cast<std::uint64_t>(std::llround(count));
}

}  // namespace

void require_own(const Outputs& outputs, const Tally& tally) {
  require_argument(tally.state().layout.columns == outputs.columns.size(), "the tally is of other outputs");
}

void TallyView::refuse_histograms() const {
  throw SamplesNotKept(fmt::format(
      "run.sampling rests on every sample, and the tally keeps none beyond {} values, {} paths "
      "of {} numbers; "
      "plan for fewer paths or keep more",
      state_.options.kept_values, layout().most_kept_paths(state_.options), layout().sample_columns.size()));
}

std::uint64_t TallyView::paths(ColumnUse use) const {
  if (use.given == TallyLayout::none) return totals_.paths;
  const Moments<8>& condition = totals_.columns[layout().given[use.given]];
  return static_cast<std::uint64_t>(std::llround(condition.mean * static_cast<double>(condition.n)));
}

const Moments<8>& TallyView::moments(ColumnUse use) const {
  if (use.given == TallyLayout::none) return totals_.columns[use.column];
  const std::uint32_t conditional = layout().conditional_of(use.given, use.column);
  FAULTLINE_EXPECT(conditional != TallyLayout::none);
  return totals_.conditionals[conditional];
}

std::uint64_t TallyView::loss_hits(ColumnUse use, double loss) const {
  const std::optional<std::size_t> at =
      use.given == TallyLayout::none
          ? layout().column_hits(use.column, loss)
          : layout().conditional_hits(layout().conditional_of(use.given, use.column), loss);
  if (at) return state_.hits[*at];
  FAULTLINE_EXPECT(ranked(use.column));
  if (!state_.exact) {
    return share_below(use.given == TallyLayout::none
                           ? state_.histograms().columns[layout().sample_slot[use.column]]
                           : state_.histograms().conditionals[layout().conditional_of(use.given, use.column)],
                       -loss);
  }
  const std::vector<double> values = chosen(use);
  return static_cast<std::uint64_t>(
      std::count_if(values.begin(), values.end(), [loss](double r) { return -r >= loss; }));
}

std::optional<std::uint64_t> TallyView::both_hits(std::uint32_t pair, double loss) const {
  const auto at = layout().pair_hits(pair, loss);
  if (!at) return std::nullopt;
  return state_.hits[*at];
}

std::vector<double> TallyView::chosen(ColumnUse use) const {
  std::vector<double> values(paths(use));
  auto to = values.begin();
  const std::uint32_t slot = layout().sample_slot[use.column];
  for (const auto& [number, leaf] : state_.kept) {
    const auto column = leaf.column(slot);
    if (use.given == TallyLayout::none)
      to = std::copy(column.begin(), column.end(), to);
    else
      leaf.for_each_holding(use.given, [&](std::size_t i) { *to++ = column[i]; });
  }
  FAULTLINE_EXPECT(to == values.end());
  return values;
}

OrderAnswer TallyView::order(ColumnUse use, OrderRequest request) const {
  FAULTLINE_EXPECT(ranked(use.column) && paths(use) > 0);
  const std::uint32_t slot = layout().sample_slot[use.column];
  if (!state_.exact) {
    const Moments<8>& range = moments(use);
    const FineHistogram& histogram =
        use.given == TallyLayout::none
            ? state_.histograms().columns[slot]
            : state_.histograms().conditionals[layout().conditional_of(use.given, use.column)];
    return order_of(histogram, range.lowest, range.highest, std::move(request));
  }
  std::vector<std::span<const double>> pieces;
  std::vector<double> values;
  if (use.given == TallyLayout::none) {
    for (const auto& [number, leaf] : state_.kept) pieces.push_back(leaf.column(slot));
  } else {
    values = chosen(use);
    pieces.emplace_back(values);
  }
  return order_of(pieces, std::move(request));
}

const Moments<4>& TallyView::batch_moments(std::uint32_t pair, PairSide side, std::size_t batch) const {
  const TallyLayout::Pair& of = layout().pairs[pair];
  FAULTLINE_EXPECT(of.batch_moments);
  return totals_.batches[of.first_batch + static_cast<std::size_t>(side) * batch_count + batch];
}

OrderAnswer TallyView::batch_order(std::uint32_t pair, PairSide side, std::size_t batch,
                                   OrderRequest request) const {
  const TallyLayout::Pair& of = layout().pairs[pair];
  const std::uint32_t column = side == PairSide::with ? of.with : of.without;
  if (!state_.exact) {
    const Moments<8>& range = totals_.columns[column];
    return order_of(state_.histograms().batches[pair][static_cast<std::size_t>(side)][batch], range.lowest,
                    range.highest, std::move(request));
  }
  std::vector<double> values;
  values.reserve(totals_.paths / batch_count + 1);
  for (const auto& [number, leaf] : state_.kept) {
    const auto samples = leaf.column(layout().sample_slot[column]);
    for (std::size_t i = first_of_batch(number, batch); i < samples.size(); i += batch_count)
      values.push_back(samples[i]);
  }
  const std::span<const double> piece(values);
  return order_of({&piece, 1}, std::move(request));
}

}  // namespace faultline
