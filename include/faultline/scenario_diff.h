#pragma once

#include "faultline/diagnostics.h"
#include "faultline/estimate.h"
#include "faultline/run_error.h"
#include "faultline/scenario.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline {

/// One field in which two scenarios differ, or an entry that only one of them has.
struct FieldEdit {
  std::string path;                   ///< "shocks.export_curb.rate"
  std::optional<std::string> before;  ///< on one line of YAML; none: the field is new
  std::optional<std::string> after;   ///< none: the field is gone
};

/// The fields that differ between two merged trees, in the order of the first file with new fields after its
/// own. Lists are compared as a whole; `x-` keys, titles, notes and sources, which move no number, are left
/// out.
std::vector<FieldEdit> scenario_edits(const ScenarioSpec& a, const ScenarioSpec& b);

/// What a group of edits does to one metric.
struct EditEffect {
  Estimate in_order;                ///< on top of the edits before it
  std::optional<Estimate> shapley;  ///< average over all orders
};

/// Edits that only make a valid scenario together, such as a new parameter and what reads it.
struct EditGroup {
  std::vector<std::size_t> edits;   ///< positions in ScenarioDiff::edits
  std::vector<EditEffect> effects;  ///< per metric
};

struct MetricChange {
  std::string metric;
  Estimate before, after, change;
};

struct ScenarioDiff {
  /// Those of `run` come last and stand in no group: every scenario on the way runs with `seed` on `paths`
  /// plain paths.
  std::vector<FieldEdit> edits;
  std::vector<MetricChange> changes;
  std::vector<EditGroup> groups;
  std::uint64_t paths = 0, seed = 0;
};

struct DiffOptions {
  std::vector<std::string>
      metrics;                   ///< empty: mean and 99 % ES of every portfolio of both, or of every asset
  std::uint64_t paths = 20'000;  ///< of a run, at least 1, else std::invalid_argument
  std::optional<std::uint64_t> seed;  ///< default: that of the first scenario
  int threads = 0;                    ///< 0: all processors
};

/// Edits beyond this are split in file order only: Shapley values need 2^n scenarios.
inline constexpr std::size_t most_shapley_edits = 8;

/// A run that ended, and the scenario it ran: A, B or one with some of the edits.
struct DiffRunError : RunError {
  DiffRunError(const RunError& error, ScenarioSpec of, std::string with)
      : RunError(error), spec(std::move(of)), edits(std::move(with)) {}
  ScenarioSpec spec;
  std::string edits;  ///< "all edits", or the fields that are edited; empty in A
};

/// How two scenarios differ and what each edit does to the metrics, all on common random numbers. In both
/// splits the effects of the groups add up to the change (to the last digits of a double). With v(S) the
/// metric under the edits S of n,
///
///     shapley_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))
///
/// (Shapley 1953). Errors of changes and of effects in order are paired as in study/variant.h, those of
/// Shapley values by 40 batches of paths. Both scenarios were read with these `sources`, one after the other.
/// Errors: those of either scenario, of the metrics, of compiling. Throws DiffRunError.
Result<ScenarioDiff> diff_scenarios(const ScenarioSpec& a, const ScenarioSpec& b, const DiffOptions& options,
                                    Sources& sources);

}  // namespace faultline
