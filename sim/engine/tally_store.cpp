#include "engine/tally_state.h"

namespace faultline {

HistogramStore::HistogramStore(const TallyLayout& layout)
    : columns(layout.sample_columns.size()),
      conditionals(layout.conditionals.size()),
      batches(layout.pairs.size()),
      locks(layout.sample_columns.size() + layout.conditionals.size() + layout.pairs.size()) {}

void HistogramStore::count(const TallyLayout& layout, const NumberedLeaves& leaves) {
  if (leaves.empty()) return;
  std::vector<double> scratch;
  // Threads start at different groups, so that they seldom wait for one another.
  for (std::size_t step = 0; step < locks.size(); ++step) {
    const std::size_t group = (step + leaves.front().first * 7) % locks.size();
    const std::lock_guard guard(locks[group]);
    count(layout, group, leaves, scratch);
  }
}

void HistogramStore::count(const TallyLayout& layout, std::size_t group, const NumberedLeaves& leaves,
                           std::vector<double>& scratch) {
  if (group < columns.size()) {
    for (const auto& [number, leaf] : leaves)
      columns[group].add(leaf.column(static_cast<std::uint32_t>(group)));
    return;
  }
  if (group -= columns.size(); group < conditionals.size()) {
    const auto& [given, column] = layout.conditionals[group];
    if (layout.sample_slot[column] == TallyLayout::none) return;
    scratch.clear();
    for (const auto& [number, leaf] : leaves) {
      const auto values = leaf.column(layout.sample_slot[column]);
      leaf.for_each_holding(given, [&](std::size_t i) { scratch.push_back(values[i]); });
    }
    conditionals[group].add(scratch);
    return;
  }
  group -= conditionals.size();
  const TallyLayout::Pair& pair = layout.pairs[group];
  if (!pair.ranked) return;
  for (std::size_t side = 0; side < 2; ++side) {
    const std::uint32_t slot = layout.sample_slot[side == 0 ? pair.with : pair.without];
    for (std::size_t b = 0; b < batch_count; ++b) {
      scratch.clear();
      for (const auto& [number, leaf] : leaves) {
        const auto values = leaf.column(slot);
        for (std::size_t i = first_of_batch(number, b); i < values.size(); i += batch_count)
          scratch.push_back(values[i]);
      }
      batches[group][side][b].add(scratch);
    }
  }
}

void HistogramStore::merge(std::size_t group, const HistogramStore& other) {
  if (group < columns.size()) return columns[group].merge(other.columns[group]);
  if (group -= columns.size(); group < conditionals.size())
    return conditionals[group].merge(other.conditionals[group]);
  group -= conditionals.size();
  for (std::size_t side = 0; side < 2; ++side)
    for (std::size_t b = 0; b < batch_count; ++b)
      batches[group][side][b].merge(other.batches[group][side][b]);
}

void HistogramStore::merge(const HistogramStore& other) {
  for (std::size_t group = 0; group < locks.size(); ++group) {
    const std::lock_guard guard(locks[group]);
    merge(group, other);
  }
}

std::size_t HistogramStore::bytes(std::size_t group) const {
  if (group < columns.size()) return columns[group].bytes();
  if (group -= columns.size(); group < conditionals.size()) return conditionals[group].bytes();
  std::size_t sum = 0;
  for (const auto& side : batches[group - conditionals.size()])
    for (const BatchHistogram& histogram : side) sum += histogram.bytes();
  return sum;
}

std::size_t HistogramStore::bytes() const {
  std::size_t sum = 0;
  for (std::size_t group = 0; group < locks.size(); ++group) {
    const std::lock_guard guard(locks[group]);
    sum += bytes(group);
  }
  return sum;
}

}  // namespace faultline
