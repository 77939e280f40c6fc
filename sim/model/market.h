#pragma once

#include "core/metric.h"
#include "core/sampling.h"
#include "language/duration.h"
#include "language/quantity.h"
#include "language/symbols.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline {

/// What may stand on every parameter, factor, asset, shock, phase, outcome and portfolio.
struct Annotation {
  std::string label;
  std::string note;
  Located<std::string> source;  ///< a key of `sources`
  std::string basis;            ///< article | calibrated | published | judgement, or empty
};

struct SourceEntry {
  std::string name;
  std::string title;
  std::string document;
};

struct Parameter : Annotation {
  std::string name;
  Quantity value;                                  ///< over parameters; a law is drawn once per path
  std::optional<std::pair<double, double>> range;  ///< native units
  bool drawn = false;                              ///< it, or a parameter it reads, is a law
  double constant = 0.0;                           ///< value when not drawn; the law's mean otherwise
  bool unread = false;                             ///< no text of the scenario mentions it
};

struct Variable : Annotation {
  std::string name;
  Quantity value;
};

struct Group {
  std::string name;
  std::vector<std::uint32_t> assets;  ///< positions in Market::assets, as listed
};

struct Factor : Annotation {
  std::string name;
  double volatility = 0.0;  ///< [1/sqrt(year)], > 0
};

struct Asset : Annotation {
  std::string name;
  Quantity drift;                    ///< [1/year], may read state
  double volatility = 0.0;           ///< [1/sqrt(year)], >= 0, of the diffusion, or in total
  bool volatility_is_total = false;  ///< {total: x}
  std::vector<std::pair<std::uint32_t, double>> betas;  ///< factor position, beta
  SourceRange where;
};

enum class CorrelationMeaning : std::uint8_t { total, residuals };

/// A source of diffusion noise. Order of the Cholesky factor: processes, factors, assets, each in file order.
enum class NoiseKind : std::uint8_t { process, factor, asset };

struct CorrelationEntry {
  std::uint32_t a = 0;  ///< positions in the noise order
  std::uint32_t b = 0;
  double value = 0.0;
  SourceRange where;
};

struct Dependence {
  std::vector<CorrelationEntry> entries;  ///< as listed, residual meaning not yet derived
  CorrelationMeaning of = CorrelationMeaning::total;
  std::optional<double> student_t_dof;  ///< > 2; normal innovations otherwise
  bool repair_nearest = false;

  // Derived by validation:
  std::vector<double> residual_correlation;  ///< row-major n x n over the noise order, unit diagonal, PSD
  std::vector<double> residual_volatility;   ///< per asset [1/sqrt(year)]: what the factors leave
  double repair_change = 0.0;                ///< largest change of an entry when repaired
};

struct Weights {
  std::vector<std::pair<std::uint32_t, double>> assets;  ///< asset position, weight
  double cash = 0.0;
};

struct Switch {
  Quantity when;
  Weights weights;
};

enum class Liability : std::uint8_t { limited, full };

struct Portfolio : Annotation {
  std::string name;
  Weights weights;
  Quantity cash_rate;  ///< [1/year]
  std::optional<Duration> rebalance;
  Quantity cost;  ///< fraction of the traded notional
  Liability liability = Liability::limited;
  std::vector<Switch> switches;
};

/// The model grid: times 0 = t_0 < ... < t_K = horizon, exact.
struct Grid {
  Duration horizon;
  std::optional<Duration> step;
  std::vector<ExactTime> times;  ///< K + 1 points
};

enum class SeriesKind : std::uint8_t { asset, portfolio };

struct SeriesRef {
  SeriesKind kind = SeriesKind::asset;
  std::uint32_t index = 0;  ///< position in Market::assets or Market::portfolios
  std::string name;
};

struct HorizonRef {
  std::string text;        ///< key of the result, as written
  std::uint32_t step = 0;  ///< index into Grid::times
  bool reported = true;    ///< false: only a metric reads it
};

struct Condition {
  std::string label;  ///< of `given`, or the text of a prob(...) metric
  Quantity when;      ///< read at the end of the path
};

struct Report {
  std::vector<HorizonRef> horizons;  ///< ascending in time; the run horizon is always among them
  std::uint32_t run_horizon = 0;     ///< position of the run horizon in `horizons`
  std::vector<double> confidence{0.95, 0.99};
  std::vector<double> losses{0.10, 0.20, 0.30};
  std::vector<SeriesRef> series;      ///< reported first, then those only metrics read
  std::uint32_t reported_series = 0;  ///< how many of `series` are reported
  Measures measures;
  std::vector<Condition> given;
  std::vector<Condition> conditions;  ///< of prob(<condition>) metrics
  std::optional<Metric> attribute;
  bool without = true;
  std::vector<Limit> limits;
};

struct RunRequest {
  std::uint64_t paths = 100'000;
  std::uint64_t seed = 42;
  Sampling sampling = Sampling::plain;
  SourceRange sampling_where;
  std::vector<Precision> until_precision;
  std::optional<std::uint64_t> until_paths;
  std::optional<double> until_seconds;
};

/// Everything of a scenario but its shocks, checked, in native units.
struct Market {
  std::string title;
  std::string description;
  std::string description_from;  ///< path of the extended file that it stands in; empty: the scenario's own
  std::optional<Date> start;
  std::vector<SourceEntry> sources;
  Symbols symbols;
  std::vector<Parameter> parameters;  ///< in file order; `parameter_order` respects dependence
  std::vector<std::uint32_t> parameter_order;
  std::vector<Variable> variables;
  std::vector<std::uint32_t> variable_order;
  std::vector<Group> groups;
  std::vector<Factor> factors;
  std::vector<Asset> assets;
  std::vector<std::uint32_t> processes;  ///< symbols of the shocks of kind process, in file order
  Dependence dependence;
  std::vector<Portfolio> portfolios;
  Grid grid;
  Report report;
  RunRequest run;
};

}  // namespace faultline
