#include "faultline/attribution.h"

#include "engine/block_runner.h"
#include "engine/parallel.h"
#include "math/order_statistics.h"
#include "risk/path_ledger.h"
#include "risk/tail_paths.h"
#include "risk/tally_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {
namespace {

constexpr std::size_t chunk_paths = 1024;  ///< summed together, whatever the threads

/// A path of the tail with its weight in the mean.
struct WeightedPath {
  std::uint64_t path = 0;
  double weight = 1.0;
};

/// Weighted sums of the losses of every cell and of their squares around a centre; where paths are sampled in
/// groups, of the squares of the groups' sums.
struct Sums {
  Sums(std::size_t cells, Sampling sampling)
      : first(cells), second(cells), scrambled(sampling == Sampling::sobol ? sobol_scramblings * cells : 0) {}
  double weight = 0.0;
  std::vector<double> first, second;
  std::vector<double> scrambled;  ///< sums around the centre, by scrambling
};

/// sum over the scramblings r of (factor * sum in r - expected)^2, times 32 / 31.
double scrambled_square(const Sums& sums, std::size_t cell, double factor, double expected) {
  const std::size_t cells = sums.first.size();
  double square = 0.0;
  for (std::size_t r = 0; r < sobol_scramblings; ++r) {
    const double apart = factor * sums.scrambled[r * cells + cell] - expected;
    square += apart * apart;
  }
  return square * static_cast<double>(sobol_scramblings) / static_cast<double>(sobol_scramblings - 1);
}

/// What losses are taken around: a value, and a share of the path's own total.
struct Centre {
  explicit Centre(std::size_t cells) : value(cells), share(cells) {}
  std::vector<double> value, share;
};

/// Losses of one path: assets and cash by sources, then the totals of rows and of columns, then the whole.
class Cells {
 public:
  Cells(std::size_t assets, std::size_t sources) : rows_(assets + 1), sources_(sources) {}

  std::size_t size() const { return rows_ * sources_ + rows_ + sources_ + 1; }
  std::size_t cell(std::size_t row, std::size_t source) const { return row * sources_ + source; }
  std::size_t row_total(std::size_t row) const { return rows_ * sources_ + row; }
  std::size_t source_total(std::size_t source) const { return rows_ * sources_ + rows_ + source; }
  std::size_t total() const { return size() - 1; }

  /// `simple_return` is the recorded one; what no asset has earned of it is cash.
  void read(const PathLedger& ledger, std::size_t lane, double simple_return,
            std::vector<double>& out) const {
    std::fill(out.begin(), out.end(), 0.0);
    double earned = 0.0;
    for (std::size_t a = 0; a + 1 < rows_; ++a) {
      const auto gains = ledger.gains(lane, a);
      for (std::size_t s = 0; s < sources_; ++s) {
        book(a, s, -gains[s], out);
        earned += gains[s];
      }
    }
    book(rows_ - 1, sources_ - 1, earned - simple_return, out);
    out[total()] = -simple_return;
  }

 private:
  void book(std::size_t row, std::size_t source, double loss, std::vector<double>& out) const {
    out[cell(row, source)] += loss;
    out[row_total(row)] += loss;
    out[source_total(source)] += loss;
  }

  std::size_t rows_, sources_;
};

/// Where the metric's return is recorded, and whose it is.
struct Target {
  std::uint32_t column = 0;
  LedgerSubject subject;
};

Target target_of(const CompiledScenario& scenario, const Metric& metric) {
  const ColumnId column =
      scenario.outputs.series[metric.series].horizons[metric.horizon].simple_return.value();
  const auto found = std::find_if(scenario.plan.recordings.begin(), scenario.plan.recordings.end(),
                                  [&](const Recording& recording) { return recording.column == column; });
  return {static_cast<std::uint32_t>(column),
          {found->what == Recording::What::portfolio_return, found->index, found->grid_point}};
}

/// Replays paths and sums what they lost.
class TailReplay {
 public:
  TailReplay(const CompiledScenario& scenario, const SimulateOptions& options, const Target& target)
      : scenario_(scenario),
        options_(options),
        target_(target),
        prepared_(scenario, options.seed, options.precision, chosen_simd_target(options.simd)),
        cells_(scenario.plan.assets.size(), scenario.outputs.shocks.size() + 1) {}

  const Cells& cells() const { return cells_; }
  Sampling sampling() const { return scenario_.outputs.sampling; }

