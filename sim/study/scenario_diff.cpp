#include "faultline/scenario_diff.h"

#include "core/argument.h"
#include "risk/estimators.h"
#include "study/edits.h"
#include "study/variant.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace faultline {
namespace {

using Batches = std::array<double, 40>;

/// A metric under one set of edits.
struct Level {
  Estimate value;
  Batches batches{};
};

std::vector<std::string> series_of_both(const Market& a, const Market& b) {
  const auto common = [](const auto& first, const auto& second) {
    std::vector<std::string> names;
    for (const auto& one : first)
      if (std::any_of(second.begin(), second.end(),
                      [&](const auto& other) { return other.name == one.name; }))
        names.push_back(one.name);
    return names;
  };
  std::vector<std::string> names = common(a.portfolios, b.portfolios);
  return names.empty() ? common(a.assets, b.assets) : names;
}

class Diff {
 public:
  Diff(const ScenarioSpec& a, const ScenarioSpec& b, const DiffOptions& options, Sources& sources)
      : a_(a), options_(options), sources_(sources), last_(b) {
    for (TreeEdit& edit : tree_edits(a.root, b.root))
      (edit.keys.front() == "run" ? edits_of_run_ : edits_).push_back(std::move(edit));
    add_sources(b.root, a_.root);
  }

  Result<ScenarioDiff> run() {
    metrics_ = options_.metrics;
    if (metrics_.empty() && !default_metrics()) return problems_;
    Result<StudyScenario> first = make_study(a_, metrics_, sources_),
                          last = make_study(last_, metrics_, sources_);
    Diagnostics of_both = first.diagnostics();
    of_both.append(last.diagnostics());
    if (!first || !last) return of_both;
    diff_.paths = options_.paths;
    diff_.seed = options_.seed.value_or(first.value().model.market.run.seed);
    for (const TreeEdit& edit : edits_) {
      diff_.edits.push_back(described(edit));
      groups_.push_back({groups_.size()});
    }
    for (const TreeEdit& edit : edits_of_run_) diff_.edits.push_back(described(edit));
    group_edits();
    for (const auto& group : groups_)
      diff_.groups.push_back({group, std::vector<EditEffect>(metrics_.size())});
    total(first.value(), last.value());
    if (!split_in_order(first.value())) return problems_;
    if (edits_.size() <= most_shapley_edits && groups_.size() > 1 && !split_by_shapley()) return problems_;
    return {std::move(diff_), std::move(of_both)};
  }

 private:
  bool default_metrics() {
    const Result<Model> a = validate(a_), b = validate(last_);
    if (!a || !b) {
      problems_.append(a.diagnostics());
      problems_.append(b.diagnostics());
      return false;
    }
    for (const std::string& name : series_of_both(a.value().market, b.value().market)) {
      metrics_.push_back("mean(" + name + ")");
      metrics_.push_back("es(" + name + ", 99%)");
    }
    return true;
  }

  /// The scenario under the groups of a set; edits keep the order of the file.
  Result<StudyScenario> study(const std::vector<bool>& chosen) {
    Sources shown = sources_;
    return make_study(with_edits(chosen), metrics_, shown);
  }

  ScenarioSpec with_edits(const std::vector<bool>& chosen) const {
    std::vector<std::size_t> edits;
    for (std::size_t g = 0; g < groups_.size(); ++g)
      if (chosen[g]) edits.insert(edits.end(), groups_[g].begin(), groups_[g].end());
    std::sort(edits.begin(), edits.end());
    ScenarioSpec spec = a_;
    spec.sources = sources_;
    std::erase_if(spec.root.entries, [](const NodeEntry& entry) { return entry.key.value == "run"; });
    for (const std::size_t edit : edits) apply(edits_[edit], spec.root);
    return spec;
  }

  /// Joins edits until every scenario on the way is valid: those of the order alone, or, for Shapley values,
  /// all.
  void group_edits() {
    if (edits_.size() > most_shapley_edits) return group_in_order();
    for (bool joined = true; joined;) {
      joined = false;
      // Small sets first: what is wrong with one edit alone is wrong with many sets.
      for (std::size_t size = 1; size < groups_.size() && !joined; ++size)
        for (unsigned set = 1; set + 1 < (1u << groups_.size()) && !joined; ++set)
          if (static_cast<std::size_t>(std::popcount(set)) == size && !study(chosen(set))) {
            join_with_what_it_needs(set);
            joined = true;
          }
    }
  }

  std::vector<bool> chosen(unsigned set) const {
    std::vector<bool> result(groups_.size());
    for (std::size_t g = 0; g < groups_.size(); ++g) result[g] = (set >> g & 1u) != 0;
    return result;
  }

  void join_with_what_it_needs(unsigned set) {
    unsigned other = 0;
    for (unsigned g = 0; g < groups_.size() && other == 0; ++g)
      if ((set >> g & 1u) == 0 && study(chosen(set | 1u << g))) other = 1u << g;
    if (other == 0) other = ~set & (set + 1);  // several are missing: they come in one by one
    std::vector<std::vector<std::size_t>> rest;
    std::vector<std::size_t> together;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      if (((set | other) >> g & 1u) != 0)
        together.insert(together.end(), groups_[g].begin(), groups_[g].end());
      else
        rest.push_back(groups_[g]);
    }
    std::sort(together.begin(), together.end());
    rest.push_back(std::move(together));
    std::sort(rest.begin(), rest.end());
    groups_ = std::move(rest);
  }

