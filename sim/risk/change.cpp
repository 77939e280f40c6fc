#include "risk/change.h"

#include "risk/figures.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace faultline {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::uint32_t index(ColumnId id) {
  return static_cast<std::uint32_t>(id);
}

std::uint32_t pair_of(const TallyView& view, ColumnId with, ColumnId without) {
  return view.layout().pair_of(index(with), index(without));
}

std::optional<Estimate> paired_mean(const std::optional<Estimate>& with,
                                    const std::optional<Estimate>& without, const Moments<2>& differences) {
  if (!with || !without) return std::nullopt;
  return difference(*with, *without, mean_estimate(differences).standard_error);
}

/// Error of a difference of two shares seen on the same n paths, from the paths on which only one of the two
/// holds.
double paired_share_error(std::uint64_t with, std::uint64_t without, std::uint64_t both,
                          std::uint64_t paths) {
  const double n = static_cast<double>(paths);
  const double discordant = static_cast<double>((with - both) + (without - both)) / n;
  const double change = (static_cast<double>(with) - static_cast<double>(without)) / n;
  return paths > 1 ? std::sqrt(std::max(discordant - change * change, 0.0) / (n - 1.0)) : nan;
}

/// Differences of one statistic in every batch, and their error.
using BatchStatistic = std::function<double(const Moments<4>&)>;

double moment_error(const TallyView& view, std::uint32_t pair, const BatchStatistic& statistic) {
  std::array<double, batch_count> changes{};
  for (std::size_t b = 0; b < batch_count; ++b) {
    changes[b] = statistic(view.batch_moments(pair, PairSide::with, b)) -
                 statistic(view.batch_moments(pair, PairSide::without, b));
  }
  return batch_error(changes);
}

double sd_of(const Moments<4>& m) {
  return m.n < 2 ? nan : std::sqrt(m.sum(2) / static_cast<double>(m.n - 1));
}
double skewness_of(const Moments<4>& m) {
  return m.n < 2 || m.constant() ? nan : m.central(3) / std::pow(m.central(2), 1.5);
}
double kurtosis_of(const Moments<4>& m) {
  return m.n < 2 || m.constant() ? nan : m.central(4) / (m.central(2) * m.central(2)) - 3.0;
}

std::optional<Estimate> batched(const std::optional<Estimate>& with, const std::optional<Estimate>& without,
                                const TallyView& view, std::uint32_t pair, const BatchStatistic& statistic) {
  if (!with || !without) return std::nullopt;
  return difference(*with, *without, moment_error(view, pair, statistic));
}

/// Errors of the changes of figures of order, in the order of order_points.
std::vector<double> order_errors(const TallyView& view, std::uint32_t pair, const OrderLevels& levels) {
  std::vector<double> errors(levels.size(), nan);
  if (levels.size() == 0 || !view.layout().pairs[pair].ranked) return errors;
  std::vector<std::array<double, batch_count>> changes(levels.size());
  for (std::size_t b = 0; b < batch_count; ++b) {
    const std::size_t n = view.batch_paths(b);
    const auto points = [&](PairSide side) {
      if (n == 0) return std::vector<double>(levels.size(), nan);
      return order_points(view.batch_order(pair, side, b, points_request(n, levels)), n, levels);
    };
    const std::vector<double> with = points(PairSide::with), without = points(PairSide::without);
    for (std::size_t i = 0; i < levels.size(); ++i) changes[i][b] = with[i] - without[i];
  }
  for (std::size_t i = 0; i < levels.size(); ++i) errors[i] = batch_error(changes[i]);
  return errors;
}

std::vector<LevelEstimate> differences(const std::vector<LevelEstimate>& with,
                                       const std::vector<LevelEstimate>& without,
                                       std::span<const double> errors) {
  std::vector<LevelEstimate> result;
  for (std::size_t i = 0; i < with.size(); ++i) {
    result.push_back({with[i].level, difference(with[i].estimate, without[i].estimate, errors[i])});
  }
  return result;
}

void change_of_returns(const TallyView& view, std::uint32_t pair, const Figures& with, const Figures& without,
                       Figures& change) {
  const Moments<2>& differences_of_paths = view.totals().differences[pair];
  change.mean = paired_mean(with.mean, without.mean, differences_of_paths);
  change.sd = batched(with.sd, without.sd, view, pair, sd_of);
  change.skewness = batched(with.skewness, without.skewness, view, pair, skewness_of);
  change.kurtosis = batched(with.kurtosis, without.kurtosis, view, pair, kurtosis_of);

  const TallyLayout::Pair& columns = view.layout().pairs[pair];
  for (std::size_t i = 0; i < with.prob_loss.size(); ++i) {
    const double loss = with.prob_loss[i].level;
    const std::optional<std::uint64_t> both = view.both_hits(pair, loss);
    const double error =
        both ? paired_share_error(view.loss_hits({columns.with}, loss),
                                  view.loss_hits({columns.without}, loss), *both, view.totals().paths)
             : nan;
    change.prob_loss.push_back(
        {loss, difference(with.prob_loss[i].estimate, without.prob_loss[i].estimate, error)});
  }

  const OrderLevels levels{levels_of(with.quantiles), levels_of(with.var), levels_of(with.es)};
  const std::vector<double> errors = order_errors(view, pair, levels);
  const std::span<const double> all(errors);
  change.quantiles = differences(with.quantiles, without.quantiles, all);
  change.var = differences(with.var, without.var, all.subspan(with.quantiles.size()));
  change.es = differences(with.es, without.es, all.subspan(with.quantiles.size() + with.var.size()));
}

DrawdownFigures change_of_drawdown(const TallyView& view, std::uint32_t pair, const DrawdownFigures& with,
                                   const DrawdownFigures& without) {
  DrawdownFigures change;
  change.mean = paired_mean(with.mean, without.mean, view.totals().differences[pair]);
  const OrderLevels levels{levels_of(with.quantiles), {}, {}};
  change.quantiles = differences(with.quantiles, without.quantiles, order_errors(view, pair, levels));
  return change;
}

}  // namespace

Figures read_change(const TallyView& view, SeriesUse with, SeriesUse without, const Figures& figures_with,
                    const Figures& figures_without) {
  if (in_groups(view.layout().sampling))
    return read_grouped_change(view, with, without, figures_with, figures_without);
  Figures change;
  if (with.simple_return && without.simple_return) {
    change_of_returns(view, pair_of(view, *with.simple_return, *without.simple_return), figures_with,
                      figures_without, change);
  }
  if (figures_with.max_drawdown && figures_without.max_drawdown) {
    change.max_drawdown = change_of_drawdown(view, pair_of(view, *with.drawdown, *without.drawdown),
                                             *figures_with.max_drawdown, *figures_without.max_drawdown);
  }
  return change;
}

}  // namespace faultline
