#include "report/text_sections.h"

#include "report/percent_label.h"
#include "report/text_table.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace faultline {

namespace {

/// Quantiles shown in tables; the rest stands in the result file.
bool shown(double p) {
  return p == 0.05 || p == 0.5 || p == 0.95;
}

std::string quantile_heading(double p) {
  return p == 0.5 ? "median" : percent_label(p);
}

enum class Block : std::uint8_t { returns, losses };

/// Visits the figures of a table in the order of its columns: heading, group, estimate and its scale.
template <class Visit>
void for_each_figure(const Figures& figures, Block block, Visit&& visit) {
  constexpr double percent = 100.0, plain = 1.0;
  if (block == Block::returns) {
    if (figures.mean) visit("mean", 0, *figures.mean, percent);
    if (figures.sd) visit("sd", 0, *figures.sd, percent);
    for (const LevelEstimate& at : figures.quantiles) {
      if (shown(at.level)) visit(quantile_heading(at.level), 0, at.estimate, percent);
    }
    if (figures.skewness) visit("skewness", 1, *figures.skewness, plain);
    if (figures.kurtosis) visit("kurtosis", 1, *figures.kurtosis, plain);
    return;
  }
  for (const LevelEstimate& at : figures.var)
    visit("VaR " + percent_label(at.level), 0, at.estimate, percent);
  for (const LevelEstimate& at : figures.es) visit("ES " + percent_label(at.level), 0, at.estimate, percent);
  for (const LevelEstimate& at : figures.prob_loss) {
    visit("P(L\u2265" + percent_label(at.level) + ")", 1, at.estimate, percent);
  }
  if (figures.max_drawdown && figures.max_drawdown->mean)
    visit("drawdown", 1, *figures.max_drawdown->mean, percent);
}

std::vector<NumberText> cells(const Figures& figures, Block block) {
  std::vector<NumberText> result;
  for_each_figure(figures, block, [&](const std::string&, int, const Estimate& estimate, double scale) {
    result.push_back(number_text(estimate, scale));
  });
  return result;
}

/// No shock reaches the series: every paired change is 0 without error, and the undisturbed row would repeat
/// it.
bool untouched(const Figures& change) {
  bool zero = true;
  for (const Block block : {Block::returns, Block::losses})
    for_each_figure(change, block, [&](const std::string&, int, const Estimate& estimate, double) {
      zero = zero && (!estimate.exists() || (estimate.value == 0.0 && !(estimate.standard_error > 0.0)));
    });
  return zero;
}

std::string block_text(const std::vector<SeriesReport>& series, std::size_t horizon, Block block,
                       const TextOptions& options) {
  TextTable table((block == Block::returns ? "Return over " : "Loss over ") +
                  series.front().horizons[horizon].text);
  for_each_figure(
      series.front().horizons[horizon].figures, block,
      [&](const std::string& title, int group, const Estimate&, double) { table.column(title, group); });
  for (const SeriesReport& one : series) {
    const HorizonReport& at = one.horizons[horizon];
    table.row(one.name, cells(at.figures, block), at.change ? Emphasis::strong : Emphasis::none);
    if (at.change && untouched(*at.change)) continue;
    if (at.without_shocks) table.row("  undisturbed", cells(*at.without_shocks, block), Emphasis::faint);
    if (at.change) table.row("  change", cells(*at.change, block));
  }
  return table.empty() ? std::string() : table.render(options) + "\n";
}

std::string words(const std::vector<std::string>& path) {
  return fmt::format("{}", fmt::join(path, " "));
}

std::vector<const SubjectReport*> all_subjects(const RiskReport& report) {
  std::vector<const SubjectReport*> all;
  for (const SubjectReport& subject : report.shocks) all.push_back(&subject);
  for (const SubjectReport& subject : report.variables) all.push_back(&subject);
  return all;
}

NumberText value_at(const FigureReport& figure, double p, double scale) {
  for (const LevelEstimate& at : figure.quantiles) {
    if (at.level != p) continue;
    return at.estimate.exists() ? number_text(at.estimate, scale) : NumberText{"never", ""};
  }
  return {"-", ""};
}

/// The unit in which the latest known quantile of a time reads well.
TimeUnit unit_of(const FigureReport& figure) {
  double middle = 0.0;
  for (const LevelEstimate& at : figure.quantiles) {
    if (at.level <= 0.5 && at.estimate.exists()) middle = at.estimate.value;
  }
  return natural_unit(middle);
}

TextTable chances(const RiskReport& report) {
  TextTable table("Shocks");
  table.column("chance, %");
  table.column("mean");
  for (const SubjectReport* subject : all_subjects(report)) {
    for (const FigureReport& figure : subject->figures) {
      const std::string label = subject->name + "  " + words(figure.path);
      if (figure.kind == FigureKind::probability) table.row(label, {percent_text(figure.value), {}});
      if (figure.kind == FigureKind::mean) table.row(label, {{}, number_text(figure.value, 1.0)});
    }
  }
  return table;
}

TextTable times(const RiskReport& report) {
  TextTable table("Timing");
  for (double p : {0.05, 0.25, 0.5, 0.75, 0.95}) table.column(quantile_heading(p));
  table.column("never, %", 1);
  for (const SubjectReport* subject : all_subjects(report)) {
    for (const FigureReport& figure : subject->figures) {
      if (figure.kind != FigureKind::time) continue;
      const TimeUnit unit = unit_of(figure);
      std::vector<NumberText> row;
      for (double p : {0.05, 0.25, 0.5, 0.75, 0.95}) row.push_back(value_at(figure, p, unit.per_year));
      row.push_back(percent_text(figure.value));
      table.row(subject->name + "  " + words(figure.path) + ", " + unit.name, std::move(row));
    }
  }
  return table;
}

TextTable levels(const RiskReport& report) {
  TextTable table("Levels");
  table.column("mean");
  table.column("sd");
  for (double p : {0.05, 0.5, 0.95}) table.column(quantile_heading(p));
  for (const SubjectReport* subject : all_subjects(report)) {
    for (const FigureReport& figure : subject->figures) {
      if (figure.kind != FigureKind::level) continue;
      std::vector<NumberText> row = {number_text(figure.value, 1.0), number_text(figure.sd, 1.0)};
      for (double p : {0.05, 0.5, 0.95}) row.push_back(value_at(figure, p, 1.0));
      table.row(subject->name + "  " + words(figure.path), std::move(row));
    }
  }
  return table;
}

}  // namespace

