#include "risk/change.h"
#include "risk/group_errors.h"

#include <limits>
#include <optional>
#include <span>

namespace faultline {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::uint32_t index(ColumnId id) {
  return static_cast<std::uint32_t>(id);
}

/// Sampled in groups: one error for each figure of the pair, from the paths' influences on it.
class GroupedChange {
 public:
  GroupedChange(const TallyView& view, ColumnId with, ColumnId without)
      : view_(view), with_{index(with)}, without_{index(without)} {}

  std::optional<Estimate> moment(const std::optional<Estimate>& with, const std::optional<Estimate>& without,
                                 PathInfluence (*influence)(const Moments<8>&)) const {
    if (!with || !without) return std::nullopt;
    const Moments<8>&a = view_.moments(with_), &b = view_.moments(without_);
    const bool exist = influence == influence_of_mean || (!a.constant() && !b.constant());
    if (!exist) return difference(*with, *without, nan);
    const PathInfluence of_with = influence(a), of_without = influence(b);
    return changes({&*with, 1}, {&*without, 1}, {&of_with, 1}, {&of_without, 1}).front();
  }

  std::vector<LevelEstimate> losses(const std::vector<LevelEstimate>& with,
                                    const std::vector<LevelEstimate>& without) const {
    std::vector<Estimate> a, b;
    std::vector<PathInfluence> of_a, of_b;
    for (std::size_t i = 0; i < with.size(); ++i) {
      a.push_back(with[i].estimate);
      b.push_back(without[i].estimate);
      of_a.push_back(PathInfluence::step(-with[i].level, a.back().value));
      of_b.push_back(PathInfluence::step(-with[i].level, b.back().value));
    }
    const std::vector<Estimate> found = changes(a, b, of_a, of_b);
    std::vector<LevelEstimate> result;
    for (std::size_t i = 0; i < found.size(); ++i) result.push_back({with[i].level, found[i]});
    return result;
  }

  /// In the order of order_points.
  std::vector<Estimate> order(const OrderLevels& levels) const {
    if (levels.size() == 0) return {};
    const Ordered with = ordered(with_, levels), without = ordered(without_, levels);
    return changes(with.estimates, without.estimates, with.influences, without.influences);
  }

 private:
  struct Ordered {
    std::vector<Estimate> estimates;
    std::vector<PathInfluence> influences;
  };

  Ordered ordered(ColumnUse use, const OrderLevels& levels) const {
    const std::uint64_t n = view_.paths(use);
    if (n == 0) return {std::vector<Estimate>(levels.size()), std::vector<PathInfluence>(levels.size())};
    const OrderAnswer answer = view_.order(use, estimates_request(n, levels));
    Ordered result{order_estimates(answer, n, levels), {}};
    result.influences = scaled_influences_of_order(answer, n, levels, result.estimates);
    return result;
  }

  std::vector<Estimate> changes(std::span<const Estimate> with, std::span<const Estimate> without,
                                std::span<const PathInfluence> of_with,
                                std::span<const PathInfluence> of_without) const {
    const std::vector<Spread> found =
        spreads_of_change(view_, with_.column, without_.column, of_with, of_without);
    std::vector<Estimate> result;
    for (std::size_t i = 0; i < found.size(); ++i) {
      result.push_back(difference(with[i], without[i], found[i].by_group));
      if (view_.layout().sampling == Sampling::antithetic) result.back().n = found[i].groups;
    }
    return result;
  }

  const TallyView& view_;
  ColumnUse with_, without_;
};

std::vector<LevelEstimate> at_levels(const std::vector<LevelEstimate>& like,
                                     std::span<const Estimate> estimates) {
  std::vector<LevelEstimate> result;
  for (std::size_t i = 0; i < like.size(); ++i) result.push_back({like[i].level, estimates[i]});
  return result;
}

void grouped_change_of_returns(const GroupedChange& grouped, const Figures& with, const Figures& without,
                               Figures& change) {
  change.mean = grouped.moment(with.mean, without.mean, influence_of_mean);
  change.sd = grouped.moment(with.sd, without.sd, influence_of_sd);
  change.skewness = grouped.moment(with.skewness, without.skewness, influence_of_skewness);
  change.kurtosis = grouped.moment(with.kurtosis, without.kurtosis, influence_of_kurtosis);
  change.prob_loss = grouped.losses(with.prob_loss, without.prob_loss);
  const std::vector<Estimate> order =
      grouped.order({levels_of(with.quantiles), levels_of(with.var), levels_of(with.es)});
  const std::span<const Estimate> all(order);
  change.quantiles = at_levels(with.quantiles, all);
  change.var = at_levels(with.var, all.subspan(with.quantiles.size()));
  change.es = at_levels(with.es, all.subspan(with.quantiles.size() + with.var.size()));
}

DrawdownFigures grouped_change_of_drawdown(const GroupedChange& grouped, const DrawdownFigures& with,
                                           const DrawdownFigures& without) {
  DrawdownFigures change;
  change.mean = grouped.moment(with.mean, without.mean, influence_of_mean);
  change.quantiles = at_levels(with.quantiles, grouped.order({levels_of(with.quantiles), {}, {}}));
  return change;
}

}  // namespace

Figures read_grouped_change(const TallyView& view, SeriesUse with, SeriesUse without,
                            const Figures& figures_with, const Figures& figures_without) {
  Figures change;
  if (with.simple_return && without.simple_return)
    grouped_change_of_returns({view, *with.simple_return, *without.simple_return}, figures_with,
                              figures_without, change);
  if (figures_with.max_drawdown && figures_without.max_drawdown)
    change.max_drawdown = grouped_change_of_drawdown(
        {view, *with.drawdown, *without.drawdown}, *figures_with.max_drawdown, *figures_without.max_drawdown);
  return change;
}

}  // namespace faultline
