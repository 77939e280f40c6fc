#include "study/variant.h"

#include "core/contract.h"
#include "core/ids.h"
#include "engine/tally_state.h"
#include "faultline/compile.h"
#include "faultline/risk_report.h"
#include "faultline/simulate.h"
#include "language/fields.h"
#include "language/sha256.h"
#include "model/metrics.h"
#include "risk/estimators.h"
#include "study/needed_columns.h"
#include "study/needed_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace faultline {
namespace {

static_assert(batch_count == 40);
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The conditions of `given` that a metric names.
void keep_needed_conditions(Report& report) {
  std::vector<Condition> kept;
  std::vector<std::optional<std::uint32_t>> position(report.given.size());
  for (Limit& limit : report.limits) {
    std::optional<std::uint32_t>& given = limit.metric.given;
    if (!given) continue;
    if (!position[*given]) {
      position[*given] = static_cast<std::uint32_t>(kept.size());
      kept.push_back(report.given[*given]);
    }
    given = position[*given];
  }
  report.given = std::move(kept);
}

/// A report that asks for nothing but the metrics.
std::vector<Metric> ask_for_metrics(Market& market, const std::vector<std::string>& texts, Sources& sources,
                                    Diagnostics& diagnostics) {
  ask_for_nothing(market);
  Report& report = market.report;
  ReadContext context{market.symbols, diagnostics, market.start};
  for (const std::string& text : texts) {
    const FileId file = sources.add({"--metric", text, sha256_hex(text)});
    const auto metric =
        parse_metric(text, {file, 1, 1, static_cast<std::uint32_t>(text.size())}, "", market, context);
    // As limits they are moved along when further horizons come in between.
    if (metric) report.limits.push_back({metric->text, *metric, Comparison::less_equal, 0.0});
  }
  keep_needed_conditions(report);
  std::vector<Metric> metrics;
  for (const Limit& limit : report.limits) metrics.push_back(limit.metric);
  return metrics;
}

/// Paths that are drawn one by one, or as mirrored pairs, do not feel what else is drawn.
bool draws_by_name(Sampling sampling) {
  return sampling == Sampling::plain || sampling == Sampling::antithetic;
}

/// The column of a metric, path by path, and that of its condition.
struct MetricSample {
  std::vector<double> values;
  std::vector<bool> counts;  ///< empty: every path does
};

MetricSample sample_of(const StudyScenario& study, const Tally& tally, const Metric& metric) {
  const Outputs& outputs = study.scenario.outputs;
  std::optional<ColumnId> column;
  if (metric.kind == MetricKind::condition_probability) {
    column = outputs.conditions[metric.condition].column;
  } else {
    const SeriesColumns& at = outputs.series[metric.series].horizons[metric.horizon];
    column = metric.kind == MetricKind::drawdown ? at.drawdown : at.simple_return;
  }
  FAULTLINE_EXPECT(column.has_value() && tally.exact());
  const TallyState& state = tally.state();
  const std::uint32_t slot = state.layout.sample_slot[at(*column)];
  MetricSample sample;
  for (const auto& [number, leaf] : state.kept) {
    const auto values = leaf.column(slot);
    sample.values.insert(sample.values.end(), values.begin(), values.end());
    for (std::size_t i = 0; metric.given && i < values.size(); ++i)
      sample.counts.push_back(leaf.holds(*metric.given, i));
  }
  return sample;
}

double statistic_of(const Metric& metric, std::vector<double> values) {
  const std::size_t n = values.size();
  if (n == 0) return nan;
  const auto order = [&](const OrderLevels& levels) {
    const std::span<const double> piece(values);
    return order_points(order_of({&piece, 1}, points_request(n, levels)), n, levels).front();
  };
  double mean = 0.0;
  for (const double x : values) mean += x;
  mean /= static_cast<double>(n);
  switch (metric.kind) {
    case MetricKind::mean:
    case MetricKind::condition_probability:
      return mean;
    case MetricKind::sd: {
      double squares = 0.0;
      for (const double x : values) squares += (x - mean) * (x - mean);
      return n > 1 ? std::sqrt(squares / static_cast<double>(n - 1)) : nan;
    }
    case MetricKind::quantile:
    case MetricKind::drawdown:
      return order({{metric.level}, {}, {}});
    case MetricKind::var:
      return order({{}, {metric.level}, {}});
    case MetricKind::es:
      return order({{}, {}, {metric.level}});
    default: {
      const auto hits =
          std::count_if(values.begin(), values.end(), [&](double r) { return -r >= metric.level; });
      return static_cast<double>(hits) / static_cast<double>(n);
    }
  }
}

/// Means and probabilities over all paths are means of one number per path.
bool is_mean(const Metric& metric) {
  return !metric.given && (metric.kind == MetricKind::mean || metric.kind == MetricKind::loss_probability ||
                           metric.kind == MetricKind::condition_probability);
}

double error_of_differences(const Metric& a, const std::vector<double>& of_a, const Metric& b,
                            const std::vector<double>& of_b) {
  const auto contribution = [](const Metric& metric, double value) {
    return metric.kind == MetricKind::loss_probability ? (-value >= metric.level ? 1.0 : 0.0) : value;
  };
  const auto n = static_cast<double>(of_a.size());
  double mean = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < of_a.size(); ++i)
    mean += (contribution(b, of_b[i]) - contribution(a, of_a[i])) / n;
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    const double off = contribution(b, of_b[i]) - contribution(a, of_a[i]) - mean;
    squares += off * off;
  }
  return n > 1.0 ? std::sqrt(squares / (n - 1.0) / n) : nan;
}

}  // namespace

