#pragma once

#include "faultline/estimate.h"
#include "faultline/model.h"
#include "faultline/plan.h"
#include "faultline/scenario.h"
#include "faultline/tally.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace faultline {

/// A scenario that runs and records what its metrics read and nothing else: no twin, no other figure.
struct StudyScenario {
  CompiledScenario scenario;
  Model model;
  std::vector<Metric> metrics;  ///< in the order of the texts
};

/// Takes out of the report and the run everything that is asked for but the conditions of `given`, which
/// metrics may name: the run horizon alone is left, unreported.
void ask_for_nothing(Market& market);

/// How the paths of a study are chosen. Paired differences rest on batches of plain paths.
enum class StudyPaths : std::uint8_t {
  plain,       ///< whatever the file says
  as_written,  ///< run.sampling of the file
};

/// A checked scenario for a study of the metrics, such as `es(core, 99%, 3m)` or `prob(deal.count >= 1)`.
/// Errors: those of the scenario, those of the metrics (shown as the source "--metric") and those of
/// compiling.
Result<StudyScenario> make_study(const ScenarioSpec& spec, const std::vector<std::string>& metric_texts,
                                 Sources& sources, StudyPaths paths = StudyPaths::plain);

/// Runs paths 0 ... paths - 1; every sample is kept (8 bytes per path and column). Variants run with the same
/// seed share all random numbers that they both draw. Throws RunError.
Tally run_variant(const StudyScenario& study, std::uint64_t seed, std::uint64_t paths, int threads);

/// Metric i with its own error.
Estimate metric_value(const StudyScenario& study, const Tally& tally, std::size_t i);

/// Metric i of b minus that of a on common random numbers. Errors are paired: of means and probabilities over
/// all paths by the sample of differences, of everything else by 40 batches of paths (path number mod 40).
/// Both have run the same paths.
Estimate paired_difference(const StudyScenario& a, const Tally& tally_a, const StudyScenario& b,
                           const Tally& tally_b, std::size_t i);

/// Metric i in each of the 40 batches of paths; NaN where it does not exist. The error of any combination of
/// variants is batch_error (risk/estimators.h) of the same combination of batches.
std::array<double, 40> metric_batches(const StudyScenario& study, const Tally& tally, std::size_t i);

}  // namespace faultline