  Sums sum(std::vector<WeightedPath> paths, const Centre& centre) const {
    if (sampling() == Sampling::antithetic)
      std::sort(paths.begin(), paths.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    std::vector<Sums> chunks((paths.size() + chunk_paths - 1) / chunk_paths, Sums(cells_.size(), sampling()));
    run_parallel(chunks.size(), options_.threads, [&](std::size_t c) {
      const std::size_t first = whole_pairs(paths, c * chunk_paths);
      const std::size_t end = whole_pairs(paths, std::min((c + 1) * chunk_paths, paths.size()));
      if (first < end) sum_chunk({paths.data() + first, end - first}, centre, chunks[c]);
    });
    Sums all(cells_.size(), sampling());
    for (const Sums& chunk : chunks) {
      all.weight += chunk.weight;
      for (std::size_t i = 0; i < all.scrambled.size(); ++i) all.scrambled[i] += chunk.scrambled[i];
      for (std::size_t i = 0; i < cells_.size(); ++i) {
        all.first[i] += chunk.first[i];
        all.second[i] += chunk.second[i];
      }
    }
    return all;
  }

 private:
  bool is_second_of_pair(std::span<const WeightedPath> paths, std::size_t at) const {
    return sampling() == Sampling::antithetic && at > 0 && at < paths.size() &&
           paths[at].path / 2 == paths[at - 1].path / 2;
  }
  /// A place to part the paths that no pair straddles.
  std::size_t whole_pairs(std::span<const WeightedPath> paths, std::size_t at) const {
    return is_second_of_pair(paths, at) ? at + 1 : at;
  }

  void sum_chunk(std::span<const WeightedPath> paths, const Centre& centre, Sums& sums) const {
    const std::size_t capacity = std::min(block_of(options_), paths.size());
    BlockRunner runner(prepared_, capacity);
    PathLedger ledger(scenario_, target_.subject, capacity);
    runner.follow_with(ledger);
    std::vector<double> columns(prepared_.columns() * capacity), losses(cells_.size());
    std::vector<double> other(cells_.size());  // the path before, around the centre
    std::vector<std::uint64_t> block;
    for (std::size_t first = 0; first < paths.size(); first += capacity) {
      block.clear();
      for (std::size_t i = first; i < std::min(paths.size(), first + capacity); ++i)
        block.push_back(paths[i].path);
      runner.run(block, columns.data(), capacity);
      for (std::size_t lane = 0; lane < block.size(); ++lane) {
        const double weight = paths[first + lane].weight;
        cells_.read(ledger, lane, columns[target_.column * capacity + lane], losses);
        sums.weight += weight;
        const bool second = is_second_of_pair(paths, first + lane);
        for (std::size_t i = 0; i < losses.size(); ++i) {
          const double apart = losses[i] - centre.value[i] - centre.share[i] * losses[cells_.total()];
          sums.first[i] += weight * losses[i];
          sums.second[i] += weight * apart * apart;
          // (a + b)^2 = a^2 + b^2 + 2 a b
          if (second) sums.second[i] += 2.0 * weight * apart * other[i];
          other[i] = apart;
        }
        if (sampling() != Sampling::sobol) continue;
        const std::size_t row = block[lane] % sobol_scramblings * losses.size();
        for (std::size_t i = 0; i < losses.size(); ++i) sums.scrambled[row + i] += weight * other[i];
      }
    }
  }

  const CompiledScenario& scenario_;
  const SimulateOptions& options_;
  Target target_;
  PreparedScenario prepared_;
  Cells cells_;
};

std::vector<WeightedPath> between(const std::vector<PathLoss>& worst, std::size_t first, std::size_t end) {
  std::vector<WeightedPath> out;
  for (std::size_t i = first; i < std::min(end, worst.size()); ++i) out.push_back({worst[i].path, 1.0});
  return out;
}

std::vector<double> means(const Sums& sums) {
  std::vector<double> out = sums.first;
  for (double& x : out) x /= sums.weight;
  return out;
}

/// Paths on either side of the quantile whose mean stands for the losses at it.
std::size_t half_window(std::size_t n, double tail) {
  return std::min<std::size_t>(static_cast<std::size_t>(tail / 4.0) + 1,
                               20 + static_cast<std::size_t>(std::sqrt(static_cast<double>(n))));
}

/// Mean over the tail; the influence function is ((P - p_q) 1{tail} / (1 - c)) - (C - p_q), p_q the mean at
/// the quantile.
std::vector<Estimate> es_cells(const TailReplay& replay, const TailPaths& tail, double tail_size_exact,
                               std::size_t window) {
  const auto whole = static_cast<std::size_t>(tail_size_exact);
  std::vector<WeightedPath> paths = between(tail.worst, 0, whole + 1);
  if (paths.size() > whole) paths.back().weight = tail_size_exact - static_cast<double>(whole);
  if (paths.size() > 1 && paths.back().weight <= 0.0) paths.pop_back();
  const Centre nothing(replay.cells().size());
  const std::size_t from = whole > window ? whole - window : 0;
  Centre quantile = nothing;
  const std::vector<double>& at_quantile = quantile.value =
      means(replay.sum(between(tail.worst, from, whole + window + 1), nothing));
  const Sums sums = replay.sum(paths, quantile);
  const double n = static_cast<double>(tail.paths), alpha = sums.weight / n;
  std::vector<Estimate> out;
  for (std::size_t i = 0; i < sums.first.size(); ++i) {
    const double value = sums.first[i] / sums.weight, lift = value - at_quantile[i];
    const double members = replay.sampling() == Sampling::antithetic ? 2.0 : 1.0;  // of a group
    const double variance =
        replay.sampling() == Sampling::sobol
            ? scrambled_square(sums, i, 1.0 / alpha, n / static_cast<double>(sobol_scramblings) * lift) / n
            : sums.second[i] / sums.weight / alpha - members * lift * lift;
    const double error = tail_size_exact < 2.0 ? std::numeric_limits<double>::quiet_NaN()
                                               : std::sqrt(std::max(0.0, variance) / n);
    out.push_back({value, error, paths.size()});
  }
  return out;
}

/// Means of the paths around the quantile, scaled to the VaR: a cell is its share of the VaR. Two things move
/// it, the share by the paths that happen to be around, and the VaR.
std::vector<Estimate> var_cells(const TailReplay& replay, const TailPaths& tail, std::size_t position,
                                std::size_t window, double error_of_var) {
  const auto paths = between(tail.worst, position > window ? position - window : 0, position + window + 1);
  Centre centre(replay.cells().size());
  const std::vector<double> mean = means(replay.sum(paths, centre));
  const double total = mean[replay.cells().total()];
  if (total == 0.0)
    centre.value = mean;
  else
    for (std::size_t i = 0; i < mean.size(); ++i) centre.share[i] = mean[i] / total;
  const Sums sums = replay.sum(paths, centre);
  const double scale = total == 0.0 ? 1.0 : tail.worst[position].loss / total;
  std::vector<Estimate> out;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const double square =
        replay.sampling() == Sampling::sobol ? scrambled_square(sums, i, 1.0, 0.0) : sums.second[i];
    const double error_of_share = std::fabs(scale) * std::sqrt(std::max(0.0, square)) / sums.weight;
    out.push_back(
        {mean[i] * scale, std::hypot(error_of_share, centre.share[i] * error_of_var), paths.size()});
  }
  return out;
}

Attribution arranged(const CompiledScenario& scenario, const Metric& metric, const Cells& cells,
                     const std::vector<Estimate>& estimates) {
  Attribution out;
  out.text = metric.text;
  out.total = estimates[cells.total()];
  out.tail_paths = out.total.n;
  out.sources = source_names(scenario.outputs);
  std::vector<std::string> assets = scenario.outputs.assets;
  assets.push_back("cash and costs");
  constexpr double rounding = 1e-13;
  for (std::size_t a = 0; a < assets.size(); ++a) {
    Attribution::Row row{assets[a], {}, estimates[cells.row_total(a)]};
    for (std::size_t s = 0; s < out.sources.size(); ++s) row.by_source.push_back(estimates[cells.cell(a, s)]);
    const bool nothing = std::all_of(row.by_source.begin(), row.by_source.end(), [](const Estimate& at) {
      return std::fabs(at.value) < rounding && at.standard_error < rounding;
    });
    if (!nothing) out.rows.push_back(std::move(row));
  }
  for (std::size_t s = 0; s < out.sources.size(); ++s)
    out.by_source.push_back(estimates[cells.source_total(s)]);
  return out;
}

}  // namespace

