#include "faultline/tally.h"

#include "core/argument.h"
#include "engine/tally_state.h"

#include <cmath>

namespace faultline {

namespace {

std::span<const double> column(const LeafSamples& leaf, std::uint32_t c) {
  return {leaf.values.data() + std::size_t{c} * leaf_paths, leaf.paths};
}

}  // namespace

TallyState::TallyState(const Outputs& outputs, TallyOptions chosen)
    : layout(outputs),
      options(chosen),
      exact(options.planned_paths <= layout.most_kept_paths(options)),
      hits(layout.hits()),
      histograms_(layout) {}

void TallyState::add(const LeafSamples& leaf) {
  require_argument(leaf.paths <= leaf_paths && leaf.values.size() == layout.columns * leaf_paths,
                   "the leaf has not the columns of this tally");
  require_argument(leaf.leaf < path_number_limit / leaf_paths,
                   "the leaf lies beyond the last path that can be");
  if (leaf.paths == 0) return;
  LeafSums sums = sums_of_leaf(layout, leaf);
  const std::vector<std::uint64_t> counted = hits_of_leaf(layout, leaf);
  KeptLeaf values = keep(leaf);
  NumberedLeaves enough;
  {
    const std::lock_guard guard(lock);
    require_argument(!leaves.holds_any(leaf.leaf, leaf.leaf + 1), "the leaf is in this tally already");
    leaves.add(leaf.leaf, leaf.leaf + 1);
    paths += leaf.paths;
    for (std::size_t i = 0; i < leaf.paths; ++i) ++batch_paths[(leaf.leaf * leaf_paths + i) % batch_count];
    for (std::size_t i = 0; i < hits.size(); ++i) hits[i] += counted[i];
    if (exact)
      kept.emplace(leaf.leaf, std::move(values));
    else
      waiting_.emplace_back(leaf.leaf, std::move(values));
    if (waiting_.size() == leaves_counted_together) enough.swap(waiting_);
  }
  histograms_.count(layout, enough);
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

const HistogramStore& TallyState::histograms() const {
  const std::lock_guard guard(lock);
  histograms_.count(layout, waiting_);
  waiting_.clear();
  return histograms_;
}

void TallyState::merge(const TallyState& other) {
  require_argument(this != &other, "a tally cannot be merged with itself");
  require_argument(layout == other.layout, "the tallies are of different outputs");
  require_argument(exact == other.exact, "one of the tallies keeps every sample, the other does not");
  decltype(roots) sums;
  {
    const std::scoped_lock guard(lock, other.lock);
    require_argument(!leaves.holds_any(other.leaves), "both tallies hold the same leaf");
    leaves.add(other.leaves);
    sums = other.roots;
    paths += other.paths;
    for (std::size_t b = 0; b < batch_count; ++b) batch_paths[b] += other.batch_paths[b];
    for (std::size_t i = 0; i < hits.size(); ++i) hits[i] += other.hits[i];
    for (const auto& leaf : other.kept) kept.insert(leaf);
  }
  for (auto& [place, of] : sums) plant(place.first, place.second, std::move(of));
  if (!exact) histograms_.merge(other.histograms());
}

std::size_t TallyState::bytes() const {
  const auto size = [](const KeptLeaf& leaf) {
    return sizeof(KeptLeaf) + leaf.values.capacity() * sizeof(double) +
           leaf.conditions.capacity() * sizeof(std::uint64_t);
  };
  std::size_t sum = histograms_.bytes();
  const std::lock_guard guard(lock);
  for (const auto& [number, leaf] : kept) sum += size(leaf);
  for (const auto& [number, leaf] : waiting_) sum += size(leaf);
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
