#include "study/box_search.h"

#include "engine/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace faultline {
namespace {

constexpr double peeled = 0.05;      ///< share of the points that one step takes off
constexpr double least_tail = 0.1;   ///< share of the tail that a box must hold
constexpr double least_gain = 0.03;  ///< of the information, that a term must add
constexpr double chance = 8.0;   ///< information times paths of the tail, below which a gain may be chance
constexpr double almost = 0.01;  ///< ends that lose no more may be chosen for being plain
constexpr int most_rounds = 8;

struct Mass {
  double tail = 0.0;
  double all = 0.0;
};

/// Mass per class of a feature, summed up: below[c] of classes < c.
struct Cumulative {
  std::vector<Mass> below;

  Mass between(std::size_t low, std::size_t high) const {
    return {below[high + 1].tail - below[low].tail, below[high + 1].all - below[low].all};
  }
};

class BoxSearch {
 public:
  BoxSearch(const BoxData& data, const std::vector<std::vector<std::size_t>>& plainness,
            std::size_t most_terms)
      : data_(data), plainness_(plainness), most_terms_(most_terms) {
    total_ = {static_cast<double>(data.tail.size()),
              static_cast<double>(data.tail.size()) + data.weight * static_cast<double>(data.others.size())};
  }

  Box run() {
    Box best;
    double most = 0.0;
    for (const Box& start : {Box{}, peel(Aim::density), peel(Aim::information)}) {
      Box box = refined(start);
      const double found = score(box);
      if (found > most * (1.0 + almost)) {
        most = found;
        best = std::move(box);
      }
    }
    return best;
  }

 private:
  enum class Aim : std::uint8_t { density, information };

  struct Ends {
    std::uint8_t low = 0;
    std::uint8_t high = 255;
  };

  double information_of(const Mass& mass) const {
    const double in_tail = mass.tail / total_.tail, of_all = mass.all / total_.all;
    return in_tail > of_all ? relative_entropy(in_tail, std::min(1.0, of_all)) : 0.0;
  }

  Mass mass_of(const Box& box) const {
    Mass mass;
    for (const std::uint32_t path : data_.tail) mass.tail += holds(data_, box, path) ? 1.0 : 0.0;
    mass.all = mass.tail;
    for (const std::uint32_t path : data_.others) mass.all += holds(data_, box, path) ? data_.weight : 0.0;
    return mass;
  }

  double gain_needed(double information) const {
    return std::max(least_gain * information, chance / total_.tail);
  }
  double score(const Box& box) const {
    if (box.empty()) return 0.0;
    return information_of(mass_of(box)) * (1.0 - least_gain * static_cast<double>(box.size() - 1));
  }

  Cumulative cumulate(std::size_t feature, const std::vector<std::uint32_t>& tail,
                      const std::vector<std::uint32_t>& others) const {
    std::array<std::uint64_t, 256> in_tail{}, in_others{};
    const auto& classes = data_.classes[feature];
    for (const std::uint32_t path : tail) ++in_tail[classes[path]];
    for (const std::uint32_t path : others) ++in_others[classes[path]];
    Cumulative out;
    out.below.resize(data_.sizes[feature] + 1);
    for (std::size_t c = 0; c < data_.sizes[feature]; ++c) {
      const auto t = static_cast<double>(in_tail[c]);
      out.below[c + 1] = {out.below[c].tail + t,
                          out.below[c].all + t + data_.weight * static_cast<double>(in_others[c])};
    }
    return out;
  }

  /// The points that fulfil every term but those of one feature.
  std::pair<std::vector<std::uint32_t>, std::vector<std::uint32_t>> inside(
      const Box& box, std::optional<std::size_t> but) const {
    Box others;
    for (const ClassRange& term : box)
      if (term.feature != but) others.push_back(term);
    std::pair<std::vector<std::uint32_t>, std::vector<std::uint32_t>> out;
    for (const std::uint32_t path : data_.tail)
      if (holds(data_, others, path)) out.first.push_back(path);
    for (const std::uint32_t path : data_.others)
      if (holds(data_, others, path)) out.second.push_back(path);
    return out;
  }

