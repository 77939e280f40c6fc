#include "faultline/reverse.h"

#include "core/argument.h"
#include "risk/estimators.h"
#include "study/reverse_sample.h"
#include "study/reverse_tail.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr std::uint64_t enough = 200;         ///< paths of the tail for stories and rules
constexpr std::uint64_t enough_for_one = 30;  ///< for single outcomes

/// Paths for `enough` in the tail, to two digits. Without any seen, three expected would show one with 95 %.
std::uint64_t paths_needed(std::uint64_t tail, std::uint64_t paths) {
  if (tail >= enough) return 0;
  const double share = (tail > 0 ? static_cast<double>(tail) : 3.0) / static_cast<double>(paths);
  const double needed = static_cast<double>(enough) / share;
  const double unit = std::pow(10.0, std::floor(std::log10(needed)) - 1.0);
  return static_cast<std::uint64_t>(std::ceil(needed / unit) * unit);
}

std::string series_of(const ReverseOptions& options, const Market& market) {
  if (!options.series.empty()) return options.series;
  return market.portfolios.empty() ? market.assets.front().name : market.portfolios.front().name;
}

}  // namespace

Result<ReverseLoss> reverse_loss(const std::filesystem::path& file, const ReadOptions& read,
                                 const ReverseOptions& options, Sources& sources) {
  require_argument(options.loss > 0.0 && std::isfinite(options.loss), "a loss is a positive fraction");
  ReverseRequest request;
  request.source = "the loss asked for";
  request.at_first_horizon = true;
  request.limits = [&](const Market& market) -> std::vector<std::string> {
    const std::string horizon = options.horizon.empty() ? "" : ", " + options.horizon;
    const std::string series = series_of(options, market);
    if (options.drawdown) return {fmt::format("drawdown({}, 50%{}) <= 1", series, horizon)};
    return {fmt::format("prob({}, loss >= {:.10g}%{}) <= 1", series, 100.0 * options.loss, horizon)};
  };
  Result<ReverseScenario> prepared = prepare_reverse(file, read, request, sources);
  if (!prepared) return prepared.diagnostics();
  const ReverseScenario& scenario = prepared.value();
  const double sign = options.drawdown ? 1.0 : -1.0;
  const double loss = options.drawdown ? options.loss : scenario.limits.front().metric.level;
  const auto in_tail = [&](double value) { return sign * value >= loss; };
  const ReverseSample sample = run_reverse(scenario, options.run, in_tail);
  const TailView view(sample, scenario.horizon_years, options.run.threads, in_tail);

  ReverseLoss out;
  out.title = scenario.title;
  out.series = scenario.series;
  out.horizon = scenario.horizon;
  out.ends_early = scenario.ends_early;
  out.loss = loss;
  out.drawdown = options.drawdown;
  out.paths = sample.paths;
  out.seed = sample.seed;
  out.tail_paths = view.tail.size();
  out.probability = probability_estimate(out.tail_paths, out.paths);
  SumOfSquares beyond;
  for (const std::uint32_t path : view.tail) beyond.add(sign * sample.metrics.front()[path]);
  out.beyond = beyond.mean();
  out.needed_paths = paths_needed(out.tail_paths, out.paths);
  out.features = sample.features.size();
  for (std::size_t a = 0; a < scenario.assets.size() && out.tail_paths > 0; ++a)
    out.assets.push_back({scenario.assets[a], sample.tail_assets[a].mean(), sample.assets[a].mean()});
  if (out.tail_paths < enough_for_one)
    out.withheld.emplace_back("outcomes");
  else
    out.outcomes = reverse_outcomes(view, out.critical_z);
  if (out.tail_paths < enough) {
    out.withheld.emplace_back("stories");
    out.withheld.emplace_back("rules");
  } else {
    out.stories = reverse_stories(view, out.outcomes, options.stories);
    out.rules = reverse_rules(view, options.rules);
  }
  return {std::move(out), prepared.diagnostics()};
}

}  // namespace faultline