std::string series_text(const std::vector<SeriesReport>& series, const TextOptions& options) {
  std::string text;
  const std::size_t horizons = series.empty() ? 0 : series.front().horizons.size();
  for (std::size_t h = 0; h < horizons; ++h) {
    text += block_text(series, h, Block::returns, options) + block_text(series, h, Block::losses, options);
  }
  return text;
}

std::string subjects_text(const RiskReport& report, const TextOptions& options) {
  std::string text;
  for (const TextTable& table : {chances(report), times(report), levels(report)}) {
    if (!table.empty()) text += table.render(options) + "\n";
  }
  return text;
}

std::string limits_text(const RiskReport& report, const TextOptions& options) {
  if (report.limits.empty()) return {};
  std::size_t width = 0;
  for (const LimitReport& limit : report.limits) width = std::max(width, display_width(limit.text));
  std::string text = emphasised("Limits", Emphasis::strong, options) + "\n";
  for (const LimitReport& limit : report.limits) {
    const char* verdict = limit.verdict == Verdict::held       ? "held"
                          : limit.verdict == Verdict::breached ? "BREACHED"
                                                               : "undecided";
    text += fmt::format("  {}{}   {:<9}   {} %\n", limit.text,
                        std::string(width - display_width(limit.text), ' '), verdict,
                        joined(percent_text(limit.value)));
  }
  return text + "\n";
}

}  // namespace faultline
