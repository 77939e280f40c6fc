#include "faultline/tally.h"

#include "core/contract.h"
#include "engine/tally_state.h"

#include <cmath>

namespace faultline {

namespace {

bool fits(const TallyLayout& layout, const TallyOptions& options) {
  const std::uint64_t columns = layout.sample_columns.size();
  return columns == 0 || options.planned_paths <= options.kept_values / columns;
}

std::span<const double> column(const LeafSamples& leaf, std::uint32_t c) {
  return {leaf.values.data() + std::size_t{c} * leaf_paths, leaf.paths};
}

std::size_t lock_count(const TallyLayout& layout) {
  return layout.sample_columns.size() + layout.conditionals.size() + layout.pairs.size();
}

}  // namespace

HistogramStore::HistogramStore(const TallyLayout& layout)
    : columns(layout.sample_columns.size()),
      conditionals(layout.conditionals.size()),
      batches(layout.pairs.size()),
      locks(lock_count(layout)) {}

TallyState::TallyState(const Outputs& outputs, TallyOptions chosen)
    : layout(outputs),
      options(chosen),
      exact(fits(layout, options)),
      hits(layout.hits()),
      histograms(layout) {}

void TallyState::add(const LeafSamples& leaf) {
  FAULTLINE_EXPECT(leaf.paths <= leaf_paths && leaf.values.size() >= layout.columns * leaf_paths);
  if (leaf.paths == 0) return;
  LeafSums sums = sums_of_leaf(layout, leaf);
  const std::vector<std::uint64_t> counted = hits_of_leaf(layout, leaf);
  if (!exact) count(leaf);
  KeptLeaf values = exact ? keep(leaf) : KeptLeaf{};
  {
    const std::lock_guard guard(lock);
    paths += leaf.paths;
    for (std::size_t i = 0; i < leaf.paths; ++i) ++batch_paths[(leaf.leaf * leaf_paths + i) % batch_count];
    for (std::size_t i = 0; i < hits.size(); ++i) hits[i] += counted[i];
    if (exact) kept.emplace(leaf.leaf, std::move(values));
  }
  plant(leaf.leaf, 0, std::move(sums));
}

void TallyState::plant(std::uint64_t first, std::uint32_t level, LeafSums sums) {
  for (;; ++level) {
    const std::uint64_t size = std::uint64_t{1} << level;
    const bool left = (first / size) % 2 == 0;
    const std::uint64_t sibling = left ? first + size : first - size;
    decltype(roots)::node_type other;
    {
      const std::lock_guard guard(lock);
      other = roots.extract({sibling, level});
      if (other.empty()) {
        roots.emplace(std::pair{first, level}, std::move(sums));
        return;
      }
    }
    sums = left ? merged(sums, other.mapped()) : merged(other.mapped(), sums);
    if (!left) first = sibling;
  }
}

LeafSums TallyState::totals() const {
  const std::lock_guard guard(lock);
  LeafSums total;
  total.columns.resize(layout.columns);
  total.conditionals.resize(layout.conditionals.size());
  total.differences.resize(layout.pairs.size());
  for (const TallyLayout::Pair& pair : layout.pairs) {
    if (pair.batch_moments) total.batches.resize(pair.first_batch + 2 * batch_count);
  }
  for (const auto& [place, sums] : roots) total = merged(total, sums);
  return total;
}

KeptLeaf TallyState::keep(const LeafSamples& leaf) const {
  constexpr std::size_t words = leaf_paths / 64;
  KeptLeaf result;
  result.paths = leaf.paths;
  result.values.reserve(layout.sample_columns.size() * leaf.paths);
  for (std::uint32_t c : layout.sample_columns) {
    const auto values = column(leaf, c);
    result.values.insert(result.values.end(), values.begin(), values.end());
  }
  result.conditions.assign(layout.given.size() * words, 0);
  for (std::size_t g = 0; g < layout.given.size(); ++g) {
    const auto holds = column(leaf, layout.given[g]);
    for (std::size_t i = 0; i < leaf.paths; ++i) {
      result.conditions[g * words + i / 64] |= std::uint64_t{holds[i] != 0.0} << (i % 64);
    }
  }
  return result;
}

void TallyState::count(const LeafSamples& leaf) {
  const std::size_t groups = histograms.locks.size();
  const std::size_t columns = layout.sample_columns.size(), conditionals = layout.conditionals.size();
  // Threads start at different groups, so that they seldom wait for one another.
  for (std::size_t step = 0; step < groups; ++step) {
    const std::size_t group = (step + leaf.leaf * 7) % groups;
    const std::lock_guard guard(histograms.locks[group]);
    if (group < columns) {
      for (double x : column(leaf, layout.sample_columns[group])) histograms.columns[group].add(x);
    } else if (group < columns + conditionals) {
      const auto& [given, c] = layout.conditionals[group - columns];
      if (layout.sample_slot[c] == TallyLayout::none) continue;
      const auto values = column(leaf, c), holds = column(leaf, layout.given[given]);
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (holds[i] != 0.0) histograms.conditionals[group - columns].add(values[i]);
      }
    } else {
      const TallyLayout::Pair& pair = layout.pairs[group - columns - conditionals];
      if (!pair.ranked) continue;
      auto& batches = histograms.batches[group - columns - conditionals];
      const auto with = column(leaf, pair.with), without = column(leaf, pair.without);
      // Batch by batch, so that one small histogram at a time is in the cache.
      for (std::size_t b = 0; b < batch_count; ++b) {
        for (std::size_t i = first_of_batch(leaf.leaf, b); i < with.size(); i += batch_count) {
          batches[0][b].add(with[i]);
          batches[1][b].add(without[i]);
        }
      }
    }
  }
}

