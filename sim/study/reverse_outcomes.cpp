#include "engine/parallel.h"
#include "math/special.h"
#include "study/reverse_tail.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace faultline {
namespace {

constexpr double significance = 0.05;  ///< of all outcomes together

struct FeatureCounts {
  ClassCounts all{}, tail{};
};

FeatureCounts count(const TailView& view, std::size_t feature) {
  FeatureCounts out;
  const std::vector<std::uint8_t>& classes = view.sample.classes[feature];
  for (const std::uint8_t c : classes) ++out.all[c];
  for (const std::uint32_t path : view.tail) ++out.tail[classes[path]];
  return out;
}

Crossing crossing(const FeatureCounts& counts, const ClassRange& range, const TailView& view) {
  Crossing out{view.sample.paths, view.tail.size(), 0, 0};
  for (std::size_t c = range.low; c <= range.high; ++c) {
    out.with += counts.all[c];
    out.tail_with += counts.tail[c];
  }
  return out;
}

}  // namespace

TailView::TailView(const ReverseSample& of, double horizon_years, int worker_threads,
                   const std::function<bool(double)>& tail_of)
    : sample(of), horizon(horizon_years), threads(worker_threads), in_tail(of.paths) {
  for (std::uint64_t path = 0; path < sample.paths; ++path) {
    if (!tail_of(sample.metrics.front()[path])) continue;
    in_tail[path] = 1;
    tail.push_back(static_cast<std::uint32_t>(path));
  }
}

std::string condition_text(const ReverseSample& sample, const std::vector<ClassRange>& terms) {
  std::string text;
  for (const ClassRange& term : terms)
    text +=
        (text.empty() ? "" : " and ") + condition_text(sample.features[term.feature], term.low, term.high);
  return text;
}

std::vector<ReverseOutcome> reverse_outcomes(const TailView& view, double& critical) {
  const ReverseSample& sample = view.sample;
  std::vector<std::vector<std::pair<ReverseOutcome, Crossing>>> found(sample.features.size());
  run_parallel(found.size(), view.threads, [&](std::size_t f) {
    const CutFeature& feature = sample.features[f];
    const FeatureCounts counts = count(view, f);
    for (const ClassRange& range : outcomes_of(feature, f, counts.all, view.horizon)) {
      const Crossing crossed = crossing(counts, range, view);
      ReverseOutcome outcome;
      static_cast<ReverseShares&>(outcome) =
          shares_of(crossed, condition_text(feature, range.low, range.high));
      outcome.subject = feature.feature.subject;
      outcome.z = difference_z(crossed);
      outcome.information = relative_entropy(outcome.in_tail.value, outcome.of_all.value);
      found[f].emplace_back(std::move(outcome), crossed);
    }
  });

  std::vector<std::pair<ReverseOutcome, Crossing>> all;
  for (auto& of_feature : found) {
    for (auto& next : of_feature) {
      const auto told = std::find_if(all.begin(), all.end(), [&](const auto& known) {
        return known.second.with == next.second.with && known.second.tail_with == next.second.tail_with;
      });
      if (told == all.end())
        all.push_back(std::move(next));
      else if (told->first.subject != next.first.subject)
        told->first.also.push_back(std::move(next.first.condition));
    }
  }
  critical =
      all.empty() ? 0.0 : normal_quantile_complement(0.5 * significance / static_cast<double>(all.size()));
  std::vector<ReverseOutcome> out;
  for (auto& [outcome, crossed] : all) {
    outcome.significant = beyond_chance(crossed, outcome.z, critical);
    out.push_back(std::move(outcome));
  }
  std::stable_sort(out.begin(), out.end(), [](const ReverseOutcome& a, const ReverseOutcome& b) {
    return std::pair(a.significant, a.information) > std::pair(b.significant, b.information);
  });
  return out;
}

}  // namespace faultline
