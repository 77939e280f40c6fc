#include "engine/parallel.h"
#include "faultline/risk_report.h"
#include "risk/figures.h"
#include "risk/group_errors.h"
#include "risk/integrated_figures.h"

#include <cmath>
#include <functional>
#include <limits>

namespace faultline {

namespace {

/// Any time that came.
constexpr double latest = std::numeric_limits<double>::max();

/// Independent pieces of a report; each writes to its own place.
using Jobs = std::vector<std::function<void()>>;

SeriesUse with_shocks(const SeriesColumns& at) {
  return {at.simple_return, at.drawdown};
}
SeriesUse twin(const SeriesColumns& at) {
  return {at.twin_return, at.twin_drawdown};
}

/// The empty report of every reported series and horizon, in order.
std::vector<SeriesReport> skeleton(const Outputs& outputs) {
  std::vector<SeriesReport> all;
  for (const SeriesOutput& series : outputs.series) {
    if (!series.reported) continue;
    SeriesReport report{series.name, series.type, {}};
    for (const HorizonOutput& horizon : outputs.horizons) {
      if (horizon.reported) report.horizons.push_back({horizon.text, horizon.years, {}, {}, {}});
    }
    all.push_back(std::move(report));
  }
  return all;
}

template <class Visit>
void for_each_cell(const Outputs& outputs, std::vector<SeriesReport>& reports, Visit&& visit) {
  std::size_t s = 0;
  for (const SeriesOutput& series : outputs.series) {
    if (!series.reported) continue;
    std::size_t h = 0;
    for (std::size_t i = 0; i < outputs.horizons.size(); ++i) {
      if (outputs.horizons[i].reported) visit(series.horizons[i], reports[s].horizons[h++]);
    }
    ++s;
  }
}

void read_cell(const TallyView& view, const SeriesColumns& at, const Outputs& outputs,
               HorizonReport& report) {
  report.figures = read_figures(view, with_shocks(at), TallyLayout::none, outputs);
  if (!at.twin_return && !at.twin_drawdown) return;
  report.without_shocks = read_figures(view, twin(at), TallyLayout::none, outputs);
  report.change = read_change(view, with_shocks(at), twin(at), report.figures, *report.without_shocks);
}

void plan_series(const TallyView& view, const Outputs& outputs, std::vector<SeriesReport>& reports,
                 Jobs& jobs) {
  for_each_cell(outputs, reports, [&](const SeriesColumns& at, HorizonReport& report) {
    jobs.emplace_back([&view, &outputs, &at, &report] { read_cell(view, at, outputs, report); });
  });
}

void plan_given(const TallyView& view, const Outputs& outputs, std::uint32_t number, GivenReport& report,
                Jobs& jobs) {
  report.label = outputs.given[number].label;
  report.paths = view.paths({0, number});
  report.effective_paths = static_cast<double>(report.paths);
  const ColumnUse condition{view.layout().given[number]};
  report.probability =
      with_group_error(view, condition, probability_estimate(report.paths, view.totals().paths),
                       influence_of_mean(view.moments(condition)));
  report.series = skeleton(outputs);
  for_each_cell(outputs, report.series, [&](const SeriesColumns& at, HorizonReport& cell) {
    jobs.emplace_back([&view, &outputs, &at, &cell, number] {
      cell.figures = read_figures(view, with_shocks(at), number, outputs);
    });
  });
}

FigureReport read_figure(const TallyView& view, const FigureOutput& figure) {
  FigureReport report;
  report.path = figure.path;
  report.kind = figure.kind;
  const ColumnUse use{static_cast<std::uint32_t>(figure.column)};
  const Moments<8>& moments = view.moments(use);
  const std::uint64_t n = view.paths(use);
  switch (figure.kind) {
    case FigureKind::mean:
      report.value = with_group_error(view, use, mean_estimate(moments), influence_of_mean(moments));
      return report;
    case FigureKind::probability:
      report.value = probability_estimate(
          static_cast<std::uint64_t>(std::llround(moments.mean * static_cast<double>(moments.n))), n);
      report.value = with_group_error(view, use, report.value, influence_of_mean(moments));
      return report;
    case FigureKind::time:
      report.value = probability_estimate(n - moments.n, n);
      report.value =
          with_group_error(view, use, report.value, PathInfluence::step(latest, 1.0 - report.value.value));
      break;
    case FigureKind::level:
      report.value = with_group_error(view, use, mean_estimate(moments), influence_of_mean(moments));
      report.sd = sd_estimate(moments);
      if (!moments.constant()) report.sd = with_group_error(view, use, report.sd, influence_of_sd(moments));
      break;
  }
  OrderLevels levels;
  levels.quantiles.assign(quantile_levels.begin(), quantile_levels.end());
  const std::vector<Estimate> estimates = read_order(view, use, levels);
  for (std::size_t i = 0; i < estimates.size(); ++i)
    report.quantiles.push_back({quantile_levels[i], estimates[i]});
  return report;
}

void plan_figures(const TallyView& view, const std::vector<FigureOutput>& figures, SubjectReport& report,
                  Jobs& jobs) {
  report.figures.resize(figures.size());
  for (std::size_t i = 0; i < figures.size(); ++i) {
    jobs.emplace_back(
        [&view, &figure = figures[i], &to = report.figures[i]] { to = read_figure(view, figure); });
  }
}

}  // namespace

RiskReport measure(const Outputs& outputs, const Tally& tally) {
  require_own(outputs, tally);
  const TallyView view(tally);
  RiskReport report;
  report.title = outputs.title;
  report.files = outputs.files;
  report.parameters = outputs.parameters;
  report.paths = view.totals().paths;
  report.resolution = tally.resolution();

  Jobs jobs;
  report.series = skeleton(outputs);
  plan_series(view, outputs, report.series, jobs);
  report.given.resize(outputs.given.size());
  for (std::uint32_t g = 0; g < outputs.given.size(); ++g)
    plan_given(view, outputs, g, report.given[g], jobs);
  for (const ShockOutput& shock : outputs.shocks) report.shocks.push_back({shock.name, shock.kind, {}});
  for (std::size_t i = 0; i < outputs.shocks.size(); ++i) {
    plan_figures(view, outputs.shocks[i].figures, report.shocks[i], jobs);
  }
  for (const VariableOutput& variable : outputs.variables)
    report.variables.push_back({variable.name, {}, {}});
  for (std::size_t i = 0; i < outputs.variables.size(); ++i) {
    plan_figures(view, outputs.variables[i].figures, report.variables[i], jobs);
  }
  report.limits.resize(outputs.limits.size());
  for (std::size_t i = 0; i < outputs.limits.size(); ++i) {
    jobs.emplace_back([&outputs, &tally, &limit = outputs.limits[i], &to = report.limits[i]] {
      const Estimate value = evaluate(limit.metric, outputs, tally);
      to = {limit.text, value, limit.bound, verdict(limit, value)};
    });
  }
  run_parallel(jobs.size(), 0, [&jobs](std::size_t i) { jobs[i](); });
  integrate(view, outputs, report);
  return report;
}

}  // namespace faultline