std::optional<Attribution> attribute(const CompiledScenario& scenario, const SimulateOptions& options,
                                     const Tally& tally) {
  require_own(scenario.outputs, tally);
  if (!scenario.outputs.attribute || tally.paths() == 0) return std::nullopt;
  const Metric& metric = *scenario.outputs.attribute;
  const Target target = target_of(scenario, metric);
  const std::size_t n = tail_paths(scenario, options, tally, metric, 1).paths;
  if (n == 0) return std::nullopt;
  double exact = (1.0 - metric.level) * static_cast<double>(n);
  if (std::fabs(exact - std::round(exact)) < 1e-9 * exact) exact = std::round(exact);  // 1 - 0.99 is rounded
  const std::size_t window = half_window(n, exact);
  const TailPaths tail =
      tail_paths(scenario, options, tally, metric, tail_size(n, metric.level) + window + 1);
  const TailReplay replay(scenario, options, target);
  const std::size_t position = n - quantile_rank(n, metric.level);
  const std::vector<Estimate> estimates =
      metric.kind == MetricKind::var ? var_cells(replay, tail, position, window,
                                                 evaluate(metric, scenario.outputs, tally).standard_error)
                                     : es_cells(replay, tail, exact, window);
  return arranged(scenario, metric, replay.cells(), estimates);
}

}  // namespace faultline
