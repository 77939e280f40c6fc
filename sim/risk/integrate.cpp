#include "engine/parallel.h"
#include "risk/figures.h"
#include "risk/integrated_figures.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

namespace faultline {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Figure = std::function<Integral(IntegratedFigures&)>;

double error_of(const std::vector<double>& influence) {
  const double n = static_cast<double>(influence.size());
  double sum = 0.0, squares = 0.0;
  for (const double x : influence) sum += x;
  for (const double x : influence) squares += (x - sum / n) * (x - sum / n);
  return n > 1.0 ? std::sqrt(squares / (n - 1.0) / n) : nan;
}

Estimate estimate_of(const Integral& integral) {
  return {integral.value, error_of(integral.influence), integral.influence.size()};
}

/// The figures of a series at a horizon: of its law, or with the twin's beside them and the change.
class Cell {
 public:
  Cell(IntegratedFigures& with, IntegratedFigures* without) : with_(with), without_(without) {}

  void read(Figures& with, Figures* without, Figures* change) {
    with_out_ = &with, without_out_ = without, change_out_ = change;
    one(&Figures::mean, &IntegratedFigures::mean);
    one(&Figures::sd, &IntegratedFigures::sd);
    one(&Figures::skewness, &IntegratedFigures::skewness);
    one(&Figures::kurtosis, &IntegratedFigures::kurtosis);
    many(&Figures::quantiles, &IntegratedFigures::quantile);
    many(&Figures::var, &IntegratedFigures::var);
    many(&Figures::es, &IntegratedFigures::es);
    many(&Figures::prob_loss, &IntegratedFigures::loss_probability);
  }

 private:
  struct Triple {
    Estimate with, without, change;
  };

  Triple estimate(const Figure& figure) {
    Integral with = figure(with_);
    Triple result{estimate_of(with), {}, {}};
    if (!without_) return result;
    const Integral without = figure(*without_);
    result.without = estimate_of(without);
    for (std::size_t i = 0; i < with.influence.size(); ++i) with.influence[i] -= without.influence[i];
    with.value -= without.value;
    result.change = estimate_of(with);
    return result;
  }

  void one(std::optional<Estimate> Figures::*place, Integral (IntegratedFigures::*figure)()) {
    if (!(with_out_->*place)) return;
    const Triple found = estimate([&](IntegratedFigures& of) { return (of.*figure)(); });
    with_out_->*place = found.with;
    if (!without_) return;
    without_out_->*place = found.without;
    change_out_->*place = found.change;
  }

  void many(std::vector<LevelEstimate> Figures::*place, Integral (IntegratedFigures::*figure)(double)) {
    for (std::size_t i = 0; i < (with_out_->*place).size(); ++i) {
      const double level = (with_out_->*place)[i].level;
      const Triple found = estimate([&](IntegratedFigures& of) { return (of.*figure)(level); });
      (with_out_->*place)[i].estimate = found.with;
      if (!without_) continue;
      (without_out_->*place)[i].estimate = found.without;
      (change_out_->*place)[i].estimate = found.change;
    }
  }

