#include "explain/closed_form.h"
#include "explain/implied.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {
namespace {

ExpectedEffect closed(const ClosedEffect& effect, double years) {
  ExpectedEffect out;
  out.value_effect = {std::expm1(effect.log_factor), 0.0, 0};
  out.drift = effect.log_factor / years;
  out.spread = {std::sqrt(std::max(0.0, effect.variance) / years), 0.0, 0};
  out.closed_form = true;
  return out;
}

/// Ratio of the mean values, its error by linearisation; the spread's error by that of its square.
ExpectedEffect simulated(std::span<const double> with, std::span<const double> without, double years) {
  const std::size_t n = with.size();
  double mean_with = 0.0, mean_without = 0.0, mean_log = 0.0;
  std::vector<double> log_ratio(n);
  for (std::size_t i = 0; i < n; ++i) {
    mean_with += (1.0 + with[i]) / static_cast<double>(n);
    mean_without += (1.0 + without[i]) / static_cast<double>(n);
    log_ratio[i] = std::log(std::max(1.0 + with[i], 1e-300) / std::max(1.0 + without[i], 1e-300));
    mean_log += log_ratio[i] / static_cast<double>(n);
  }
  const double ratio = mean_with / mean_without;
  std::vector<double> linear(n), square(n);
  for (std::size_t i = 0; i < n; ++i) {
    linear[i] = (1.0 + with[i] - ratio * (1.0 + without[i])) / mean_without;
    square[i] = (log_ratio[i] - mean_log) * (log_ratio[i] - mean_log);
  }
  ExpectedEffect out;
  out.value_effect = {ratio - 1.0, mean_of(linear).standard_error, n};
  out.drift = std::log(ratio) / years;
  const Estimate variance = mean_of(square);
  const bool has_logs = !loses_everything(with) && !loses_everything(without);
  const double spread =
      has_logs ? std::sqrt(variance.value / years) : std::numeric_limits<double>::quiet_NaN();
  out.spread = {spread, spread > 0.0 ? variance.standard_error / (2.0 * spread * years) : 0.0, n};
  return out;
}

}  // namespace

std::vector<ExpectedEffect> expected_effects(const Reader& reader, const PairedRuns& runs,
                                             const Sample& sample, std::size_t shock, bool listened_to) {
  const Model& model = reader.model();
  const double years = model.market.grid.times.back().years();
  std::vector<ExpectedEffect> out;
  const auto keep = [&](const std::string& series, ExpectedEffect effect) {
    effect.series = series;
    if (effect.value_effect.value != 0.0 || effect.spread.value != 0.0) out.push_back(std::move(effect));
  };
  if (!base(model.shocks[shock]).enabled) return out;
  const Sample without = runs.without(shock);
  const std::size_t assets = model.market.assets.size();
  for (std::size_t s = 0; s < sample.outputs.series.size(); ++s) {
    const std::string& name = sample.outputs.series[s].name;
    const auto known = s < assets && !listened_to
                           ? closed_effect(model.shocks[shock], static_cast<std::uint32_t>(s), reader)
                           : std::nullopt;
    keep(name, known ? closed(*known, years) : simulated(sample.returns(s), without.returns(s), years));
  }
  return out;
}

}  // namespace faultline