void TallyState::merge(const TallyState& other) {
  FAULTLINE_EXPECT(exact == other.exact && layout.columns == other.layout.columns && this != &other);
  {
    const std::scoped_lock guard(lock, other.lock);
    paths += other.paths;
    for (std::size_t b = 0; b < batch_count; ++b) batch_paths[b] += other.batch_paths[b];
    for (std::size_t i = 0; i < hits.size(); ++i) hits[i] += other.hits[i];
    for (const auto& leaf : other.kept) kept.insert(leaf);
  }
  for (const auto& [place, sums] : other.roots) plant(place.first, place.second, sums);
  if (exact) return;
  for (std::size_t i = 0; i < histograms.columns.size(); ++i)
    histograms.columns[i].merge(other.histograms.columns[i]);
  for (std::size_t i = 0; i < histograms.conditionals.size(); ++i) {
    histograms.conditionals[i].merge(other.histograms.conditionals[i]);
  }
  for (std::size_t p = 0; p < histograms.batches.size(); ++p) {
    for (std::size_t side = 0; side < 2; ++side) {
      for (std::size_t b = 0; b < batch_count; ++b) {
        histograms.batches[p][side][b].merge(other.histograms.batches[p][side][b]);
      }
    }
  }
}

std::size_t TallyState::bytes() const {
  std::size_t sum = 0;
  for (const auto& [number, leaf] : kept) {
    sum += sizeof(KeptLeaf) + leaf.values.capacity() * sizeof(double) +
           leaf.conditions.capacity() * sizeof(std::uint64_t);
  }
  for (const FineHistogram& histogram : histograms.columns) sum += histogram.bytes();
  for (const FineHistogram& histogram : histograms.conditionals) sum += histogram.bytes();
  for (const auto& pair : histograms.batches) {
    for (const auto& side : pair) {
      for (const BatchHistogram& histogram : side) sum += histogram.bytes();
    }
  }
  return sum;
}

Tally::Tally(const Outputs& outputs, TallyOptions options)
    : state_(std::make_unique<TallyState>(outputs, options)) {}
Tally::~Tally() = default;
Tally::Tally(Tally&&) noexcept = default;
Tally& Tally::operator=(Tally&&) noexcept = default;

void Tally::add(const LeafSamples& leaf) {
  state_->add(leaf);
}
void Tally::merge(const Tally& other) {
  state_->merge(*other.state_);
}
std::size_t Tally::bytes() const {
  return state_->bytes();
}
bool Tally::exact() const {
  return state_->exact;
}
double Tally::resolution() const {
  return state_->exact ? 0.0 : std::ldexp(1.0, -fine_histogram_bits);
}

std::uint64_t Tally::paths() const {
  const std::lock_guard guard(state_->lock);
  return state_->paths;
}

}  // namespace faultline
