#include "faultline/replay.h"
#include "faultline/report.h"
#include "report/text_table.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace faultline {
namespace {

using Json = nlohmann::ordered_json;

constexpr double rounding = 1e-13;

std::string what_text(const ReplayEvent& event) {
  std::string text = event.shock;
  if (event.what == "arrival") text += " strikes";
  if (event.what == "outcome") text += ": " + event.name;
  if (event.what == "edge") text += " leaves " + event.name;
  if (event.what == "phase" || event.what == "regime") text += " enters " + event.name;
  if (event.severity && *event.severity != 1.0) text += fmt::format(" (severity {:.2f})", *event.severity);
  return text;
}

std::string percent_move(double log_move) {
  return fmt::format("{:+.1f} %", 100.0 * std::expm1(log_move));
}

std::string jumps_text(const ReplayEvent& event) {
  std::string text;
  for (const ReplayJump& jump : event.jumps) {
    if (!text.empty()) text += ", ";
    text += jump.asset + " " + percent_move(jump.permanent + jump.transient);
    if (jump.transient != 0.0) text += fmt::format(" (in time {})", percent_move(jump.permanent));
  }
  return text;
}

std::string when_text(const std::string& date, double time) {
  return date.empty() ? fmt::format("{:>10.3f}", time) : fmt::format("{:>10}", date);
}

/// Value of the series at the end of the step that holds the instant.
double value_after(const Replay& replay, double time) {
  const auto point = std::find_if(replay.points.begin(), replay.points.end(),
                                  [time](const ReplayPoint& at) { return at.time >= time; });
  return point == replay.points.end() ? replay.points.back().value : point->value;
}

std::string line(const std::string& when, const std::string& what, double value, const std::string& moves) {
  const std::size_t width = 44;
  const std::string gap(width > display_width(what) ? width - display_width(what) : 1, ' ');
  const std::string text = fmt::format("{}  {}{}{:>7.1f}", when, what, gap, 100.0 * value);
  return moves.empty() ? text + "\n" : text + "   " + moves + "\n";
}

std::string timeline(const Replay& replay, const TextOptions& options) {
  const bool dated = !replay.points.front().date.empty();
  std::string text = fmt::format("{:>10}  {:<44}{:>7}   {}\n", dated ? "date" : "years", "what happens",
                                 replay.series, "moves");
  text = emphasised(text, Emphasis::strong, options);
  text += line(when_text(replay.points.front().date, 0.0), "start", 1.0, {});
  for (const ReplayEvent& event : replay.events)
    text += line(when_text(event.date, event.time), what_text(event), value_after(replay, event.time),
                 jumps_text(event));
  const ReplayPoint& last = replay.points.back();
  return text + line(when_text(last.date, last.time), "end", last.value, {});
}

/// Assets by sources, in percent; what is nothing throughout is left out.
std::string table_text(const std::string& title, const Replay& replay, const std::vector<ReplayRow>& rows,
                       bool with_total, const TextOptions& options) {
  std::vector<std::size_t> shown;
  for (std::size_t s = 0; s < replay.sources.size(); ++s)
    if (std::any_of(rows.begin(), rows.end(),
                    [s](const ReplayRow& row) { return std::fabs(row.by_source[s]) > rounding; }))
      shown.push_back(s);
  TextTable table(title);
  for (const std::size_t s : shown) table.column(replay.sources[s]);
  table.column(sum_label(replay.sources));
  const auto cell = [](double x) {
    return NumberText{fmt::format("{:.2f}", 100.0 * (std::fabs(x) < 5e-5 ? 0.0 : x)), ""};
  };
  std::vector<double> sums(replay.sources.size() + 1);
  std::vector<std::string> assets;
  for (const ReplayRow& row : rows) {
    std::vector<NumberText> cells;
    for (const std::size_t s : shown) cells.push_back(cell(row.by_source[s]));
    cells.push_back(cell(row.total));
    for (std::size_t s = 0; s < replay.sources.size(); ++s) sums[s] += row.by_source[s];
    sums.back() += row.total;
    const bool nothing = std::all_of(row.by_source.begin(), row.by_source.end(),
                                     [](double x) { return std::fabs(x) < rounding; });
    if (nothing) continue;
    table.row(row.asset, std::move(cells));
    assets.push_back(row.asset);
  }
  if (with_total) {
    std::vector<NumberText> cells;
    for (const std::size_t s : shown) cells.push_back(cell(sums[s]));
    cells.push_back(cell(sums.back()));
    table.row(sum_label(assets), std::move(cells), Emphasis::strong);
  }
  return table.empty() ? std::string() : table.render(options) + "\n";
}

Json rows_json(const Replay& replay, const std::vector<ReplayRow>& rows) {
  Json json = Json::object();
  for (const ReplayRow& row : rows) {
    Json sources = Json::object();
    for (std::size_t s = 0; s < replay.sources.size(); ++s) sources[replay.sources[s]] = row.by_source[s];
    json[row.asset] = {{"sources", std::move(sources)}, {"total", row.total}};
  }
  return json;
}

Json event_json(const ReplayEvent& event) {
  Json json = {{"time", event.time}};
  if (!event.date.empty()) json["date"] = event.date;
  json["shock"] = event.shock;
  json["what"] = event.what;
  if (!event.name.empty()) json["name"] = event.name;
  if (event.severity) json["severity"] = *event.severity;
  Json jumps = Json::object();
  for (const ReplayJump& jump : event.jumps)
    jumps[jump.asset] = {{"permanent", jump.permanent}, {"transient", jump.transient}};
  json["jumps"] = std::move(jumps);
  return json;
}

Json to_value(const Replay& replay) {
  Json events = Json::array(), points = Json::array(), returns = Json::object();
  for (const ReplayEvent& event : replay.events) events.push_back(event_json(event));
  for (const ReplayPoint& point : replay.points) {
    Json& at = points.emplace_back(Json{{"time", point.time}});
    if (!point.date.empty()) at["date"] = point.date;
    at["value"] = point.value;
  }
  for (const ReplayReturn& at : replay.returns) returns[at.series][at.horizon] = at.simple_return;
  return {{"path", replay.path},
          {"seed", replay.seed},
          {"series", replay.series},
          {"horizon", replay.horizon},
          {"return", replay.simple_return},
          {"events", std::move(events)},
          {"values", std::move(points)},
          {"log_returns", rows_json(replay, replay.log_returns)},
          {"gains", rows_json(replay, replay.gains)},
          {"returns", std::move(returns)}};
}

}  // namespace

std::string to_json(const std::vector<Replay>& replays) {
  Json paths = Json::array();
  for (const Replay& replay : replays) paths.push_back(to_value(replay));
  const Json json = {{"faultline", {{"version", FAULTLINE_VERSION}, {"language", 1}}},
                     {"title", replays.empty() ? std::string() : replays.front().title},
                     {"paths", std::move(paths)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_text(const Replay& replay, TextOptions options) {
  const std::string heading =
      fmt::format("Path {} of \"{}\", seed {}: {} {:+.2f} % at {}", replay.path, replay.title, replay.seed,
                  replay.series, 100.0 * replay.simple_return, replay.horizon);
  std::string text =
      emphasised(heading, Emphasis::strong, options) + "\n\n" + timeline(replay, options) + "\n";
  text += table_text(fmt::format("Return of {}, %", replay.series), replay, replay.gains, true, options);
  return text + table_text("Log returns, %", replay, replay.log_returns, false, options);
}

}  // namespace faultline