  IntegratedFigures& with_;
  IntegratedFigures* without_;
  Figures* with_out_ = nullptr;
  Figures* without_out_ = nullptr;
  Figures* change_out_ = nullptr;
};

void integrate_cell(const TallyView& view, const Outputs& outputs, const SeriesColumns& at,
                    std::uint32_t given, HorizonReport& report) {
  if (!at.law) return;
  IntegratedFigures with(TerminalSample(view, outputs.laws[*at.law], given));
  if (with.paths() == 0) return;
  if (!at.twin_law || !report.without_shocks || !report.change) {
    Cell(with, nullptr).read(report.figures, nullptr, nullptr);
    return;
  }
  IntegratedFigures without(TerminalSample(view, outputs.laws[*at.twin_law], given));
  Cell(with, &without).read(report.figures, &*report.without_shocks, &*report.change);
}

void integrate_series(const TallyView& view, const Outputs& outputs, std::uint32_t given,
                      std::vector<SeriesReport>& reports) {
  std::size_t s = 0;
  for (const SeriesOutput& series : outputs.series) {
    if (!series.reported) continue;
    std::size_t h = 0;
    for (std::size_t i = 0; i < outputs.horizons.size(); ++i)
      if (outputs.horizons[i].reported)
        integrate_cell(view, outputs, series.horizons[i], given, reports[s].horizons[h++]);
    ++s;
  }
}

/// Numbers held per path by the figures of one law, without those of the working figure.
std::size_t width_of(const TerminalLaw& law) {
  constexpr std::size_t moments = 4;
  return TerminalSample::width(law) + moments;
}
constexpr std::size_t width_of_figure = 3;  ///< its influences, the twin's, and what the twin's come from

std::size_t width_of_widest_cell(const Outputs& outputs) {
  std::size_t widest = 0;
  for (const SeriesOutput& series : outputs.series)
    for (const SeriesColumns& at : series.horizons) {
      if (!series.reported || !at.law) continue;
      const std::size_t twin = at.twin_law ? width_of(outputs.laws[*at.twin_law]) : 0;
      widest = std::max(widest, width_of(outputs.laws[*at.law]) + twin + width_of_figure);
    }
  return widest;
}

std::size_t width_of_limits_at_once(const Outputs& outputs) {
  std::vector<std::size_t> widths;
  for (const Limit& limit : outputs.limits)
    if (is_integrated(limit.metric, outputs)) {
      const SeriesColumns& at = outputs.series[limit.metric.series].horizons[limit.metric.horizon];
      widths.push_back(width_of(outputs.laws[*at.law]) + width_of_figure);
    }
  std::sort(widths.begin(), widths.end(), std::greater<>());
  const auto at_once = std::min(widths.size(), static_cast<std::size_t>(available_threads()));
  return std::accumulate(widths.begin(), widths.begin() + static_cast<std::ptrdiff_t>(at_once),
                         std::size_t{0});
}

Integral integral_of(IntegratedFigures& figures, const Metric& metric) {
  switch (metric.kind) {
    case MetricKind::mean:
      return figures.mean();
    case MetricKind::sd:
      return figures.sd();
    case MetricKind::quantile:
      return figures.quantile(metric.level);
    case MetricKind::var:
      return figures.var(metric.level);
    case MetricKind::es:
      return figures.es(metric.level);
    default:
      return figures.loss_probability(metric.level);
  }
}

}  // namespace

void integrate(const TallyView& view, const Outputs& outputs, RiskReport& report) {
  if (outputs.laws.empty()) return;
  integrate_series(view, outputs, TallyLayout::none, report.series);
  for (std::uint32_t g = 0; g < report.given.size(); ++g)
    integrate_series(view, outputs, g, report.given[g].series);
}

double integration_memory(const Outputs& outputs, std::uint64_t paths) {
  const std::size_t width = std::max(width_of_widest_cell(outputs), width_of_limits_at_once(outputs));
  return 8.0 * static_cast<double>(width) * static_cast<double>(paths);
}

bool is_integrated(const Metric& metric, const Outputs& outputs) {
  return metric.kind != MetricKind::condition_probability && metric.kind != MetricKind::drawdown &&
         outputs.series[metric.series].horizons[metric.horizon].law.has_value();
}

Estimate integrated_metric(const TallyView& view, const Outputs& outputs, const Metric& metric,
                           double* effective) {
  const SeriesColumns& at = outputs.series[metric.series].horizons[metric.horizon];
  IntegratedFigures figures(
      TerminalSample(view, outputs.laws[*at.law], metric.given.value_or(TallyLayout::none)));
  if (figures.paths() == 0) return {};
  const Integral integral = integral_of(figures, metric);
  if (effective != nullptr) *effective = integral.effective;
  return estimate_of(integral);
}

}  // namespace faultline
