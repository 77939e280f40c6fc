#include "sweep_output.h"

#include "report/json_numbers.h"
#include "report/text_numbers.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace faultline::cli {
namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string all_digits(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "";
}

}  // namespace

std::string sweep_text(const SweepResult& result) {
  std::vector<std::vector<std::string>> lines(1);
  lines[0].insert(lines[0].end(), result.axes.begin(), result.axes.end());
  lines[0].insert(lines[0].end(), result.metrics.begin(), result.metrics.end());
  for (const SweepRow& row : result.rows) {
    lines.emplace_back();
    for (const auto& value : row.values) lines.back().push_back(value.value_or("-"));
    for (const Estimate& estimate : row.metrics) lines.back().push_back(joined(percent_text(estimate)));
  }
  std::vector<std::size_t> widths(lines[0].size());
  for (const auto& line : lines)
    for (std::size_t c = 0; c < line.size(); ++c) widths[c] = std::max(widths[c], display_width(line[c]));
  std::string out = "In percent, ± one standard error.\n\n";
  for (const auto& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c)
      out += std::string(widths[c] - display_width(line[c]) + (c > 0 ? 2 : 0), ' ') + line[c];
    out += '\n';
  }
  const bool keeps_own = std::any_of(result.rows.begin(), result.rows.end(), [](const SweepRow& row) {
    return std::find(row.values.begin(), row.values.end(), std::nullopt) != row.values.end();
  });
  if (keeps_own) out += "\n-: the scenario's own value\n";
  return out + fmt::format("\n{} of {} points{}, {} paths each, seed {}\n", result.rows.size(), result.points,
                           result.complete ? "" : " (incomplete)", grouped(result.paths), result.seed);
}

std::string sweep_csv(const SweepResult& result) {
  std::string out = "point";
  for (const std::string& axis : result.axes) out += "," + quoted(axis);
  for (const std::string& metric : result.metrics) out += "," + quoted(metric) + "," + quoted(metric + " se");
  out += "\n";
  for (const SweepRow& row : result.rows) {
    out += std::to_string(row.point);
    for (const auto& value : row.values) out += "," + quoted(value.value_or(""));
    for (const Estimate& estimate : row.metrics)
      out += "," + all_digits(estimate.value) + "," + all_digits(estimate.standard_error);
    out += "\n";
  }
  return out;
}

std::string sweep_json(const SweepResult& result) {
  Json rows = Json::array();
  for (const SweepRow& row : result.rows) {
    Json values = Json::object(), metrics = Json::object();
    for (std::size_t a = 0; a < result.axes.size(); ++a)
      values[result.axes[a]] = row.values[a] ? Json(*row.values[a]) : Json(nullptr);
    for (std::size_t m = 0; m < result.metrics.size(); ++m)
      metrics[result.metrics[m]] = to_json(row.metrics[m]);
    rows.push_back({{"point", row.point}, {"values", values}, {"metrics", metrics}});
  }
  const Json all{{"axes", result.axes}, {"metrics", result.metrics}, {"paths", result.paths},
                 {"seed", result.seed}, {"points", result.points},   {"complete", result.complete},
                 {"rows", rows}};
  return all.dump(2) + "\n";
}

}  // namespace faultline::cli
