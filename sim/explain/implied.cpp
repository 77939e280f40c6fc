#include "explain/implied.h"

#include "math/special.h"
#include "model/dependence.h"
#include "model/noise.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace faultline {
namespace {

double years_of(const Market& market) {
  return market.grid.times.back().years();
}

std::vector<double> combined(std::span<const double> a, std::span<const double> b,
                             const std::function<double(double, double)>& f) {
  std::vector<double> out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out[i] = f(a[i], b[i]);
  return out;
}

double average(std::span<const double> values) {
  return mean_of(values).value;
}

/// Log returns; one of -100 % or less has none, and stands at the least that a double holds.
std::vector<double> logs(std::span<const double> returns) {
  std::vector<double> out;
  for (const double r : returns) out.push_back(std::log(std::max(1.0 + r, 1e-300)));
  return out;
}

/// E[exp(v dt (W - 1) / 2)] of the Student-t mixing factor W, floored as the engine does.
double mixing_moment(double dof, double variance) {
  const double floor = chi_square_quantile(dof, 1e-6);
  const Distribution chi_square = Distribution::gamma(0.5 * dof, dof);
  return chi_square.expectation(
      [=](double c) { return std::exp(0.5 * variance * ((dof - 2.0) / std::max(c, floor) - 1.0)); },
      {{floor}});
}

/// E[S_T / S_0] - 1 without shocks where the drift is a fixed number.
std::optional<double> undisturbed_mean(const Reader& reader, std::size_t asset, double diffusion) {
  const Market& market = reader.market();
  if (!reader.is_fixed(market.assets[asset].drift)) return std::nullopt;
  double log_mean = reader.start_value(market.assets[asset].drift.expression()) * years_of(market);
  if (const auto dof = market.dependence.student_t_dof)
    for (std::size_t k = 1; k < market.grid.times.size(); ++k) {
      const double dt = market.grid.times[k].years() - market.grid.times[k - 1].years();
      log_mean += std::log(mixing_moment(*dof, diffusion * diffusion * dt));
    }
  return std::expm1(log_mean);
}

/// sd(log V_T) / sqrt(T) where the variance of a control with known variance is exchanged for its own.
Estimate volatility_of(std::span<const double> with, std::span<const double> twin,
                       std::optional<double> known, double years) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (loses_everything(with) || loses_everything(twin)) return {none, none, with.size()};
  const std::vector<double> a = logs(with);
  const std::vector<double> b = logs(twin);
  const double mean_a = average(a), mean_b = average(b);
  const std::vector<double> squares = combined(a, b, [&](double x, double y) {
    return (x - mean_a) * (x - mean_a) - (known ? (y - mean_b) * (y - mean_b) : 0.0);
  });
  const Estimate difference = mean_of(squares);
  const double variance = difference.value + (known ? *known * *known * years : 0.0);
  const double volatility = std::sqrt(std::max(0.0, variance) / years);
  const double error = volatility > 0.0 ? difference.standard_error / (2.0 * volatility * years) : 0.0;
  return {volatility, error, a.size()};
}

bool hits(const Jump& jump, std::uint32_t asset, const Market& market) {
  const auto loaded = [&](const ImpactTarget& target) {
    if (!target.is_factor) return target.index == asset;
    const auto& betas = market.assets[asset].betas;
    return std::any_of(betas.begin(), betas.end(), [&](const auto& b) { return b.first == target.index; });
  };
  return std::any_of(jump.impact.begin(), jump.impact.end(), loaded);
}

/// Adds the expected number of jumps that one shock brings to an asset; a phase counts when it is first
/// reached.
void count_jumps(const Shock& shock, std::size_t position, std::uint32_t asset, const Market& market,
                 const Sample& sample, std::vector<double>& jumps) {
  const auto add = [&](const std::vector<std::string>& path) {
    const std::span<const double> figure = sample.figure(position, path);
    for (std::size_t i = 0; i < figure.size(); ++i) jumps[i] += figure[i];
  };
  if (const auto* arrivals = std::get_if<Arrivals>(&shock); arrivals && hits(arrivals->jump, asset, market))
    add({"count"});
  if (const auto* scheduled = std::get_if<Scheduled>(&shock))
    for (const Scheduled::Outcome& outcome : scheduled->outcomes)
      if (hits(outcome.jump, asset, market)) add({"outcomes", outcome.name});
  const auto* phases = std::get_if<Phases>(&shock);
  if (phases == nullptr) return;
  for (std::uint32_t p = 0; p < phases->phases.size(); ++p) {
    bool hit = hits(phases->phases[p].entry, asset, market);
    for (const Phases::Phase& from : phases->phases)
      for (const Phases::Edge& edge : from.next)
        hit = hit ||
              (hits(edge.jump, asset, market) &&
               std::any_of(edge.to.begin(), edge.to.end(), [p](const auto& to) { return to.phase == p; }));
    if (hit && p != phases->initial) add({"reached", phases->phases[p].name});
  }
}

