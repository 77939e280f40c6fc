#include "engine/parallel.h"
#include "study/reverse_tail.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

namespace faultline {
namespace {

constexpr std::size_t most_dimensions = 4;
constexpr std::size_t most_cells = 48;
constexpr double least_share = 0.01;      ///< of all paths in a class of counts
constexpr double least_gain = 0.05;       ///< a further feature must add this share of the information
constexpr double almost = 0.02;           ///< a plainer one may add that much less
constexpr std::size_t most_subjects = 4;  ///< whose moments are told
constexpr double usual = 0.5;             ///< what happens on so many paths of a story is part of it

/// A feature in two to four classes.
struct Dimension {
  std::size_t feature = 0;
  std::vector<ClassRange> parts;

  std::uint8_t part_of(std::uint8_t c) const {
    std::uint8_t part = 0;
    while (!parts[part].holds(c)) ++part;
    return part;
  }
};

Dimension cut_at(std::size_t feature, std::size_t last, const std::vector<std::uint8_t>& begins) {
  Dimension out{feature, {}};
  std::uint8_t low = 0;
  for (const std::uint8_t begin : begins) {
    if (begin <= low || begin > last) continue;
    out.parts.push_back({feature, low, static_cast<std::uint8_t>(begin - 1)});
    low = begin;
  }
  out.parts.push_back({feature, low, static_cast<std::uint8_t>(last)});
  return out;
}

/// The ways to cut a feature, the coarsest first.
std::vector<std::vector<std::uint8_t>> ways_to_cut(const CutFeature& cut, const ClassCounts& counts,
                                                   double horizon) {
  const std::size_t last = cut.cuts.size();
  switch (cut.feature.kind) {
    case FeatureKind::flag:
      return {{1}};
    case FeatureKind::count: {
      const double all = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
      const auto common = [&](std::ptrdiff_t k) {
        const auto beyond = std::accumulate(counts.begin() + k, counts.end(), std::uint64_t{0});
        return static_cast<double>(beyond) >= least_share * all;
      };
      std::vector<std::vector<std::uint8_t>> ways{{1}};
      if (common(2)) ways.insert(ways.end(), {{2}, {1, 2}});
      if (common(3)) ways.push_back({1, 2, 3});
      return ways;
    }
    case FeatureKind::time: {
      const auto never = static_cast<std::uint8_t>(last);
      if (last < 4) return {{never}};
      return {{never}, {cut.class_from(0.5 * horizon), never}};
    }
    default: {
      const std::size_t first = cut.feature.zero_is_none ? 1 : 0;
      const std::uint8_t low = class_at(counts, first, cut.classes(), 0.25);
      const std::uint8_t high = class_at(counts, first, cut.classes(), 0.75);
      std::vector<std::vector<std::uint8_t>> ways;
      if (cut.feature.rare_low) ways.push_back({low});
      if (cut.feature.rare_high) ways.push_back({high});
      if (ways.size() == 2) ways.push_back({low, high});
      return ways;
    }
  }
}

/// Even paths by cell and whether they lie in the tail.
struct CellCounts {
  std::vector<double> all, tail;

  explicit CellCounts(std::size_t cells) : all(cells), tail(cells) {}
  double tail_paths() const { return std::accumulate(tail.begin(), tail.end(), 0.0); }
  /// Relative entropy of the tail's cells to those of all paths [nats].
  double information() const {
    const double n = std::accumulate(all.begin(), all.end(), 0.0), t = tail_paths();
    double sum = 0.0;
    for (std::size_t c = 0; c < all.size(); ++c)
      if (tail[c] > 0.0) sum += tail[c] / t * std::log(tail[c] / t / (all[c] / n));
    return sum;
  }
  std::size_t filled() const {
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](double x) { return x > 0.0; }));
  }
};

class StoryFinder {
 public:
  explicit StoryFinder(const TailView& view) : view_(view), sample_(view.sample), cell_(sample_.paths) {}

