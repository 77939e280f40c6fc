#include "risk/figures.h"

#include "risk/group_errors.h"

#include <span>

namespace faultline {

namespace {

std::uint32_t index(ColumnId id) {
  return static_cast<std::uint32_t>(id);
}

std::vector<LevelEstimate> with_levels(std::span<const double> levels, std::span<const Estimate> estimates) {
  std::vector<LevelEstimate> result;
  result.reserve(levels.size());
  for (std::size_t i = 0; i < levels.size(); ++i) result.push_back({levels[i], estimates[i]});
  return result;
}

void correct_for_groups(const TallyView& view, ColumnUse use, Figures& figures) {
  const Moments<8>& moments = view.moments(use);
  GroupErrors errors(view, use);
  if (figures.mean) errors.add(*figures.mean, influence_of_mean(moments));
  if (!moments.constant()) {
    if (figures.sd) errors.add(*figures.sd, influence_of_sd(moments));
    if (figures.skewness) errors.add(*figures.skewness, influence_of_skewness(moments));
    if (figures.kurtosis) errors.add(*figures.kurtosis, influence_of_kurtosis(moments));
  }
  for (auto& [loss, estimate] : figures.prob_loss)
    errors.add(estimate, PathInfluence::step(-loss, estimate.value));
  errors.apply();
}

void read_returns(const TallyView& view, ColumnUse use, const Outputs& outputs, Figures& figures) {
  const Measures& asked = outputs.measures;
  const Moments<8>& moments = view.moments(use);
  if (asked.mean) figures.mean = mean_estimate(moments);
  if (asked.sd) figures.sd = sd_estimate(moments);
  if (asked.skewness) figures.skewness = skewness_estimate(moments);
  if (asked.kurtosis) figures.kurtosis = kurtosis_estimate(moments);
  if (asked.prob_loss) {
    for (double loss : outputs.losses) {
      figures.prob_loss.push_back({loss, probability_estimate(view.loss_hits(use, loss), view.paths(use))});
    }
  }
  correct_for_groups(view, use, figures);

  OrderLevels levels;
  if (asked.quantiles) levels.quantiles.assign(quantile_levels.begin(), quantile_levels.end());
  if (asked.var) levels.var = outputs.confidence;
  if (asked.es) levels.es = outputs.confidence;
  const std::vector<Estimate> estimates = read_order(view, use, levels);
  const std::span<const Estimate> all(estimates);
  const std::size_t quantiles = levels.quantiles.size(), vars = levels.var.size();
  figures.quantiles = with_levels(levels.quantiles, all.first(quantiles));
  figures.var = with_levels(levels.var, all.subspan(quantiles, vars));
  figures.es = with_levels(levels.es, all.subspan(quantiles + vars));
}

DrawdownFigures read_drawdown(const TallyView& view, ColumnUse use) {
  OrderLevels levels;
  levels.quantiles.assign(quantile_levels.begin(), quantile_levels.end());
  DrawdownFigures figures;
  figures.mean =
      with_group_error(view, use, mean_estimate(view.moments(use)), influence_of_mean(view.moments(use)));
  figures.quantiles = with_levels(levels.quantiles, read_order(view, use, levels));
  return figures;
}

}  // namespace

std::vector<Estimate> read_order(const TallyView& view, ColumnUse use, const OrderLevels& levels) {
  const std::uint64_t n = view.paths(use);
  if (levels.size() == 0) return {};
  if (n == 0 || !view.ranked(use.column)) return std::vector<Estimate>(levels.size());
  const OrderAnswer answer = view.order(use, estimates_request(n, levels));
  std::vector<Estimate> estimates = order_estimates(answer, n, levels);
  const std::vector<PathInfluence> influences = influences_of_order(answer, n, levels);
  GroupErrors errors(view, use);
  for (std::size_t i = 0; i < estimates.size(); ++i) errors.add(estimates[i], influences[i]);
  errors.apply();
  if (use.given == TallyLayout::none) return estimates;
  std::size_t next = 0;
  for (const auto* group : {&levels.quantiles, &levels.var, &levels.es}) {
    for (double level : *group)
      estimates[next++].unreliable = observations_beyond(n, level) < reliable_observations;
  }
  return estimates;
}

Figures read_figures(const TallyView& view, SeriesUse use, std::uint32_t given, const Outputs& outputs) {
  Figures figures;
  if (use.simple_return) read_returns(view, {index(*use.simple_return), given}, outputs, figures);
  if (use.drawdown && outputs.measures.max_drawdown) {
    figures.max_drawdown = read_drawdown(view, {index(*use.drawdown), given});
  }
  return figures;
}

}  // namespace faultline
