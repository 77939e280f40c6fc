#include "explain/paired_runs.h"

#include "compile/jump_variance.h"
#include "core/contract.h"
#include "faultline/compile.h"
#include "faultline/simulate.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <variant>

namespace faultline {

bool loses_everything(std::span<const double> returns) {
  return std::any_of(returns.begin(), returns.end(), [](double r) { return r <= -1.0; });
}
namespace {

/// Returns of every asset and portfolio at the horizon, and nothing else.
Report plain_report(const Market& market) {
  Report report;
  report.horizons = {market.report.horizons[market.report.run_horizon]};
  report.horizons.front().reported = true;
  for (std::uint32_t a = 0; a < market.assets.size(); ++a)
    report.series.push_back({SeriesKind::asset, a, market.assets[a].name});
  for (std::uint32_t p = 0; p < market.portfolios.size(); ++p)
    report.series.push_back({SeriesKind::portfolio, p, market.portfolios[p].name});
  report.reported_series = static_cast<std::uint32_t>(report.series.size());
  report.measures = {true, true, false, false, false, false, false, false, false};
  return report;
}

}  // namespace

std::span<const double> Sample::returns(std::size_t series, bool twin) const {
  const SeriesColumns& columns = outputs.series[series].horizons.front();
  return column(twin ? *columns.twin_return : *columns.simple_return);
}

std::span<const double> Sample::figure(std::size_t shock, const std::vector<std::string>& path) const {
  for (const FigureOutput& figure : outputs.shocks[shock].figures)
    if (figure.path.size() >= path.size() && std::equal(path.begin(), path.end(), figure.path.begin()))
      return column(figure.column);
  return {};
}

Estimate Sample::mean(std::size_t shock, const std::vector<std::string>& path) const {
  return mean_of(figure(shock, path));
}

double Sample::quantile(std::size_t shock, const std::vector<std::string>& path, double u) const {
  const std::span<const double> found = figure(shock, path);
  std::vector<double> sorted;
  std::copy_if(found.begin(), found.end(), std::back_inserter(sorted),
               [](double x) { return std::isfinite(x); });
  if (sorted.empty()) return std::numeric_limits<double>::infinity();
  const auto rank =
      static_cast<std::size_t>(std::max(0.0, std::ceil(u * static_cast<double>(sorted.size())) - 1.0));
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(rank), sorted.end());
  return sorted[rank];
}

Estimate mean_of(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double square = 0.0;
  for (const double x : values) square += (x - mean) * (x - mean);
  return {mean, std::sqrt(square / (n - 1.0) / n), values.size()};
}

PairedRuns::PairedRuns(const Model& model, const ExplainOptions& options) : quiet_(model), options_(options) {
  const std::vector<JumpVariance> jumps = jump_variance(model);
  for (std::size_t a = 0; a < quiet_.market.assets.size(); ++a) {
    Asset& asset = quiet_.market.assets[a];
    if (asset.volatility_is_total)
      asset.volatility = std::sqrt(std::max(0.0, asset.volatility * asset.volatility - jumps[a].rate));
    asset.volatility_is_total = false;
    diffusion_.push_back(asset.volatility);
  }
  quiet_.market.report = plain_report(model.market);
  quiet_.market.run.until_precision.clear();
  quiet_.market.run.sampling = Sampling::plain;
}

Sample PairedRuns::without(std::size_t shock) const {
  Model model = quiet_;
  std::visit([](ShockBase& found) { found.enabled = false; }, model.shocks[shock]);
  return run(model, false);
}

Sample PairedRuns::run(const Model& model, bool twin) const {
  Model wanted = model;
  wanted.market.report.without = twin;
  const Result<CompiledScenario> compiled = compile(wanted);
  FAULTLINE_EXPECT(static_cast<bool>(compiled));
  std::vector<std::uint64_t> paths(options_.paths);
  std::iota(paths.begin(), paths.end(), std::uint64_t{0});
  SimulateOptions simulation;
  simulation.seed = model.market.run.seed;
  simulation.paths = options_.paths;
  simulation.threads = options_.threads;
  return {compiled.value().outputs, simulate_paths(compiled.value(), simulation, paths), paths.size()};
}

}  // namespace faultline
