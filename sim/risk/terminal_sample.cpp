#include "risk/terminal_sample.h"

#include "engine/parallel.h"
#include "math/fast_normal.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {
namespace {

/// Paths of a sketch: enough to come near a level before all paths are asked.
constexpr std::size_t sketch_paths = 4096;

/// The trapezoidal rule for expectations under the normal law: with this spacing its error for entire
/// functions is below 1e-15 (Trefethen and Weideman 2014, SIAM Review 56). The k-th power of e^{s g} has its
/// mass around k s: nodes reach 8.1 beyond that of the fourth, but not past where the density can be held.
constexpr double node_spacing = 0.75;
constexpr double reach_beyond = 8.1;
constexpr double density_ends = 38.0;

int nodes_each_side(double steepest) {
  const double reach = std::clamp(4.0 * steepest, 2.4, density_ends - reach_beyond) + reach_beyond;
  return static_cast<int>(std::ceil(reach / node_spacing - 1e-9));
}

}  // namespace

TerminalSample::TerminalSample(const TallyView& view, const TerminalLaw& law, std::uint32_t given)
    : terms_(law.terms.size()) {
  view.for_each_leaf([&](const KeptLeaf& leaf) { build(leaf, view, law, given); });
}

void TerminalSample::build(const KeptLeaf& leaf, const TallyView& view, const TerminalLaw& law,
                           std::uint32_t given) {
  const auto column = [&](ColumnId id) {
    return leaf.column(view.layout().sample_slot[static_cast<std::size_t>(id)]);
  };
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t i = 0; i < leaf.paths; ++i)
    if (given == TallyLayout::none || leaf.holds(given, i)) chosen.push_back(i);
  if (chosen.empty()) return;
  Chunk chunk;
  const std::size_t n = chunk.n = chosen.size();
  chunk.base.resize(terms_ * n);
  chunk.slope.resize(terms_ * n);
  chunk.root.assign(n, 0.0);
  chunk.cash.resize(n);
  chunk.value.resize(n);
  const auto simulated = column(law.simple_return), position = column(law.direction);
  for (std::size_t i = 0; i < n; ++i) chunk.cash[i] = chunk.value[i] = 1.0 + simulated[chosen[i]];
  for (std::size_t k = 0; k < terms_; ++k) {
    const TerminalLaw::Term& term = law.terms[k];
    double* base = chunk.base.data() + k * n;
    double* slope = chunk.slope.data() + k * n;
    std::fill_n(slope, n, term.slope);
    for (const TerminalLaw::Exposure& exposure : term.exposures) {
      const auto reach = column(exposure.column);
      for (std::size_t i = 0; i < n; ++i) slope[i] += exposure.weight * reach[chosen[i]];
    }
    const auto returns = column(term.simple_return);
    for (std::size_t i = 0; i < n; ++i) {
      const double worth = term.units * (1.0 + returns[chosen[i]]);
      base[i] = fast_log(worth) - slope[i] * position[chosen[i]];
      chunk.cash[i] -= worth;
    }
  }
  if (law.terms.size() == 1 && law.terms.front().simple_return == law.simple_return)
    std::fill(chunk.cash.begin(), chunk.cash.end(), 0.0);
  straighten(chunk);
  first_.push_back(paths_);
  paths_ += n;
  chunks_.push_back(std::move(chunk));
}

/// g -> -g where all slopes are negative; notes the paths on which signs differ.
void TerminalSample::straighten(Chunk& chunk) const {
  chunk.straight.assign(chunk.n, 1.0);
  for (std::size_t i = 0; i < chunk.n; ++i) {
    bool rises = false, falls = false;
    for (std::size_t k = 0; k < terms_; ++k) {
      rises = rises || chunk.slope[k * chunk.n + i] > 0.0;
      falls = falls || chunk.slope[k * chunk.n + i] < 0.0;
    }
    if (rises && falls) {
      chunk.bent.push_back(bent_path(curves_of(chunk), i));
      chunk.straight[i] = 0.0;
    }
    if (falls && !rises)
      for (std::size_t k = 0; k < terms_; ++k) chunk.slope[k * chunk.n + i] *= -1.0;
  }
}

TerminalSample::Level TerminalSample::at(double value, Extent extent) {
  Level level;
  if (extent >= Extent::by_path) level.by_path.resize(paths_);
  if (extent == Extent::partial) level.partial_by_path.resize(paths_);
  std::size_t used = chunks_.size(), paths = paths_;
  if (extent == Extent::sketch)
    for (used = paths = 0; used < chunks_.size() && paths < sketch_paths; ++used) paths += chunks_[used].n;
  std::vector<Sums> sums(used);
  run_parallel(used, 0, [&](std::size_t c) {
    Chunk& chunk = chunks_[c];
    TerminalSolver solver(curves_of(chunk), value, chunk.root);
    solver.solve(chunk.bent);
    Sums& sum = sums[c];
    for (std::size_t i = 0; i < chunk.n; ++i) {
      sum.probability += solver.probability(i);
      sum.density += solver.density(i);
    }
    if (extent >= Extent::by_path)
      for (std::size_t i = 0; i < chunk.n; ++i) level.by_path[first_[c] + i] = solver.probability(i);
    if (extent == Extent::partial) {
      const std::span<double> partial(level.partial_by_path.data() + first_[c], chunk.n);
      solver.partial_expectations(chunk.bent, partial);
      for (const double m : partial) sum.partial += m;
    }
  });
  for (const Sums& sum : sums) {
    level.probability += sum.probability;
    level.density += sum.density;
    level.partial += sum.partial;
  }
  const double n = static_cast<double>(paths);
  level.probability /= n;
  level.density /= n;
  level.partial /= n;
  return level;
}

std::array<std::vector<double>, 4> TerminalSample::raw_moments() const {
  std::array<std::vector<double>, 4> moments;
  for (auto& moment : moments) moment.resize(paths_);
  run_parallel(chunks_.size(), 0, [&](std::size_t c) {
    const Chunk& chunk = chunks_[c];
    double steepest = 0.0;
    for (const double slope : chunk.slope) steepest = std::max(steepest, std::fabs(slope));
    std::vector<double> gain(chunk.n);
    const int nodes = nodes_each_side(steepest);
    for (int node = -nodes; node <= nodes; ++node) {
      const double g = node_spacing * node, weight = node_spacing * fast_normal_density(g);
      for (std::size_t i = 0; i < chunk.n; ++i) gain[i] = chunk.cash[i] - 1.0;
      for (std::size_t k = 0; k < terms_; ++k) {
        const double* base = chunk.base.data() + k * chunk.n;
        const double* slope = chunk.slope.data() + k * chunk.n;
        for (std::size_t i = 0; i < chunk.n; ++i) gain[i] += fast_exp(std::fma(slope[i], g, base[i]));
      }
      std::vector<double> power(chunk.n, weight);
      for (auto& moment : moments) {
        double* to = moment.data() + first_[c];
        for (std::size_t i = 0; i < chunk.n; ++i) to[i] += power[i] *= gain[i];
      }
    }
    for (std::size_t k = 0; k < moments.size(); ++k)
      if (static_cast<double>(k + 1) * steepest > density_ends - reach_beyond)
        std::fill_n(moments[k].data() + first_[c], chunk.n, std::numeric_limits<double>::quiet_NaN());
  });
  return moments;
}

std::vector<double> TerminalSample::simulated() const {
  std::vector<double> values;
  values.reserve(paths_);
  for (const Chunk& chunk : chunks_) values.insert(values.end(), chunk.value.begin(), chunk.value.end());
  return values;
}

}  // namespace faultline
