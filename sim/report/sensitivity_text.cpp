#include "faultline/sensitivity_report.h"
#include "report/text_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr std::size_t half_bar = 12;  ///< characters of a bar to each side

/// In the largest unit in which it is a whole number, in years where none is.
std::string duration(double years) {
  constexpr std::pair<const char*, double> units[] = {{"y", 1.0}, {"m", 12.0}, {"w", 52.0}, {"d", 252.0}};
  for (const auto& [unit, per_year] : units) {
    const double count = years * per_year;
    if (count != 0.0 && std::fabs(count - std::round(count)) < 1e-9 * std::fabs(count))
      return fmt::format("{:.0f}{}", count, unit);
  }
  return fmt::format("{:.4g}y", years);
}

/// A value of a parameter as a file would have it.
NumberText setting(double x, const std::string& unit, bool percent) {
  if (unit == "y") return {duration(x), ""};
  if (percent && unit.empty()) return {fmt::format("{:.4g}%", 100.0 * x), ""};
  return {fmt::format("{:.4g}{}", x, unit), ""};
}

std::string repeated(const char* character, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += character;
  return text;
}

/// Eighths of a character would depend on the font; whole ones do not.
std::size_t length_of(double change, double widest) {
  if (!(widest > 0.0) || std::isnan(change)) return 0;
  return static_cast<std::size_t>(std::lround(std::fabs(change) / widest * static_cast<double>(half_bar)));
}

/// Falls to the left, rises to the right; the low end light, the high end full, the longer of one side
/// behind.
std::string bar(const Swing& swing, double widest) {
  const auto side = [&](bool left) {
    const auto reach = [&](const Estimate& change) {
      return (change.value < 0.0) == left ? length_of(change.value, widest) : std::size_t{0};
    };
    const std::size_t low = reach(swing.change_low), high = reach(swing.change_high);
    std::string inner = high <= low ? repeated("█", high) : repeated("░", low);
    std::string outer = high <= low ? repeated("░", low - high) : repeated("█", high - low);
    const std::string gap(half_bar - std::max(low, high), ' ');
    return left ? gap + outer + inner : inner + outer + gap;
  };
  return side(true) + "│" + side(false);
}

double widest_of(const TornadoMetric& metric) {
  double widest = 0.0;
  for (const Swing& swing : metric.swings)
    for (const Estimate& change : {swing.change_low, swing.change_high})
      if (!std::isnan(change.value)) widest = std::max(widest, std::fabs(change.value));
  return widest;
}

std::string heading(const std::string& metric, const Estimate& value) {
  return fmt::format("{} = {} %", metric, joined(percent_text(value)));
}

std::string titled(const std::string& title, const TextOptions& options) {
  return "\n" + emphasised(title, Emphasis::strong, options) + "\n";
}

/// What a text begins with: the scenario's title, if it has one.
std::string top(const SensitivityRun& run, const TextOptions& options) {
  return run.title.empty() ? "" : emphasised(run.title, Emphasis::strong, options) + "\n";
}

std::string notes_text(const SensitivityRun& run) {
  std::string text;
  for (const ParameterNote& note : run.notes) text += fmt::format("{}: {}\n", note.name, note.text);
  return text.empty() ? text : "\n" + text;
}

/// "0.56 ± 0.03" and its interval.
NumberText interval(const Estimate& estimate, double low, double high) {
  if (!estimate.exists()) return {"-", ""};
  return {fmt::format("{:.3f}  [{:.3f}, {:.3f}]", estimate.value, low, high), ""};
}

}  // namespace

std::string to_text(const Tornado& tornado, TextOptions options) {
  std::string text = fmt::format("{}{} paths, seed {}, each parameter to both ends of its range\n",
                                 top(tornado.run, options), grouped(tornado.run.paths), tornado.run.seed);
  for (const TornadoMetric& metric : tornado.metrics) {
    text += titled(heading(metric.text, metric.base) + ", changes in points", options);
    TextTable table("");
    for (const char* column : {"low", "high", "at low", "at high", "░ low  █ high"}) table.column(column);
    const double widest = widest_of(metric);
    for (const Swing& swing : metric.swings)
      table.row(swing.parameter, {setting(swing.low, swing.unit, swing.percent),
                                  setting(swing.high, swing.unit, swing.percent),
                                  percent_text(swing.change_low),
                                  percent_text(swing.change_high),
                                  {bar(swing, widest), ""}});
    if (!table.empty()) text += table.render(options);
  }
  return text + notes_text(tornado.run);
}

std::string to_text(const SobolStudy& study, TextOptions options) {
  std::string text = fmt::format("{}Sobol indices of {} rows, {} evaluations of {} paths, seed {}\n",
                                 top(study.run, options), grouped(study.rows), grouped(study.run.evaluations),
                                 grouped(study.run.paths), study.run.seed);
  for (const SobolMetric& metric : study.metrics) {
    const std::string title = heading(metric.text, metric.mean) + " over the parameters";
    if (!metric.resolved) {
      text += titled(title, options) +
              "  the parameters' part of its variance is lost in the noise of simulation\n";
      continue;
    }
    text += titled(fmt::format("{}, sd {:.3g} points (simulation adds {:.2g} to an evaluation)", title,
                               100.0 * std::sqrt(metric.variance.value), 100.0 * std::sqrt(metric.noise)),
                   options);
    TextTable table("");
    table.column("alone  [95 %]");
    table.column("with interactions  [95 %]");
    for (const SobolShare& share : metric.shares)
      table.row(share.parameter, {interval(share.first, share.first_low, share.first_high),
                                  interval(share.total, share.total_low, share.total_high)});
    text += table.render(options);
  }
  return text + notes_text(study.run);
}

std::string to_text(const Gradient& gradient, TextOptions options) {
  std::string text = fmt::format("{}{} paths in pairs, seed {}, all parameters moved at once\n",
                                 top(gradient.run, options), grouped(gradient.run.paths), gradient.run.seed);
  for (const GradientMetric& metric : gradient.metrics) {
    text +=
        titled(heading(metric.text, metric.value) + ", derivatives in points per unit of the value", options);
    TextTable table("");
    for (const char* column : {"value", "± step", "derivative", "elasticity"}) table.column(column);
    for (const Slope& slope : metric.slopes)
      table.row(
          slope.parameter,
          {setting(slope.value, slope.unit, slope.percent), setting(slope.step, slope.unit, slope.percent),
           number_text(slope.derivative, slope.percent && slope.unit.empty() ? 1.0 : 100.0),
           number_text(slope.elasticity, 1.0)});
    if (!table.empty()) text += table.render(options);
  }
  return text + notes_text(gradient.run);
}

}  // namespace faultline
