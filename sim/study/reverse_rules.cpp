#include "study/box_search.h"
#include "study/reverse_tail.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace faultline {
namespace {

constexpr std::size_t most_points = 1u << 17;  ///< of either side that a search looks at
constexpr std::size_t most_terms = 4;
constexpr std::size_t least_tail = 50;  ///< paths of the tail left to search in
constexpr double least_z = 4.0;         ///< on the paths that the rule was not found on
constexpr double least_lift = 1.1;

/// Every k-th path, so that at most `most_points` are left; returns k.
double thin(std::vector<std::uint32_t>& paths) {
  const std::size_t k = (paths.size() + most_points - 1) / most_points;
  if (k <= 1) return 1.0;
  std::vector<std::uint32_t> kept;
  for (std::size_t i = 0; i < paths.size(); i += k) kept.push_back(paths[i]);
  const double weight = static_cast<double>(paths.size()) / static_cast<double>(kept.size());
  paths = std::move(kept);
  return weight;
}

class RuleSearch {
 public:
  explicit RuleSearch(const TailView& view) : view_(view), covered_(view.sample.paths) {
    for (std::size_t f = 0; f < view.sample.features.size(); ++f) {
      const CutFeature& feature = view.sample.features[f];
      if (!feature.feature.for_rules) continue;
      features_.push_back(f);
      std::vector<std::size_t> lengths;
      for (const Cut& cut : feature.cuts) lengths.push_back(cut.text.size());
      plainness_.push_back(std::move(lengths));
    }
  }

  std::vector<ReverseRule> run(std::size_t most) {
    std::vector<ReverseRule> rules;
    while (rules.size() < most) {
      Box box = next_box();
      if (box.empty()) break;
      for (ClassRange& term : box) term.feature = features_[term.feature];
      const auto in_box = [&](std::uint64_t path) {
        return std::all_of(box.begin(), box.end(), [&](const ClassRange& term) {
          return term.holds(view_.sample.classes[term.feature][path]);
        });
      };
      if (!holds_good(in_box)) break;
      ReverseRule rule;
      static_cast<ReverseShares&>(rule) =
          shares_of(crossing_on(view_, test_parity, in_box), condition_text(view_.sample, box));
      for (std::uint64_t path = 0; path < view_.sample.paths; ++path)
        if (in_box(path)) covered_[path] = 1;
      const Crossing together =
          crossing_on(view_, test_parity, [&](std::uint64_t path) { return covered_[path] != 0; });
      rule.coverage = static_cast<double>(together.tail_with) / static_cast<double>(together.tail);
      rules.push_back(std::move(rule));
    }
    return rules;
  }

 private:
  /// In the even paths that no rule has covered yet.
  Box next_box() const {
    BoxData data;
    data.threads = view_.threads;
    for (const std::size_t f : features_) {
      data.classes.emplace_back(view_.sample.classes[f]);
      data.sizes.push_back(view_.sample.features[f].classes());
    }
    for (std::uint64_t path = learn_parity; path < view_.sample.paths; path += 2) {
      if (covered_[path]) continue;
      (view_.in_tail[path] ? data.tail : data.others).push_back(static_cast<std::uint32_t>(path));
    }
    const double tail_weight = thin(data.tail);
    data.weight = thin(data.others) / tail_weight;
    return data.tail.size() < least_tail ? Box{} : find_box(data, plainness_, most_terms);
  }

  /// On the odd paths left, too, the tail has clearly more of it.
  template <class InBox>
  bool holds_good(const InBox& in_box) const {
    Crossing left;
    for (std::uint64_t path = test_parity; path < view_.sample.paths; path += 2) {
      if (covered_[path]) continue;
      const bool tail = view_.in_tail[path] != 0, with = in_box(path);
      ++left.paths;
      left.tail += tail ? 1 : 0;
      left.with += with ? 1 : 0;
      left.tail_with += tail && with ? 1 : 0;
    }
    return difference_z(left) > least_z && shares_of(left, {}).lift.value > least_lift;
  }

  const TailView& view_;
  std::vector<std::uint8_t> covered_;
  std::vector<std::size_t> features_;
  std::vector<std::vector<std::size_t>> plainness_;
};

}  // namespace

std::vector<ReverseRule> reverse_rules(const TailView& view, std::size_t most) {
  return RuleSearch(view).run(most);
}

}  // namespace faultline
