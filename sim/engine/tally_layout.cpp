#include "engine/tally_layout.h"

#include "core/sampling.h"

#include <algorithm>
#include <limits>

namespace faultline {

namespace {

std::uint32_t index(ColumnId id) {
  return static_cast<std::uint32_t>(id);
}

void insert_unique(std::vector<std::uint32_t>& columns, std::optional<ColumnId> id) {
  if (id && std::find(columns.begin(), columns.end(), index(*id)) == columns.end())
    columns.push_back(index(*id));
}

std::vector<double> all_losses(const Outputs& outputs) {
  std::vector<double> losses = outputs.losses;
  for (const Limit& limit : outputs.limits) {
    if (limit.metric.kind == MetricKind::loss_probability) losses.push_back(limit.metric.level);
  }
  for (const Precision& precision : outputs.precision) {
    if (precision.metric.kind == MetricKind::loss_probability) losses.push_back(precision.metric.level);
  }
  std::sort(losses.begin(), losses.end());
  losses.erase(std::unique(losses.begin(), losses.end()), losses.end());
  return losses;
}

}  // namespace

TallyLayout::TallyLayout(const Outputs& outputs)
    : sampling(outputs.sampling),
      high_moments(outputs.measures.skewness || outputs.measures.kurtosis),
      columns(outputs.columns.size()),
      sample_slot(columns, none),
      losses(all_losses(outputs)),
      loss_slot_(columns, none) {
  for (std::uint32_t c = 0; c < columns; ++c) {
    if (outputs.columns[c].retain != Retain::samples && !in_groups(sampling)) continue;
    sample_slot[c] = static_cast<std::uint32_t>(sample_columns.size());
    sample_columns.push_back(c);
  }

  std::vector<std::uint32_t> conditioned;
  for (const SeriesOutput& series : outputs.series) {
    for (const SeriesColumns& at : series.horizons) {
      insert_unique(conditioned, at.simple_return);
      insert_unique(conditioned, at.drawdown);
      insert_unique(loss_columns, at.simple_return);
      insert_unique(loss_columns, at.twin_return);
    }
  }
  for (const ConditionOutput& condition : outputs.conditions) insert_unique(conditioned, condition.column);
  for (std::uint32_t i = 0; i < loss_columns.size(); ++i) loss_slot_[loss_columns[i]] = i;

  conditional_index_.assign(outputs.given.size() * columns, none);
  for (std::uint32_t g = 0; g < outputs.given.size(); ++g) {
    given.push_back(index(outputs.given[g].column));
    for (std::uint32_t column : conditioned) {
      conditional_index_[g * columns + column] = static_cast<std::uint32_t>(conditionals.size());
      conditionals.push_back({g, column});
    }
  }

  const Measures& asked = outputs.measures;
  for (const SeriesOutput& series : outputs.series) {
    for (std::size_t h = 0; series.reported && h < series.horizons.size(); ++h) {
      if (!outputs.horizons[h].reported) continue;
      const SeriesColumns& at = series.horizons[h];
      add_pair(at.simple_return, at.twin_return,
               !in_groups(sampling) && (asked.sd || asked.skewness || asked.kurtosis));
      add_pair(at.drawdown, at.twin_drawdown, false);
    }
  }
}

void TallyLayout::add_pair(std::optional<ColumnId> with, std::optional<ColumnId> without,
                           bool batch_moments) {
  if (!with || !without) return;
  const std::uint32_t a = index(*with), b = index(*without);
  if (pair_of(a, b) != none) return;
  pairs.push_back({a, b, sample_slot[a] != none && sample_slot[b] != none, batch_moments, batches_});
  if (batch_moments) batches_ += 2 * batch_count;
}

std::uint64_t TallyLayout::most_kept_paths(const TallyOptions& options) const {
  if (sample_columns.empty()) return std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t by_values = options.kept_values / sample_columns.size();
  return keeps_samples(sampling) ? by_values : std::min(by_values, options.kept_paths);
}

std::uint32_t TallyLayout::conditional_of(std::uint32_t given_index, std::uint32_t column) const {
  return conditional_index_[given_index * columns + column];
}

std::uint32_t TallyLayout::pair_of(std::uint32_t with, std::uint32_t without) const {
  for (std::uint32_t p = 0; p < pairs.size(); ++p) {
    if (pairs[p].with == with && pairs[p].without == without) return p;
  }
  return none;
}

std::size_t TallyLayout::hits() const {
  return (loss_columns.size() + conditionals.size() + pairs.size()) * losses.size();
}

std::optional<std::size_t> TallyLayout::loss_position(double loss) const {
  const auto at = std::lower_bound(losses.begin(), losses.end(), loss);
  if (at == losses.end() || *at != loss) return std::nullopt;
  return static_cast<std::size_t>(at - losses.begin());
}

std::optional<std::size_t> TallyLayout::column_hits(std::uint32_t column, double loss) const {
  const auto position = loss_position(loss);
  if (!position || loss_slot_[column] == none) return std::nullopt;
  return loss_slot_[column] * losses.size() + *position;
}

std::optional<std::size_t> TallyLayout::conditional_hits(std::uint32_t conditional, double loss) const {
  const auto position = loss_position(loss);
  if (!position || loss_slot_[conditionals[conditional].column] == none) return std::nullopt;
  return (loss_columns.size() + conditional) * losses.size() + *position;
}

std::optional<std::size_t> TallyLayout::pair_hits(std::uint32_t pair, double loss) const {
  const auto position = loss_position(loss);
  if (!position || loss_slot_[pairs[pair].with] == none) return std::nullopt;
  return (loss_columns.size() + conditionals.size() + pair) * losses.size() + *position;
}

}  // namespace faultline