void ask_for_nothing(Market& market) {
  Report& report = market.report;
  report.horizons = {report.horizons[report.run_horizon]};
  report.horizons.front().reported = false;
  report.run_horizon = 0;
  report.series.clear();
  report.reported_series = 0;
  report.conditions.clear();
  report.losses.clear();
  report.attribute.reset();
  report.without = false;
  report.limits.clear();
  market.run.until_precision.clear();
}

Result<StudyScenario> make_study(const ScenarioSpec& spec, const std::vector<std::string>& metric_texts,
                                 Sources& sources, StudyPaths paths) {
  Result<Model> model = validate(spec);
  Diagnostics diagnostics = model.diagnostics();
  if (!model) return diagnostics;
  StudyScenario study;
  study.model = std::move(model).value();
  if (paths == StudyPaths::plain) study.model.market.run.sampling = Sampling::plain;
  study.metrics = ask_for_metrics(study.model.market, metric_texts, sources, diagnostics);
  if (diagnostics.has_errors()) return diagnostics;
  Result<CompiledScenario> compiled = compile(study.model);
  diagnostics.append(compiled.diagnostics());
  if (!compiled) return diagnostics;
  study.scenario = std::move(compiled).value();
  const Sampling sampling = study.scenario.outputs.sampling;
  if (sampling != Sampling::integrated) keep_needed_columns(study.scenario);
  if (draws_by_name(sampling)) keep_needed_parts(study.scenario.plan);
  return {std::move(study), std::move(diagnostics)};
}

Tally run_variant(const StudyScenario& study, std::uint64_t seed, std::uint64_t paths, int threads) {
  Tally tally(study.scenario.outputs, TallyOptions::keeping_all(paths));
  SimulateOptions options;
  options.seed = seed;
  options.paths = paths;
  options.threads = threads;
  simulate(study.scenario, options, tally);
  return tally;
}

Estimate metric_value(const StudyScenario& study, const Tally& tally, std::size_t i) {
  return evaluate(study.metrics[i], study.scenario.outputs, tally);
}

std::array<double, 40> metric_batches(const StudyScenario& study, const Tally& tally, std::size_t i) {
  const Metric& metric = study.metrics[i];
  const MetricSample sample = sample_of(study, tally, metric);
  std::array<double, batch_count> result{};
  for (std::size_t b = 0; b < batch_count; ++b) {
    std::vector<double> chosen;
    chosen.reserve(sample.values.size() / batch_count + 1);
    for (std::size_t p = b; p < sample.values.size(); p += batch_count)
      if (!metric.given || sample.counts[p]) chosen.push_back(sample.values[p]);
    result[b] = statistic_of(metric, std::move(chosen));
  }
  return result;
}

Estimate paired_difference(const StudyScenario& a, const Tally& tally_a, const StudyScenario& b,
                           const Tally& tally_b, std::size_t i) {
  FAULTLINE_EXPECT(tally_a.paths() == tally_b.paths());
  const Estimate before = metric_value(a, tally_a, i), after = metric_value(b, tally_b, i);
  Estimate change{after.value - before.value, nan, std::min(before.n, after.n)};
  if (is_mean(a.metrics[i])) {
    change.standard_error = error_of_differences(a.metrics[i], sample_of(a, tally_a, a.metrics[i]).values,
                                                 b.metrics[i], sample_of(b, tally_b, b.metrics[i]).values);
    return change;
  }
  std::array<double, 40> batches = metric_batches(b, tally_b, i);
  const std::array<double, 40> first = metric_batches(a, tally_a, i);
  for (std::size_t k = 0; k < batches.size(); ++k) batches[k] -= first[k];
  change.standard_error = batch_error(batches);
  return change;
}

}  // namespace faultline
