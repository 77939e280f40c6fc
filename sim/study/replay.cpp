#include "faultline/replay.h"

#include "core/argument.h"
#include "engine/block_runner.h"
#include "faultline/compile.h"
#include "language/parse.h"
#include "math/order_statistics.h"
#include "risk/tail_paths.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

namespace faultline {
namespace {

const char* name_of(EventLabel::Kind kind) {
  switch (kind) {
    case EventLabel::Kind::arrival:
      return "arrival";
    case EventLabel::Kind::outcome:
      return "outcome";
    case EventLabel::Kind::edge:
      return "edge";
    case EventLabel::Kind::phase:
      return "phase";
    case EventLabel::Kind::regime:
      return "regime";
  }
  return "";
}

std::string date_of(const std::string& start, double time) {
  const auto day = parse_date(start);
  return day ? to_text(Date{day->days + static_cast<std::int32_t>(std::floor(time * 365.25))})
             : std::string();
}

/// Keeps the ledger and writes down what it hears, of one path.
class Storyteller final : public PathLedger {
 public:
  Storyteller(const ReplayScenario& scenario, Replay& replay)
      : PathLedger(scenario.compiled, scenario.subject, 1), scenario_(scenario), replay_(replay) {}

  void started(PathState& state, PathState* twin) override {
    PathLedger::started(state, twin);
    add_point(0.0, 1.0);
  }

  void happened(std::size_t, double time, LabelId id) override {
    const EventLabel& label = plan().labels[at(id)];
    replay_.events.push_back({time,
                              date_of(scenario_.start, time),
                              scenario_.compiled.outputs.shocks[label.shock].name,
                              name_of(label.kind),
                              label.name,
                              std::nullopt,
                              {}});
  }

  void jumped(std::size_t lane, std::uint32_t shock, AssetId asset, double severity, double permanent,
              double transient) override {
    PathLedger::jumped(lane, shock, asset, severity, permanent, transient);
    ReplayEvent& event = replay_.events.back();
    event.severity = severity;
    const std::string& name = scenario_.compiled.outputs.assets[at(asset)];
    const auto known = std::find_if(event.jumps.begin(), event.jumps.end(),
                                    [&](const ReplayJump& jump) { return jump.asset == name; });
    ReplayJump& jump = known == event.jumps.end() ? event.jumps.emplace_back(ReplayJump{name}) : *known;
    jump.permanent += permanent;
    jump.transient += transient;
  }

  void stepped(PathState& state, PathState* twin, const GridStep& step) override {
    PathLedger::stepped(state, twin, step);
    const LedgerSubject& subject = scenario_.subject;
    add_point(step.end, subject.portfolio ? worth(state, 0) : std::exp(log_price(0, subject.index)));
  }

 private:
  void add_point(double time, double worth) {
    replay_.points.push_back({time, date_of(scenario_.start, time), worth});
  }