ImpliedSeries implied_asset(const Reader& reader, const PairedRuns& runs, const Sample& sample,
                            std::uint32_t a) {
  const Market& market = reader.market();
  const double years = years_of(market);
  const auto with = sample.returns(a), twin = sample.returns(a, true);
  ImpliedSeries out{market.assets[a].name, market.assets[a].label, {}, {}, runs.diffusion()[a], {}, {}};
  const std::optional<double> known = undisturbed_mean(reader, a, runs.diffusion()[a]);
  if (known) {
    out.undisturbed = {*known, 0.0, sample.paths};
    out.mean_return = mean_of(combined(with, twin, [](double x, double y) { return x - y; }));
    out.mean_return.value += *known;
  } else {
    out.undisturbed = mean_of(twin);
    out.mean_return = mean_of(with);
  }
  out.volatility = volatility_of(with, twin, known ? out.diffusion : std::nullopt, years);
  std::vector<double> jumps(sample.paths, 0.0);
  for (std::size_t s = 0; s < reader.model().shocks.size(); ++s)
    count_jumps(reader.model().shocks[s], s, a, market, sample, jumps);
  for (double& n : jumps) n /= years;
  out.jumps = mean_of(jumps);
  return out;
}

/// The undisturbed assets it holds serve as control where all their means are known.
ImpliedSeries implied_portfolio(const Reader& reader, const Sample& sample, std::uint32_t p,
                                const std::vector<ImpliedSeries>& assets) {
  const Market& market = reader.market();
  const Portfolio& portfolio = market.portfolios[p];
  const std::size_t series = market.assets.size() + p;
  std::vector<double> control(sample.paths, 0.0);
  for (const auto& [asset, weight] : portfolio.weights.assets) {
    const auto twin = sample.returns(asset, true);
    const Estimate& known = assets[asset].undisturbed;
    if (known.standard_error > 0.0) continue;
    for (std::size_t i = 0; i < control.size(); ++i) control[i] += weight * (twin[i] - known.value);
  }
  const auto minus = [](double x, double y) { return x - y; };
  ImpliedSeries out{portfolio.name, portfolio.label, {}, {}, std::nullopt, {}, {}};
  out.mean_return = mean_of(combined(sample.returns(series), control, minus));
  out.undisturbed = mean_of(combined(sample.returns(series, true), control, minus));
  out.volatility =
      volatility_of(sample.returns(series), sample.returns(series), std::nullopt, years_of(market));
  return out;
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const double mean_x = average(x), mean_y = average(y);
  double xx = 0.0, yy = 0.0, xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return xy / std::sqrt(xx * yy);
}

void correlate(const Market& market, const PairedRuns& runs, const Sample& sample, Explanation& out) {
  const NoiseOrder order(market);
  const auto n = static_cast<std::uint32_t>(market.assets.size());
  std::vector<std::vector<double>> returns;
  for (std::uint32_t a = 0; a < n; ++a) returns.push_back(logs(sample.returns(a)));
  for (std::uint32_t a = 0; a < n; ++a)
    for (std::uint32_t b = 0; b < n; ++b) {
      out.diffusion_correlation.push_back(
          a == b ? 1.0 : total_correlation(market, runs.diffusion(), order.asset(a), order.asset(b)));
      out.total_correlation.push_back(a == b ? 1.0 : correlation(returns[a], returns[b]));
    }
}

}  // namespace

void imply(const Reader& reader, const PairedRuns& runs, const Sample& sample, Explanation& out) {
  const Market& market = reader.market();
  for (std::uint32_t a = 0; a < market.assets.size(); ++a)
    out.assets.push_back(implied_asset(reader, runs, sample, a));
  for (std::uint32_t p = 0; p < market.portfolios.size(); ++p)
    out.portfolios.push_back(implied_portfolio(reader, sample, p, out.assets));
  correlate(market, runs, sample, out);
}

}  // namespace faultline