  /// Peels from all points down; the box with the most information on the way.
  Box peel(Aim aim) const {
    std::vector<Ends> ends(data_.classes.size());
    for (std::size_t f = 0; f < ends.size(); ++f)
      ends[f].high = static_cast<std::uint8_t>(data_.sizes[f] - 1);
    std::vector<std::uint32_t> tail = data_.tail, others = data_.others;
    Box best;
    double most = 0.0;
    while (!others.empty()) {
      const auto step = best_peel(ends, tail, others, aim);
      if (!step) break;
      ends[step->feature] = {step->low, step->high};
      const auto gone = [&](std::uint32_t path) { return !step->holds(data_.classes[step->feature][path]); };
      std::erase_if(tail, gone);
      std::erase_if(others, gone);
      const double found = information_of(
          {static_cast<double>(tail.size()),
           static_cast<double>(tail.size()) + data_.weight * static_cast<double>(others.size())});
      if (found <= most) continue;
      most = found;
      best.clear();
      for (std::size_t f = 0; f < ends.size(); ++f)
        if (ends[f].low > 0 || ends[f].high + 1u < data_.sizes[f])
          best.push_back({f, ends[f].low, ends[f].high});
    }
    return best;
  }

  std::optional<ClassRange> best_peel(const std::vector<Ends>& ends, const std::vector<std::uint32_t>& tail,
                                      const std::vector<std::uint32_t>& others, Aim aim) const {
    struct Candidate {
      double gain = 0.0;
      ClassRange range;
    };
    std::vector<Candidate> candidates(ends.size());
    run_parallel(ends.size(), data_.threads, [&](std::size_t f) {
      const Cumulative sums = cumulate(f, tail, others);
      const Mass here = sums.between(0, data_.sizes[f] - 1);
      const auto consider = [&](std::size_t low, std::size_t high) {
        const Mass mass = sums.between(low, high);
        if (mass.tail < least_tail * total_.tail || mass.all >= here.all) return;
        const double denser = mass.tail / mass.all - here.tail / here.all;
        if (denser <= 0.0) return;
        const double gain = aim == Aim::density ? denser / (here.all - mass.all) : information_of(mass);
        if (gain > candidates[f].gain)
          candidates[f] = {gain, {f, static_cast<std::uint8_t>(low), static_cast<std::uint8_t>(high)}};
      };
      const std::size_t low = ends[f].low, high = ends[f].high;
      std::size_t raised = low;
      while (raised < high && sums.between(low, raised).all < peeled * here.all) ++raised;
      if (raised < high) consider(raised + 1, high);
      std::size_t lowered = high;
      while (lowered > low && sums.between(lowered, high).all < peeled * here.all) --lowered;
      if (lowered > low) consider(low, lowered - 1);
    });
    const auto best =
        std::max_element(candidates.begin(), candidates.end(),
                         [](const Candidate& a, const Candidate& b) { return a.gain < b.gain; });
    if (best == candidates.end() || best->gain <= 0.0) return std::nullopt;
    return best->range;
  }

  /// Ends of one feature, within what the other terms leave, with the most information: on one side unless
  /// both add enough.
  std::optional<std::pair<double, ClassRange>> best_ends(std::size_t feature,
                                                         const std::vector<std::uint32_t>& tail,
                                                         const std::vector<std::uint32_t>& others) const {
    const Cumulative sums = cumulate(feature, tail, others);
    const std::size_t last = data_.sizes[feature] - 1;
    const auto value = [&](std::size_t low, std::size_t high) {
      const Mass mass = sums.between(low, high);
      return mass.tail < least_tail * total_.tail ? 0.0 : information_of(mass);
    };
    double one = 0.0, two = 0.0;
    ClassRange best{feature, 0, 0}, both{feature, 0, 0};
    const auto set = [&](ClassRange& range, std::size_t low, std::size_t high) {
      range.low = static_cast<std::uint8_t>(low);
      range.high = static_cast<std::uint8_t>(high);
    };
    for (std::size_t low = 0; low <= last; ++low) {
      for (std::size_t high = low; high <= last; ++high) {
        if (low == 0 && high == last) continue;
        const double found = value(low, high);
        if (low > 0 && high < last) {
          if (found > two) two = found, set(both, low, high);
        } else if (found > one) {
          one = found, set(best, low, high);
        }
      }
    }
    if (std::max(one, two) <= 0.0) return std::nullopt;
    if (two > one + gain_needed(one)) return std::pair(two, both);
    plainest(feature, one, value, best);
    return std::pair(value(best.low, best.high), best);
  }