  /// Takes up the feature that adds most information, again and again.
  void choose() {
    std::vector<Dimension> candidates;
    for (std::size_t f = 0; f < sample_.features.size(); ++f) {
      if (!sample_.features[f].feature.for_rules) continue;
      ClassCounts counts{};
      for (std::uint64_t path = learn_parity; path < sample_.paths; path += 2)
        ++counts[sample_.classes[f][path]];
      for (const auto& begins : ways_to_cut(sample_.features[f], counts, view_.horizon)) {
        Dimension dimension = cut_at(f, sample_.features[f].cuts.size(), begins);
        if (dimension.parts.size() > 1) candidates.push_back(std::move(dimension));
      }
    }
    double information = 0.0;
    std::size_t filled = 1;
    while (chosen_.size() < most_dimensions) {
      std::vector<CellCounts> counts(candidates.size(), CellCounts(0));
      run_parallel(candidates.size(), view_.threads, [&](std::size_t i) {
        if (cells_ * candidates[i].parts.size() <= most_cells) counts[i] = crossed(candidates[i]);
      });
      std::vector<double> gains(candidates.size());
      for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (counts[i].all.empty()) continue;
        const double gain = counts[i].information() - information;
        // Twice the paths times the information is about chi-square on the cells added.
        const auto added = static_cast<double>(counts[i].filled() - filled);
        if (counts[i].tail_paths() * gain > 10.0 + 3.0 * added &&
            gain > std::max(0.005, least_gain * information))
          gains[i] = gain - added / counts[i].tail_paths();
      }
      const double most = gains.empty() ? 0.0 : *std::max_element(gains.begin(), gains.end());
      if (most <= 0.0) return;
      std::size_t best = 0;
      while (gains[best] < (1.0 - almost) * most) ++best;  // the plainest
      information = counts[best].information();
      filled = counts[best].filled();
      const std::size_t feature = candidates[best].feature;
      take_up(candidates[best]);
      std::erase_if(candidates, [feature](const Dimension& d) { return d.feature == feature; });
    }
  }

  std::vector<ReverseStory> tell(const std::vector<ReverseOutcome>& outcomes, std::size_t most) const {
    std::vector<ReverseStory> stories;
    if (chosen_.empty()) return stories;
    const CellCounts learned = counts_of(learn_parity), tested = counts_of(test_parity);
    std::vector<std::size_t> order(cells_);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return learned.tail[a] > learned.tail[b]; });
    const double tail = tested.tail_paths();
    const auto n = static_cast<std::uint64_t>(std::accumulate(tested.all.begin(), tested.all.end(), 0.0));
    double covered = 0.0;
    for (const std::size_t cell : order) {
      if (stories.size() == most || learned.tail[cell] == 0.0) break;
      const Crossing counts{n, static_cast<std::uint64_t>(tail), static_cast<std::uint64_t>(tested.all[cell]),
                            static_cast<std::uint64_t>(tested.tail[cell])};
      ReverseStory story;
      static_cast<ReverseShares&>(story) =
          shares_of(counts, condition_text(sample_, terms_of(cell, learned)));
      covered += tested.tail[cell];
      story.coverage = covered / tail;
      add_moments(cell, outcomes, story);
      stories.push_back(std::move(story));
    }
    return stories;
  }

 private:
  CellCounts crossed(const Dimension& dimension) const {
    CellCounts out(cells_ * dimension.parts.size());
    std::array<std::uint8_t, 256> part{};
    for (std::size_t c = 0; c < sample_.features[dimension.feature].classes(); ++c)
      part[c] = dimension.part_of(static_cast<std::uint8_t>(c));
    const std::vector<std::uint8_t>& classes = sample_.classes[dimension.feature];
    for (std::uint64_t path = learn_parity; path < sample_.paths; path += 2) {
      const std::size_t cell = cell_[path] + cells_ * part[classes[path]];
      out.all[cell] += 1.0;
      out.tail[cell] += view_.in_tail[path];
    }
    return out;
  }

  void take_up(const Dimension& dimension) {
    const std::vector<std::uint8_t>& classes = sample_.classes[dimension.feature];
    for (std::uint64_t path = 0; path < sample_.paths; ++path)
      cell_[path] = static_cast<std::uint8_t>(cell_[path] + cells_ * dimension.part_of(classes[path]));
    cells_ *= dimension.parts.size();
    chosen_.push_back(dimension);
  }

  CellCounts counts_of(std::uint32_t parity) const {
    CellCounts out(cells_);
    for (std::uint64_t path = parity; path < sample_.paths; path += 2) {
      out.all[cell_[path]] += 1.0;
      out.tail[cell_[path]] += view_.in_tail[path];
    }
    return out;
  }

  std::vector<std::size_t> parts_of(std::size_t cell) const {
    std::vector<std::size_t> parts;
    for (const Dimension& dimension : chosen_) {
      parts.push_back(cell % dimension.parts.size());
      cell /= dimension.parts.size();
    }
    return parts;
  }

  /// The conditions of a cell, without those that follow from the others on the paths seen.
  std::vector<ClassRange> terms_of(std::size_t cell, const CellCounts& learned) const {
    const std::vector<std::size_t> wanted = parts_of(cell);
    std::vector<bool> needed(chosen_.size(), true);
    for (std::size_t d = chosen_.size(); d-- > 0;) {
      needed[d] = false;
      double without = 0.0;
      for (std::size_t other = 0; other < cells_; ++other) {
        const std::vector<std::size_t> parts = parts_of(other);
        bool holds = true;
        for (std::size_t k = 0; k < parts.size(); ++k) holds = holds && (!needed[k] || parts[k] == wanted[k]);
        if (holds) without += learned.all[other];
      }
      needed[d] = without != learned.all[cell];
    }
    std::vector<ClassRange> terms;
    for (std::size_t d = 0; d < chosen_.size(); ++d)
      if (needed[d]) terms.push_back(chosen_[d].parts[wanted[d]]);
    return terms;
  }

  /// What usually happens on the paths of the tail that tell the story: of the subjects that matter at all.
  void add_moments(std::size_t cell, const std::vector<ReverseOutcome>& outcomes, ReverseStory& story) const {
    const std::set<std::string> subjects = subjects_told(outcomes);
    std::vector<std::size_t> paths;  // positions in the tail
    for (std::size_t t = 0; t < view_.tail.size(); ++t)
      if (view_.tail[t] % 2 == test_parity && cell_[view_.tail[t]] == cell) paths.push_back(t);
    if (paths.empty()) return;

    std::vector<std::pair<ReverseMoment, std::size_t>> moments;  // and the position of the time
    for (std::size_t k = 0; k < sample_.times.size(); ++k) {
      const Feature& feature = sample_.features[sample_.times[k]].feature;
      if (!subjects.contains(feature.subject) || feature.expression.ends_with(".last")) continue;
      std::vector<double> times;
      for (const std::size_t t : paths)
        if (const double time = time_at(t, k); std::isfinite(time)) times.push_back(time);
      const double share = static_cast<double>(times.size()) / static_cast<double>(paths.size());
      if (share < usual || told_already(paths, k, moments)) continue;
      std::sort(times.begin(), times.end());
      const auto at = [&](double p) {
        return times[static_cast<std::size_t>(p * static_cast<double>(times.size() - 1))];
      };
      moments.push_back({{feature.expression, share, at(0.25), at(0.5), at(0.75)}, k});
    }
    std::stable_sort(moments.begin(), moments.end(),
                     [](const auto& a, const auto& b) { return a.first.median < b.first.median; });
    std::size_t ordered = 0;
    for (const std::size_t t : paths) {
      double before = -1.0;
      bool holds = true;
      for (const auto& [moment, k] : moments) {
        const double time = time_at(t, k);
        holds = holds && std::isfinite(time) && time >= before;
        before = time;
      }
      ordered += holds ? 1 : 0;
    }
    story.in_order = static_cast<double>(ordered) / static_cast<double>(paths.size());
    for (auto& [moment, k] : moments) story.moments.push_back(std::move(moment));
  }

  /// What the stories are made of, and what else differs most in the tail.
  std::set<std::string> subjects_told(const std::vector<ReverseOutcome>& outcomes) const {
    std::set<std::string> subjects;
    for (const Dimension& dimension : chosen_)
      subjects.insert(sample_.features[dimension.feature].feature.subject);
    for (const ReverseOutcome& outcome : outcomes)
      if (outcome.significant && subjects.size() < most_subjects) subjects.insert(outcome.subject);
    return subjects;
  }

  /// It happens with another that is told, always.
  bool told_already(const std::vector<std::size_t>& paths, std::size_t k,
                    const std::vector<std::pair<ReverseMoment, std::size_t>>& moments) const {
    return std::any_of(moments.begin(), moments.end(), [&](const auto& moment) {
      return std::all_of(paths.begin(), paths.end(),
                         [&](std::size_t t) { return time_at(t, k) == time_at(t, moment.second); });
    });
  }

  double time_at(std::size_t t, std::size_t k) const {
    return sample_.tail_times[t * sample_.times.size() + k];
  }

  const TailView& view_;
  const ReverseSample& sample_;
  std::vector<std::uint8_t> cell_;
  std::size_t cells_ = 1;
  std::vector<Dimension> chosen_;
};

}  // namespace

std::vector<ReverseStory> reverse_stories(const TailView& view, const std::vector<ReverseOutcome>& outcomes,
                                          std::size_t most) {
  StoryFinder finder(view);
  finder.choose();
  return finder.tell(outcomes, most);
}

}  // namespace faultline
