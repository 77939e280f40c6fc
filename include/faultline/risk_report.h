#pragma once

#include "core/metric.h"
#include "faultline/estimate.h"
#include "faultline/tally.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline {

/// A statistic at a level: quantile p, confidence c or loss x, all as fractions.
struct LevelEstimate {
  double level = 0.0;
  Estimate estimate;
};

/// The largest fall from the running maximum up to a horizon, as a fraction of that maximum (>= 0).
struct DrawdownFigures {
  std::optional<Estimate> mean;
  std::vector<LevelEstimate> quantiles;
};

/// What is asked of one series at one horizon; what was not asked for is absent. Returns are simple returns.
/// Loss L = -return: VaR_c is the order statistic ceil(c n) of L, ES_c the mean of the worst (1 - c) n
/// losses, the fractional one weighted; a gain shows as a negative number. Kurtosis is excess.
struct Figures {
  std::optional<Estimate> mean, sd, skewness, kurtosis;
  std::vector<LevelEstimate> quantiles;
  std::vector<LevelEstimate> var;
  std::vector<LevelEstimate> es;
  std::vector<LevelEstimate> prob_loss;  ///< P(L >= x)
  std::optional<DrawdownFigures> max_drawdown;
};

struct HorizonReport {
  std::string text;  ///< as written in the file
  double years = 0.0;
  Figures figures;
  std::optional<Figures> without_shocks;
  std::optional<Figures> change;  ///< with minus without, paired errors
};

struct SeriesReport {
  std::string name;
  std::string type;  ///< "asset" or "portfolio"
  std::vector<HorizonReport> horizons;
};

/// One figure of a shock or variable under its keys, e.g. {"level", "12m"}.
struct FigureReport {
  std::vector<std::string> path;
  FigureKind kind = FigureKind::mean;
  Estimate value;  ///< mean or probability; of a time the probability of never; of a level its mean
  Estimate sd;     ///< of a level
  std::vector<LevelEstimate> quantiles;  ///< of times [years] and levels; NaN where the quantile is "never"
};

/// The figures of a shock or of a variable (whose kind is empty).
struct SubjectReport {
  std::string name;
  std::string kind;
  std::vector<FigureReport> figures;
};

/// The same figures on the paths on which a condition holds at the end.
struct GivenReport {
  std::string label;
  Estimate probability;
  std::uint64_t paths = 0;
  double effective_paths = 0.0;  ///< below `paths` where paths carry unequal weights
  std::vector<SeriesReport> series;
};

enum class Verdict : std::uint8_t { held, breached, undecided };

struct LimitReport {
  std::string text;
  Estimate value;
  double bound = 0.0;
  Verdict verdict = Verdict::undecided;
};

/// VaR or ES of a series, split into what each asset lost because of each source: a shock, or the market.
/// Losses are positive; rows, columns and cells sum to the total.
///
///     cell(i, s) = mean over the tail of -(gain on asset i due to source s)                 (Euler
///     contributions; Tasche 1999)
///
/// A path's gain on an asset over a step from price S to S e^l is u S (e^l - 1), u the units held; source s
/// has c_s / l of it, c_s its part of the log return l of the step (logarithmic mean split, Ang and Liu
/// 2001). A shock's part of log returns holds its jumps as they unfold, its priced-in drift, its effects, and
/// while it is in force its difference to drift and noise, shared evenly where several are; the market has
/// the rest. What a portfolio gains otherwise (interest, costs, the floor of a limited one) stands in a row
/// "cash and costs" of the market.
///
/// ES: the tail is the worst (1 - c) n paths, the fractional one weighted, as for the ES itself. VaR: the
/// paths ranked next to it, scaled by VaR / (their mean loss). Errors are asymptotic, from the influence
/// function of a mean over an estimated tail; for VaR those of the mean over the paths and, in proportion to
/// the cell, of the VaR itself.
struct Attribution {
  struct Row {
    std::string asset;
    std::vector<Estimate> by_source;
    Estimate total;
  };
  std::string text;  ///< the metric
  Estimate total;
  std::vector<std::string> sources;  ///< the shocks in file order, then "market"
  std::vector<Row> rows;
  std::vector<Estimate> by_source;  ///< over all rows
  std::uint64_t tail_paths = 0;     ///< replayed
};

/// The reading of a tally: what result.json and the tables show.
struct RiskReport {
  std::string title;
  std::vector<std::pair<std::string, std::string>> files;  ///< path, sha256
  std::vector<std::pair<std::string, double>> parameters;
  std::uint64_t paths = 0;
  double resolution = 0.0;  ///< relative resolution of order statistics, 0 when exact
  std::vector<SeriesReport> series;
  std::vector<SubjectReport> shocks;
  std::vector<SubjectReport> variables;
  std::vector<GivenReport> given;
  std::vector<LimitReport> limits;
  std::optional<Attribution> attribution;  ///< from `attribute`, which replays paths; measure() leaves it out
};

/// How far a demanded precision was reached.
struct PrecisionReport {
  std::string text;
  double wanted = 0.0;  ///< standard error
  Estimate value;
  bool reached = false;
};

/// How a run went, as its caller tells it (simulate() does not fill it in); the only part of a report that
/// differs from run to run of the same paths.
struct RunInfo {
  std::uint64_t paths = 0;
  std::uint64_t requested_paths = 0;
  std::uint64_t seed = 0;
  std::uint32_t steps = 0;
  std::uint32_t threads = 0;
  double seconds = 0.0;
  std::string stopped_by;  ///< "paths", "precision", "time", "interrupted"
  bool complete = true;
  std::vector<PrecisionReport> precision;
};

/// Reads every figure that `outputs` asks for; those of a tally without paths are NaN. `outputs` are those
/// that the tally was made with, and the tally rests meanwhile. Works on all cores; the same bits for any
/// number of them. All three functions throw std::invalid_argument for a tally of other columns and
/// SamplesNotKept where the paths were not drawn plainly and were too many for the tally to keep every sample
/// (TallyOptions::kept_values).
RiskReport measure(const Outputs& outputs, const Tally& tally);

/// One figure, as named in a limit or a precision.
Estimate evaluate(const Metric& metric, const Outputs& outputs, const Tally& tally);

/// Of a limit and its value: held or breached once the value is 2 standard errors or more from the bound;
/// undecided nearer to it, or without a value. An error of 0 decides by the value alone.
Verdict verdict(const Limit& limit, const Estimate& value);

/// Reached when the standard error is small enough and believable: 200 observations beyond a quantile or in a
/// tail, 30 hits for a probability.
PrecisionReport reached(const Precision& precision, const Outputs& outputs, const Tally& tally);

}  // namespace faultline
