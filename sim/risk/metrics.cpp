#include "faultline/risk_report.h"
#include "risk/figures.h"
#include "risk/group_errors.h"
#include "risk/integrated_figures.h"

#include <cmath>

namespace faultline {

namespace {

constexpr double tail_observations = 200.0;
constexpr double probability_hits = 30.0;

ColumnUse use_of(const Metric& metric, ColumnId column) {
  return {static_cast<std::uint32_t>(column), metric.given.value_or(TallyLayout::none)};
}

Estimate condition_probability(const TallyView& view, const Metric& metric, ColumnId column) {
  const ColumnUse use = use_of(metric, column);
  const std::uint64_t n = view.paths(use);
  const Moments<8>& indicator = view.moments(use);
  return with_group_error(
      view, use,
      probability_estimate(static_cast<std::uint64_t>(std::llround(indicator.mean * static_cast<double>(n))),
                           n),
      influence_of_mean(indicator));
}

Estimate loss_probability(const TallyView& view, const Metric& metric, ColumnUse use) {
  const Estimate plain = probability_estimate(view.loss_hits(use, metric.level), view.paths(use));
  return with_group_error(view, use, plain, PathInfluence::step(-metric.level, plain.value));
}

Estimate of_return(const TallyView& view, const Metric& metric, ColumnUse use) {
  const Moments<8>& moments = view.moments(use);
  switch (metric.kind) {
    case MetricKind::mean:
      return with_group_error(view, use, mean_estimate(moments), influence_of_mean(moments));
    case MetricKind::sd:
      if (moments.constant()) return sd_estimate(moments);
      return with_group_error(view, use, sd_estimate(moments), influence_of_sd(moments));
    case MetricKind::quantile:
    case MetricKind::drawdown:
      return read_order(view, use, {{metric.level}, {}, {}}).front();
    case MetricKind::var:
      return read_order(view, use, {{}, {metric.level}, {}}).front();
    case MetricKind::es:
      return read_order(view, use, {{}, {}, {metric.level}}).front();
    default:
      return loss_probability(view, metric, use);
  }
}

/// The same for an integrated metric: `effective` paths speak of it.
bool believable(const Metric& metric, double effective) {
  const bool probability = metric.kind == MetricKind::loss_probability;
  return effective >= (probability ? probability_hits : tail_observations);
}

/// Whether enough was seen of what the metric rests on to believe its error.
bool believable(const Metric& metric, const Estimate& value) {
  switch (metric.kind) {
    case MetricKind::mean:
    case MetricKind::sd:
      return value.n > 1;
    case MetricKind::loss_probability:
    case MetricKind::condition_probability:
      return value.value * static_cast<double>(value.n) >= probability_hits - 0.5;
    default:
      return observations_beyond(value.n, metric.level) >= tail_observations;
  }
}

bool satisfied(Comparison comparison, double value, double bound) {
  switch (comparison) {
    case Comparison::less:
      return value < bound;
    case Comparison::less_equal:
      return value <= bound;
    case Comparison::greater:
      return value > bound;
    default:
      return value >= bound;
  }
}

}  // namespace

Estimate evaluate(const Metric& metric, const Outputs& outputs, const Tally& tally) {
  require_own(outputs, tally);
  const TallyView view(tally);
  if (metric.kind == MetricKind::condition_probability) {
    return condition_probability(view, metric, outputs.conditions[metric.condition].column);
  }
  const SeriesColumns& at = outputs.series[metric.series].horizons[metric.horizon];
  if (is_integrated(metric, outputs)) return integrated_metric(view, outputs, metric);
  const auto column = metric.kind == MetricKind::drawdown ? at.drawdown : at.simple_return;
  return column ? of_return(view, metric, use_of(metric, *column)) : Estimate{};
}

Verdict verdict(const Limit& limit, const Estimate& value) {
  if (!value.exists() || std::isnan(value.standard_error)) return Verdict::undecided;
  if (std::fabs(value.value - limit.bound) < 2.0 * value.standard_error) return Verdict::undecided;
  return satisfied(limit.comparison, value.value, limit.bound) ? Verdict::held : Verdict::breached;
}

PrecisionReport reached(const Precision& precision, const Outputs& outputs, const Tally& tally) {
  const Metric& metric = precision.metric;
  PrecisionReport report{metric.text, precision.standard_error, {}, false};
  require_own(outputs, tally);
  if (is_integrated(metric, outputs)) {
    double effective = 0.0;
    report.value = integrated_metric(TallyView(tally), outputs, metric, &effective);
    report.reached = believable(metric, effective);
  } else {
    report.value = evaluate(metric, outputs, tally);
    report.reached = believable(metric, report.value);
  }
  report.reached = report.reached && report.value.standard_error <= precision.standard_error;
  return report;
}

}  // namespace faultline
