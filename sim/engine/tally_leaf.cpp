#include "engine/tally_state.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace faultline {

namespace {

std::span<const double> column(const LeafSamples& leaf, std::uint32_t c) {
  return {leaf.values.data() + std::size_t{c} * leaf_paths, leaf.paths};
}

/// Central sums above the fourth are found where they are asked for, and NaN elsewhere.
Moments<8> moments(const TallyLayout& layout, std::span<const double> values, std::vector<double>& scratch) {
  if (layout.high_moments) return finite_moments_of<8>(values, scratch);
  const Moments<4> low = finite_moments_of<4>(values, scratch);
  Moments<8> result{low.n, low.mean, low.lowest, low.highest, {}};
  result.sums.fill(std::numeric_limits<double>::quiet_NaN());
  std::copy(low.sums.begin(), low.sums.end(), result.sums.begin());
  return result;
}

void select(std::span<const double> values, std::span<const double> condition, std::vector<double>& chosen) {
  // Without a branch, which would be guessed wrongly.
  chosen.resize(values.size() + 1);
  std::size_t count = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    chosen[count] = values[i];
    count += condition[i] != 0.0;
  }
  chosen.resize(count);
}

void add_batches(std::span<const double> values, std::uint64_t leaf, std::vector<Moments<4>>& batches) {
  std::vector<double> batch;
  batch.reserve(leaf_paths / batch_count + 1);
  for (std::size_t b = 0; b < batch_count; ++b) {
    batch.clear();
    for (std::size_t i = first_of_batch(leaf, b); i < values.size(); i += batch_count)
      batch.push_back(values[i]);
    batches.push_back(moments_of<4>(batch));
  }
}

template <int Order>
void merge_each(const std::vector<Moments<Order>>& left, const std::vector<Moments<Order>>& right,
                std::vector<Moments<Order>>& result) {
  result.reserve(left.size());
  for (std::size_t i = 0; i < left.size(); ++i) result.push_back(merged(left[i], right[i]));
}

std::uint64_t count_losses(std::span<const double> returns, double loss) {
  std::uint64_t count = 0;
  for (double r : returns) count += -r >= loss;
  return count;
}

}  // namespace

LeafSums merged(const LeafSums& left, const LeafSums& right) {
  LeafSums result;
  result.paths = left.paths + right.paths;
  merge_each(left.columns, right.columns, result.columns);
  merge_each(left.conditionals, right.conditionals, result.conditionals);
  merge_each(left.differences, right.differences, result.differences);
  merge_each(left.batches, right.batches, result.batches);
  return result;
}

LeafSums sums_of_leaf(const TallyLayout& layout, const LeafSamples& leaf) {
  LeafSums sums;
  sums.paths = leaf.paths;
  std::vector<double> chosen, scratch;
  sums.columns.reserve(layout.columns);
  for (std::uint32_t c = 0; c < layout.columns; ++c) {
    sums.columns.push_back(moments(layout, column(leaf, c), scratch));
  }
  sums.conditionals.reserve(layout.conditionals.size());
  for (const auto& [given, c] : layout.conditionals) {
    select(column(leaf, c), column(leaf, layout.given[given]), chosen);
    sums.conditionals.push_back(moments(layout, chosen, scratch));
  }
  sums.differences.reserve(layout.pairs.size());
  for (const TallyLayout::Pair& pair : layout.pairs) {
    const auto with = column(leaf, pair.with), without = column(leaf, pair.without);
    chosen.resize(leaf.paths);
    for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = with[i] - without[i];
    sums.differences.push_back(moments_of<2>(chosen));
    if (pair.batch_moments) {
      add_batches(with, leaf.leaf, sums.batches);
      add_batches(without, leaf.leaf, sums.batches);
    }
  }
  return sums;
}

std::vector<std::uint64_t> hits_of_leaf(const TallyLayout& layout, const LeafSamples& leaf) {
  std::vector<std::uint64_t> hits;
  hits.reserve(layout.hits());
  for (std::uint32_t c : layout.loss_columns) {
    for (double loss : layout.losses) hits.push_back(count_losses(column(leaf, c), loss));
  }
  std::vector<double> chosen;
  for (const auto& [given, c] : layout.conditionals) {
    if (!layout.losses.empty()) select(column(leaf, c), column(leaf, layout.given[given]), chosen);
    for (double loss : layout.losses) hits.push_back(count_losses(chosen, loss));
  }
  for (const TallyLayout::Pair& pair : layout.pairs) {
    const auto with = column(leaf, pair.with), without = column(leaf, pair.without);
    for (double loss : layout.losses) {
      std::uint64_t both = 0;
      for (std::size_t i = 0; i < with.size(); ++i) both += (-with[i] >= loss) & (-without[i] >= loss);
      hits.push_back(both);
    }
  }
  return hits;
}

}  // namespace faultline
