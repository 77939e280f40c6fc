#include "engine/tally_state.h"

#include <bit>
#include <cmath>
#include <cstdint>

namespace faultline {

namespace {

std::span<const double> column(const LeafSamples& leaf, std::uint32_t c) {
  return {leaf.values.data() + std::size_t{c} * leaf_paths, leaf.paths};
}

/// To the end of the values, whatever they are: such a loop is vectorised.
bool all_finite(std::span<const double> values) {
  constexpr std::uint64_t exponent = 0x7ff0'0000'0000'0000u;
  std::uint64_t infinite = 0;
  for (double x : values) infinite |= (std::bit_cast<std::uint64_t>(x) & exponent) == exponent ? 1u : 0u;
  return infinite == 0;
}

template <int Order>
Moments<Order> finite_moments(std::span<const double> values, std::vector<double>& scratch) {
  if (all_finite(values)) return moments_of<Order>(values);
  scratch.clear();
  for (double x : values) {
    if (std::isfinite(x)) scratch.push_back(x);
  }
  return moments_of<Order>(std::span<const double>(scratch));
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
    sums.columns.push_back(finite_moments<8>(column(leaf, c), scratch));
  }
  sums.conditionals.reserve(layout.conditionals.size());
  for (const auto& [given, c] : layout.conditionals) {
    select(column(leaf, c), column(leaf, layout.given[given]), chosen);
    sums.conditionals.push_back(finite_moments<8>(chosen, scratch));
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
