#pragma once

#include "faultline/model.h"
#include "faultline/plan.h"
#include "faultline/simulate.h"
#include "risk/path_ledger.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// What an event does to the log price of an asset: for good, and for a while (decaying from then on).
struct ReplayJump {
  std::string asset;
  double permanent = 0.0;  ///< [log return]
  double transient = 0.0;  ///< [log return]
};

/// Something that happens on a path.
struct ReplayEvent {
  double time = 0.0;  ///< [years]
  std::string date;   ///< ISO, when the scenario has a start
  std::string shock;
  std::string what;  ///< "arrival", "outcome", "edge", "phase" or "regime"
  std::string name;  ///< the outcome, phase entered or state; of an edge the phase left; empty for arrivals
  std::optional<double> severity;  ///< that its jumps are multiplied with
  std::vector<ReplayJump> jumps;
};

struct ReplayPoint {
  double time = 0.0;  ///< [years]
  std::string date;
  double value = 1.0;  ///< of the series, after trades; begins at 1
};

/// Amounts by source: the shocks in file order, then the market.
struct ReplayRow {
  std::string asset;
  std::vector<double> by_source;
  double total = 0.0;
};

struct ReplayReturn {
  std::string series;
  std::string horizon;
  double simple_return = 0.0;
};

/// The story of one path: the very path a run with this seed has. Parts are those of Attribution
/// (faultline/risk_report.h): log returns sum over sources to the log return of the asset, gains over
/// everything to the simple return of the series.
struct Replay {
  std::string title;
  std::uint64_t seed = 0;
  std::uint64_t path = 0;
  std::string series;
  std::string horizon;
  double simple_return = 0.0;  ///< of the series at the horizon
  std::vector<ReplayEvent> events;
  std::vector<ReplayPoint> points;  ///< every grid point, from 0 on
  std::vector<std::string> sources;
  std::vector<ReplayRow> log_returns;
  std::vector<ReplayRow>
      gains;  ///< with a last row "cash and costs": interest, costs and the floor of a limited portfolio
  std::vector<ReplayReturn> returns;  ///< recorded, with the bits of the run
};

/// A scenario ready to be told: compiled with its twin, the series recorded. From prepare_replay(); does not
/// refer to the model.
struct ReplayScenario {
  CompiledScenario compiled;
  std::string start;  ///< ISO date or empty
  Metric metric;      ///< the series at the run horizon
  LedgerSubject subject;
};

/// `series` names an asset or portfolio; empty: the first portfolio, or the first asset. Nothing when there
/// is no such series. The model must compile.
std::optional<ReplayScenario> prepare_replay(const Model& model, const std::string& series);

/// Any path, also beyond options.paths; of the options seed, precision and simd are read. Throws RunError,
/// and std::invalid_argument from path_number_limit on.
Replay replay_path(const ReplayScenario& scenario, const SimulateOptions& options, std::uint64_t path);

/// The `count` paths of a run of options.paths that lose most, the worst first; fewer where the run has fewer
/// or was stopped. Throws as simulate() does.
std::vector<std::uint64_t> worst_paths(const ReplayScenario& scenario, const SimulateOptions& options,
                                       std::size_t count);

/// The path at the quantile p of the returns of a run: rank ceil(p n), at least 1, of the n paths that were
/// run. Throws as simulate() does, std::invalid_argument for a p outside [0, 1] and a run without paths,
/// std::runtime_error for one that was stopped before its first leaf was done.
std::uint64_t quantile_path(const ReplayScenario& scenario, const SimulateOptions& options, double p);

}  // namespace faultline