  const ReplayScenario& scenario_;
  Replay& replay_;
};

ReplayRow row_of(const std::string& name, std::span<const double> by_source) {
  ReplayRow row{name, {by_source.begin(), by_source.end()}, 0.0};
  for (const double part : by_source) row.total += part;
  return row;
}

/// Position of a series in the report, added unreported when it is not there.
std::optional<std::uint32_t> find_series(Market& market, const std::string& name) {
  const auto named = [&name](const auto& item) { return item.name == name; };
  auto& series = market.report.series;
  const auto known = std::find_if(series.begin(), series.end(), named);
  if (known != series.end()) return static_cast<std::uint32_t>(known - series.begin());
  const auto portfolio = std::find_if(market.portfolios.begin(), market.portfolios.end(), named);
  const auto asset = std::find_if(market.assets.begin(), market.assets.end(), named);
  if (portfolio != market.portfolios.end())
    series.push_back(
        {SeriesKind::portfolio, static_cast<std::uint32_t>(portfolio - market.portfolios.begin()), name});
  else if (asset != market.assets.end())
    series.push_back({SeriesKind::asset, static_cast<std::uint32_t>(asset - market.assets.begin()), name});
  else
    return std::nullopt;
  return static_cast<std::uint32_t>(series.size() - 1);
}

/// The worst paths of a run, as many of those that were run as `count` says.
TailPaths ranked(const ReplayScenario& scenario, const SimulateOptions& options,
                 const std::function<std::size_t(std::uint64_t paths)>& count) {
  Tally tally(scenario.compiled.outputs, {options.paths});
  if (simulate(scenario.compiled, options, tally) == 0) return {};
  return tail_paths(scenario.compiled, options, tally, scenario.metric, count(tally.paths()));
}

}  // namespace

std::optional<ReplayScenario> prepare_replay(const Model& model, const std::string& series) {
  Model told = model;
  Market& market = told.market;
  std::string name = series;
  if (name.empty())
    name = market.portfolios.empty() ? market.assets.front().name : market.portfolios.front().name;
  const auto position = find_series(market, name);
  if (!position) return std::nullopt;
  market.report.without = true;
  Metric metric;
  metric.kind = MetricKind::es;
  metric.series = *position;
  metric.horizon = market.report.run_horizon;
  market.report.attribute = metric;  // so that its return is recorded
  Result<CompiledScenario> compiled = compile(told);
  if (!compiled) return std::nullopt;
  const SeriesRef& found = market.report.series[*position];
  const auto last = static_cast<std::uint32_t>(market.grid.times.size() - 1);
  return ReplayScenario{std::move(compiled).value(),
                        market.start ? to_text(*market.start) : std::string(),
                        metric,
                        {found.kind == SeriesKind::portfolio, found.index, last}};
}

Replay replay_path(const ReplayScenario& scenario, const SimulateOptions& options, std::uint64_t path) {
  require_path_number(path);
  const Outputs& outputs = scenario.compiled.outputs;
  Replay replay;
  replay.title = outputs.title;
  replay.seed = options.seed;
  replay.path = path;
  replay.series = outputs.series[scenario.metric.series].name;
  replay.horizon = outputs.horizons[scenario.metric.horizon].text;
  const PreparedScenario prepared(scenario.compiled, options.seed, options.precision,
                                  chosen_simd_target(options.simd));
  BlockRunner runner(prepared, 1);
  Storyteller story(scenario, replay);
  runner.follow_with(story);
  std::vector<double> columns(prepared.columns());
  runner.run({&path, 1}, columns.data(), 1);

  for (const SeriesOutput& series : outputs.series)
    for (std::size_t h = 0; h < series.horizons.size(); ++h)
      if (const auto column = series.horizons[h].simple_return)
        replay.returns.push_back({series.name, outputs.horizons[h].text, columns[at(*column)]});
  replay.simple_return = columns[at(
      outputs.series[scenario.metric.series].horizons[scenario.metric.horizon].simple_return.value())];

  replay.sources = source_names(outputs);
  double earned = 0.0;
  for (std::size_t a = 0; a < outputs.assets.size(); ++a) {
    replay.log_returns.push_back(row_of(outputs.assets[a], story.log_parts(0, a)));
    replay.gains.push_back(row_of(outputs.assets[a], story.gains(0, a)));
    earned += replay.gains.back().total;
  }
  std::vector<double> cash(replay.sources.size());
  cash.back() = replay.simple_return - earned;
  replay.gains.push_back(row_of("cash and costs", cash));
  return replay;
}

std::vector<std::uint64_t> worst_paths(const ReplayScenario& scenario, const SimulateOptions& options,
                                       std::size_t count) {
  std::vector<std::uint64_t> out;
  for (const PathLoss& at : ranked(scenario, options, [count](std::uint64_t) { return count; }).worst)
    out.push_back(at.path);
  return out;
}

std::uint64_t quantile_path(const ReplayScenario& scenario, const SimulateOptions& options, double p) {
  require_argument(p >= 0.0 && p <= 1.0, "a quantile lies between 0 and 1");
  require_argument(options.paths > 0, "a run without paths has no quantiles");
  const TailPaths found =
      ranked(scenario, options, [p](std::uint64_t paths) { return quantile_rank(paths, p); });
  if (found.worst.empty()) throw std::runtime_error("the run was stopped before its first paths were done");
  return found.worst.back().path;
}

}  // namespace faultline
