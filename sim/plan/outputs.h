#pragma once

#include "core/metric.h"
#include "core/sampling.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline {

enum class ColumnId : std::uint32_t {};

/// What a run keeps of a column.
enum class Retain : std::uint8_t {
  moments,  ///< count, mean and central moments
  samples,  ///< and order statistics: the samples themselves, or a fine histogram beyond the kept number
};

/// One number recorded per path.
struct Column {
  Retain retain = Retain::samples;
  std::string label;  ///< "core 12m return", for messages
};

/// What a path says of a terminal value along a direction of its noise, everything else held fixed: for g
/// standard normal
///
///     V(g) = cash + sum_k units_k e^{x_k + slope_k (g - g_path)}
///
/// x_k are the log prices of the path, g_path its own position, cash what its own V leaves.
struct TerminalLaw {
  struct Exposure {
    ColumnId column{};
    double weight = 0.0;
  };
  struct Term {
    double units = 0.0;
    ColumnId simple_return{};
    double slope = 0.0;               ///< where it is the same on all paths; else
    std::vector<Exposure> exposures;  ///< slope = sum of weight * column
  };
  ColumnId simple_return{};  ///< V - 1 of the path
  ColumnId direction{};      ///< g_path
  std::vector<Term> terms;
};

/// Columns of one series at one horizon: simple returns and the largest drawdown so far, with the shocks and
/// (the twin) without.
struct SeriesColumns {
  std::optional<ColumnId> simple_return;
  std::optional<ColumnId> drawdown;
  std::optional<ColumnId> twin_return;
  std::optional<ColumnId> twin_drawdown;
  std::optional<std::uint32_t> law;  ///< position in Outputs::laws: the return is integrated
  std::optional<std::uint32_t> twin_law;
};

struct SeriesOutput {
  std::string name;
  std::string type;  ///< "asset" or "portfolio"
  bool reported = true;
  std::vector<SeriesColumns> horizons;  ///< per position of Outputs::horizons
};

struct HorizonOutput {
  std::string text;  ///< key of the result
  double years = 0.0;
  bool reported = true;
};

enum class FigureKind : std::uint8_t {
  mean,         ///< {"value", "se"}
  probability,  ///< of an indicator column, {"value", "se"} by Wilson
  time,         ///< {"quantiles", "never"}; infinity is "never" [years]
  level,        ///< {"mean", "sd", "quantiles"}
};

/// One figure of a shock or variable, filed under the keys `path` of its JSON object.
struct FigureOutput {
  std::vector<std::string> path;  ///< {"count"}, {"reached", "signed"}, {"level", "12m"}
  FigureKind kind = FigureKind::mean;
  ColumnId column{};
};

struct ShockOutput {
  std::string name;
  std::string kind;
  std::vector<FigureOutput> figures;
};

struct VariableOutput {
  std::string name;
  std::vector<FigureOutput> figures;
};

struct ConditionOutput {
  std::string label;
  ColumnId column{};  ///< 1 where it holds at the end of the path
};

/// Everything a report needs to know of a run: which columns there are, what they mean, and what is asked of
/// them.
struct Outputs {
  std::string title;
  std::vector<std::pair<std::string, std::string>> files;  ///< path, sha256
  std::vector<std::pair<std::string, double>> parameters;  ///< native units; a drawn one shows its mean
  std::uint32_t steps = 0;
  Sampling sampling = Sampling::plain;

  std::vector<Column> columns;
  std::vector<HorizonOutput> horizons;  ///< ascending
  std::uint32_t run_horizon = 0;        ///< position of the run horizon
  std::vector<SeriesOutput> series;
  std::vector<TerminalLaw> laws;  ///< of sampling `integrated`
  std::vector<ShockOutput> shocks;
  std::vector<VariableOutput> variables;
  std::vector<ConditionOutput> given;
  std::vector<ConditionOutput> conditions;

  std::vector<double> confidence;
  std::vector<double> losses;
  Measures measures;
  std::vector<Limit> limits;
  std::vector<Precision> precision;
  std::vector<std::string> assets;  ///< of the plan, reported or not
  std::optional<Metric> attribute;  ///< split into contributions of assets and sources
};

}  // namespace faultline
