#include "core/argument.h"
#include "faultline/sensitivity.h"
#include "model/laws.h"
#include "model/percent.h"
#include "study/scenario_points.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

/// The two ends a parameter is moved to, or why it has none.
struct Ends {
  Swing swing;
  std::string note;
  bool known = false;
};

Ends ends_of(const Parameter& parameter, const Market& market) {
  Ends ends;
  const auto unit = unit_of(parameter);
  if (!unit) return {{}, "left out: its unit cannot be written as a number", false};
  if (parameter.unread) return {{}, "left out: nothing reads it", false};
  ends.swing.parameter = parameter.name;
  ends.swing.unit = *unit;
  ends.swing.percent = written_in_percent(parameter.value, market);
  ends.swing.base = parameter.constant;
  ends.known = true;
  if (parameter.range) {
    ends.swing.low = parameter.range->first;
    ends.swing.high = parameter.range->second;
  } else if (parameter.value.is_law()) {
    const Distribution law = field_distribution(parameter.value, constant_evaluator(market));
    ends.swing.low = law.ordered_quantile(0.05);
    ends.swing.high = law.ordered_quantile(0.95);
    ends.note = "drawn: moved to its 5 % and 95 % quantiles";
  } else {
    return {{}, "left out: it has no range", false};
  }
  return ends;
}

double width(const Swing& swing) {
  const double low = std::fabs(swing.change_low.value), high = std::fabs(swing.change_high.value);
  return std::max(std::isnan(low) ? 0.0 : low, std::isnan(high) ? 0.0 : high);
}

class TornadoStudy {
 public:
  TornadoStudy(const ScenarioPoints& points, const SensitivityOptions& options, Sources& sources)
      : points_(points),
        options_(options),
        seed_(options.seed.value_or(points.market().run.seed)),
        sources_(sources) {}

  Result<Tornado> run(const std::vector<std::uint32_t>& chosen) {
    out_.run.title = points_.market().title;
    out_.run.paths = options_.paths;
    out_.run.seed = seed_;
    std::vector<Swing> swings;
    for (const std::uint32_t p : chosen) {
      const Parameter& parameter = points_.market().parameters[p];
      Ends ends = ends_of(parameter, points_.market());
      if (!ends.note.empty()) out_.run.notes.push_back({parameter.name, ends.note});
      if (ends.known) swings.push_back(ends.swing);
    }
    const StudyScenario& base = points_.base();
    const Tally tally = run_variant(base, seed_, options_.paths, options_.threads);
    ++out_.run.evaluations;
    for (std::size_t i = 0; i < base.metrics.size(); ++i)
      out_.metrics.push_back({base.metrics[i].text, metric_value(base, tally, i), {}});
    for (std::size_t s = 0; s < swings.size(); ++s) {
      if (options_.progress) options_.progress(static_cast<double>(s) / static_cast<double>(swings.size()));
      if (Diagnostics problems = take(swings[s], base, tally); problems.has_errors()) return problems;
      if (out_.broken) break;
    }
    for (TornadoMetric& metric : out_.metrics)
      std::stable_sort(metric.swings.begin(), metric.swings.end(),
                       [](const Swing& a, const Swing& b) { return width(a) > width(b); });
    return std::move(out_);
  }

 private:
  /// Both ends of one parameter, for every metric; nothing where one of them breaks.
  Diagnostics take(const Swing& swing, const StudyScenario& base, const Tally& tally) {
    const std::size_t first = out_.metrics.front().swings.size();
    for (TornadoMetric& metric : out_.metrics) metric.swings.push_back(swing);
    for (const bool low : {true, false}) {
      const double value = low ? swing.low : swing.high;
      const Settings settings{{swing.parameter, setting_text(value, swing.unit)}};
      const Result<StudyScenario> end = points_.at(settings, sources_);
      if (!end) return with_settings(end.diagnostics(), settings, sources_);
      const std::optional<Tally> ran = run_at(end.value(), settings);
      if (!ran) {
        for (TornadoMetric& metric : out_.metrics) metric.swings.pop_back();
        return {};
      }
      const Tally& there = *ran;
      ++out_.run.evaluations;
      for (std::size_t i = 0; i < out_.metrics.size(); ++i) {
        Swing& found = out_.metrics[i].swings[first];
        (low ? found.at_low : found.at_high) = metric_value(end.value(), there, i);
        (low ? found.change_low : found.change_high) = paired_difference(base, tally, end.value(), there, i);
      }
    }
    return {};
  }

  std::optional<Tally> run_at(const StudyScenario& end, const Settings& settings) {
    try {
      return run_variant(end, seed_, options_.paths, options_.threads);
    } catch (const RunError& error) {
      out_.broken.emplace(BrokenPoint{text_of(settings), error});
      return std::nullopt;
    }
  }

  const ScenarioPoints& points_;
  const SensitivityOptions& options_;
  const std::uint64_t seed_;
  Sources& sources_;
  Tornado out_;
};

}  // namespace

Result<Tornado> tornado(const std::filesystem::path& file, const ReadOptions& read,
                        const SensitivityOptions& options, Sources& sources) {
  require_argument(options.paths > 0, "a study needs paths");
  const Result<ScenarioPoints> points = ScenarioPoints::read(file, read, options.metrics, sources);
  if (!points) return points.diagnostics();
  const auto chosen = chosen_parameters(points.value().market(), options.parameters, sources);
  if (!chosen) return chosen.diagnostics();
  Result<Tornado> found = TornadoStudy(points.value(), options, sources).run(chosen.value());
  if (!found) return found.diagnostics();
  return {std::move(found).value(), points.diagnostics()};
}

}  // namespace faultline
