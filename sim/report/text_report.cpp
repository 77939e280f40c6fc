#include "faultline/report.h"
#include "report/text_sections.h"
#include "report/text_table.h"

#include <cmath>

#include <fmt/format.h>

namespace faultline {

namespace {

std::string legend(const RiskReport& report, const TextOptions& options) {
  bool twins = false;
  for (const SeriesReport& series : report.series) {
    for (const HorizonReport& at : series.horizons) twins = twins || at.change.has_value();
  }
  std::string text =
      "In percent, \u00b1 one standard error. L = -return; drawdown: mean of the largest fall.";
  if (twins)
    text +=
        "\nUndisturbed: the same paths with all shocks off; change: with minus without, paired;"
        "\nno such rows where no shock reaches a series.";
  return emphasised(text, Emphasis::faint, options) + "\n\n";
}

/// What a reader of conditional tables has to know.
std::string given_notes(const RiskReport& report, const TextOptions& options) {
  if (report.given.empty()) return {};
  std::string text = "Conditions are read at the end of the path, also for earlier horizons.";
  text += "\n?: fewer than 100 paths beyond this figure.";
  return emphasised(text, Emphasis::faint, options) + "\n\n";
}

std::string given_text(const GivenReport& given, const TextOptions& options) {
  const std::string heading = fmt::format("Given \"{}\": {} % of paths ({})", given.label,
                                          joined(percent_text(given.probability)), grouped(given.paths));
  std::string text = emphasised(heading, Emphasis::strong, options) + "\n";
  return text + (given.paths == 0 ? "\n" : series_text(given.series, options));
}

std::string ending(const RunInfo& run) {
  if (run.stopped_by == "paths") return "all paths done";
  if (run.stopped_by == "precision") return "precision reached";
  if (run.stopped_by == "time") return "time used up";
  return run.stopped_by;
}

std::string run_line(const RiskReport& report, const RunInfo& run) {
  std::string text = fmt::format("{} paths x {} steps", grouped(run.paths), run.steps);
  if (run.paths != run.requested_paths) text += fmt::format(" of {} asked for", grouped(run.requested_paths));
  text += fmt::format(", seed {}; {:.3g} s on {} threads", run.seed, run.seconds, run.threads);
  if (run.seconds > 0.0) {
    const double rate = static_cast<double>(run.paths) / run.seconds;
    text += fmt::format(", {} paths/s", grouped(static_cast<std::uint64_t>(std::llround(rate))));
  }
  text += "; " + ending(run) + (run.complete ? "" : " (incomplete)");
  if (report.resolution > 0.0)
    text += fmt::format("; quantiles to {:.2g} % of their value", 100.0 * report.resolution);
  return text + "\n";
}

std::string precision_text(const RunInfo& run) {
  std::string text;
  for (const PrecisionReport& at : run.precision) {
    text +=
        fmt::format("precision of {}: ± {:.3g} % ({} ± {:.3g} %)\n", at.text, 100.0 * at.value.standard_error,
                    at.reached ? "reached, asked for" : "NOT reached, asked for", 100.0 * at.wanted);
  }
  return text;
}

}  // namespace

std::string to_text(const RiskReport& report, const RunInfo& run, TextOptions options) {
  std::string text;
  if (!report.title.empty()) text += emphasised(report.title, Emphasis::strong, options) + "\n\n";
  text += legend(report, options);
  text += series_text(report.series, options);
  text += subjects_text(report, options);
  for (const GivenReport& given : report.given) text += given_text(given, options);
  text += given_notes(report, options);
  text += attribution_text(report, options);
  text += limits_text(report, options);
  return text + precision_text(run) + run_line(report, run);
}

}  // namespace faultline