  void group_in_order() {
    for (std::size_t g = 0; g + 1 < groups_.size();) {
      std::vector<bool> set(groups_.size());
      std::fill_n(set.begin(), g + 1, true);
      if (study(set)) {
        ++g;
        continue;
      }
      groups_[g].insert(groups_[g].end(), groups_[g + 1].begin(), groups_[g + 1].end());
      groups_.erase(groups_.begin() + static_cast<std::ptrdiff_t>(g) + 1);
    }
  }

  Tally simulated(const StudyScenario& scenario, const std::vector<bool>& chosen) const {
    try {
      return run_variant(scenario, diff_.seed, diff_.paths, options_.threads);
    } catch (const RunError& error) {
      throw DiffRunError(error, with_edits(chosen), names_of(chosen));
    }
  }

  std::string names_of(const std::vector<bool>& chosen) const {
    if (std::find(chosen.begin(), chosen.end(), false) == chosen.end()) return "all edits";
    std::string names;
    for (std::size_t g = 0; g < groups_.size(); ++g)
      for (const std::size_t edit : groups_[g])
        if (chosen[g]) names += (names.empty() ? "the edit of " : ", ") + diff_.edits[edit].path;
    return names;
  }

  void total(const StudyScenario& first, const StudyScenario& last) {
    const std::vector<bool> none(groups_.size()), all(groups_.size(), true);
    const Tally before = simulated(first, none), after = simulated(last, all);
    for (std::size_t m = 0; m < metrics_.size(); ++m)
      diff_.changes.push_back({first.metrics[m].text, metric_value(first, before, m),
                               metric_value(last, after, m),
                               paired_difference(first, before, last, after, m)});
  }

  bool split_in_order(const StudyScenario& first) {
    StudyScenario before = first;
    std::vector<bool> set(groups_.size());
    Tally of_before = simulated(before, set);
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      set[g] = true;
      Result<StudyScenario> next = study(set);
      if (!next) {
        problems_.append(next.diagnostics());
        return false;
      }
      StudyScenario after = std::move(next).value();
      Tally of_after = simulated(after, set);
      for (std::size_t m = 0; m < metrics_.size(); ++m)
        diff_.groups[g].effects[m].in_order = paired_difference(before, of_before, after, of_after, m);
      before = std::move(after);
      of_before = std::move(of_after);
    }
    return true;
  }

  bool split_by_shapley() {
    const std::size_t n = groups_.size();
    std::vector<std::vector<Level>> levels(std::size_t{1} << n);
    for (unsigned set = 0; set < levels.size(); ++set) {
      const Result<StudyScenario> studied = study(chosen(set));
      if (!studied) {
        problems_.append(studied.diagnostics());
        return false;
      }
      const StudyScenario& scenario = studied.value();
      const Tally tally = simulated(scenario, chosen(set));
      for (std::size_t m = 0; m < metrics_.size(); ++m)
        levels[set].push_back({metric_value(scenario, tally, m), metric_batches(scenario, tally, m)});
    }
    for (std::size_t g = 0; g < n; ++g)
      for (std::size_t m = 0; m < metrics_.size(); ++m)
        diff_.groups[g].effects[m].shapley = shapley_value(levels, g, m, n);
    return true;
  }

  static Estimate shapley_value(const std::vector<std::vector<Level>>& levels, std::size_t g, std::size_t m,
                                std::size_t n) {
    Estimate result{0.0, 0.0, levels[0][m].value.n};
    Batches batches{};
    for (unsigned set = 0; set < levels.size(); ++set) {
      if ((set >> g & 1u) != 0) continue;
      const Level& without = levels[set][m];
      const Level& with = levels[set | 1u << g][m];
      const auto size = static_cast<double>(std::popcount(set));
      // |S|! (n - |S| - 1)! / n!
      const double weight = std::exp(std::lgamma(size + 1.0) + std::lgamma(static_cast<double>(n) - size) -
                                     std::lgamma(static_cast<double>(n) + 1.0));
      result.value += weight * (with.value.value - without.value.value);
      for (std::size_t b = 0; b < batches.size(); ++b)
        batches[b] += weight * (with.batches[b] - without.batches[b]);
    }
    result.standard_error = batch_error(batches);
    return result;
  }

  ScenarioSpec a_;  ///< with the sources of both
  const DiffOptions& options_;
  Sources& sources_;
  std::vector<TreeEdit> edits_, edits_of_run_;
  const ScenarioSpec& last_;
  std::vector<std::string> metrics_;
  std::vector<std::vector<std::size_t>> groups_;
  ScenarioDiff diff_;
  Diagnostics problems_;
};

}  // namespace

Result<ScenarioDiff> diff_scenarios(const ScenarioSpec& a, const ScenarioSpec& b, const DiffOptions& options,
                                    Sources& sources) {
  require_argument(options.paths > 0, "a comparison needs paths");
  return Diff(a, b, options, sources).run();
}

}  // namespace faultline