  /// Moves a single end to a plainer one where that costs almost nothing.
  template <class Value>
  void plainest(std::size_t feature, double most, const Value& value, ClassRange& range) const {
    const std::size_t last = data_.sizes[feature] - 1;
    const bool lower_end = range.low > 0;
    std::size_t at = lower_end ? range.low - 1u : range.high;
    for (std::size_t cut = 0; cut < last; ++cut) {
      const double found = lower_end ? value(cut + 1, last) : value(0, cut);
      if (found >= (1.0 - almost) * most && plainness_[feature][cut] < plainness_[feature][at]) at = cut;
    }
    if (lower_end)
      range.low = static_cast<std::uint8_t>(at + 1);
    else
      range.high = static_cast<std::uint8_t>(at);
  }

  Box refined(Box box) const {
    prune(box);
    for (int round = 0; round < most_rounds; ++round) {
      const bool moved = paste(box);
      const bool grown = grow(box);
      const bool pruned = prune(box);
      if (!moved && !grown && !pruned) break;
    }
    return box;
  }

  /// Drops terms that add little, the least first.
  bool prune(Box& box) const {
    bool changed = false;
    while (!box.empty()) {
      const double here = information_of(mass_of(box));
      double kept = -1.0;
      std::size_t least = 0;
      for (std::size_t t = 0; t < box.size(); ++t) {
        Box without = box;
        without.erase(without.begin() + static_cast<std::ptrdiff_t>(t));
        const double left = without.empty() ? 0.0 : information_of(mass_of(without));
        if (left > kept) kept = left, least = t;
      }
      if (here - kept >= gain_needed(kept) && box.size() <= most_terms_) break;
      box.erase(box.begin() + static_cast<std::ptrdiff_t>(least));
      changed = true;
    }
    return changed;
  }

  /// Moves the ends of each term to where they are best.
  bool paste(Box& box) const {
    bool changed = false;
    for (ClassRange& term : box) {
      const auto [tail, others] = inside(box, term.feature);
      const auto found = best_ends(term.feature, tail, others);
      const double here = information_of(mass_of(box));
      const bool moved = found && (found->second.low != term.low || found->second.high != term.high);
      if (!moved || found->first < here * (1.0 - almost)) continue;
      // A plainer end may cost a little once, never again and again.
      if (found->first <= here * (1.0 + 1e-9) && written(found->second) >= written(term)) continue;
      term = found->second;
      changed = true;
    }
    return changed;
  }

  std::size_t written(const ClassRange& term) const {
    std::size_t length = 0;
    if (term.low > 0) length += plainness_[term.feature][term.low - 1u];
    if (term.high + 1u < data_.sizes[term.feature]) length += plainness_[term.feature][term.high];
    return length;
  }

  /// Adds the term that adds most, if it adds enough.
  bool grow(Box& box) const {
    if (box.size() >= most_terms_) return false;
    const auto [tail, others] = inside(box, std::nullopt);
    std::vector<std::optional<std::pair<double, ClassRange>>> found(data_.classes.size());
    run_parallel(found.size(), data_.threads, [&](std::size_t f) {
      const bool taken =
          std::any_of(box.begin(), box.end(), [f](const ClassRange& t) { return t.feature == f; });
      if (!taken && data_.sizes[f] > 1) found[f] = best_ends(f, tail, others);
    });
    const double here = box.empty() ? 0.0 : information_of(mass_of(box));
    double most = 0.0;
    for (const auto& candidate : found) most = std::max(most, candidate ? candidate->first : 0.0);
    const double needed = gain_needed(here);
    if (most - here <= needed) return false;
    // Of features almost as good the first: the plainest of a subject stand first.
    const auto best = std::find_if(found.begin(), found.end(), [&](const auto& candidate) {
      return candidate && candidate->first - here >= std::max(needed, (1.0 - almost) * (most - here));
    });
    box.push_back((*best)->second);
    return true;
  }

  const BoxData& data_;
  const std::vector<std::vector<std::size_t>>& plainness_;
  std::size_t most_terms_;
  Mass total_;
};

}  // namespace

bool holds(const BoxData& data, const Box& box, std::uint32_t path) {
  for (const ClassRange& term : box)
    if (!term.holds(data.classes[term.feature][path])) return false;
  return true;
}

Box find_box(const BoxData& data, const std::vector<std::vector<std::size_t>>& plainness,
             std::size_t most_terms) {
  if (data.tail.empty()) return {};
  return BoxSearch(data, plainness, most_terms).run();
}

}  // namespace faultline
