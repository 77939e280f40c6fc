#pragma once

#include "faultline/estimate.h"
#include "faultline/run_error.h"
#include "faultline/scenario.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// What a sensitivity study is asked. Values outside these ranges: std::invalid_argument from the studies
/// that read them.
struct SensitivityOptions {
  std::vector<std::string>
      metrics;  ///< "es(core, 99%)"; none: mean and 95 % ES of the first portfolio or asset
  std::vector<std::string> parameters;        ///< only these; none: every one that the method can move
  std::uint64_t paths = 100'000;              ///< of a run, at least 1; of one evaluation for Sobol indices
  std::optional<std::uint64_t> seed;          ///< none: the scenario's
  int threads = 0;                            ///< 0: all processors
  std::size_t rows = 256;                     ///< Sobol: rows of the design, 8 ... 65,536
  double step = 0.05;                         ///< gradient: half step, a fraction of each value, in (0, 1)
  std::function<void(double done)> progress;  ///< share of the work, from any thread
};

/// A parameter that was not moved, or not as usual.
struct ParameterNote {
  std::string name;
  std::string text;
};

/// What all methods report.
struct SensitivityRun {
  std::string title;
  std::uint64_t paths =
      0;  ///< of one run (tornado), of all pairs together (gradient), of one evaluation (Sobol)
  std::uint64_t seed = 0;
  std::uint64_t evaluations = 0;  ///< runs
  std::vector<ParameterNote> notes;
};

/// One parameter moved to both ends of its range: the metric there, and the change from the base on the same
/// paths (paired errors: means and probabilities by the sample, others by 40 batches).
struct Swing {
  std::string parameter;
  std::string unit;                          ///< "", "y" or "/y"
  bool percent = false;                      ///< the file writes its value in percent
  double low = 0.0, base = 0.0, high = 0.0;  ///< the parameter [native units]
  Estimate at_low, at_high;
  Estimate change_low, change_high;
};

struct TornadoMetric {
  std::string text;
  Estimate base;
  std::vector<Swing> swings;  ///< by the wider of both changes, widest first
};

struct Tornado {
  SensitivityRun run;
  std::vector<TornadoMetric> metrics;
  std::optional<BrokenPoint> broken;  ///< the end at which the study ended: swings are those before
};

/// Every parameter with a range (a drawn one without: its 5 % and 95 % quantiles) moved to both ends, one at
/// a time, the others at their values. Errors: of reading the scenario; unknown parameter names.
/// Throws RunError where the scenario as it is breaks what a field allows.
Result<Tornado> tornado(const std::filesystem::path& file, const ReadOptions& read,
                        const SensitivityOptions& options, Sources& sources);

struct SobolShare {
  std::string parameter;
  Estimate first, total;
  double first_low = 0.0, first_high = 0.0;  ///< 95 % bootstrap intervals
  double total_low = 0.0, total_high = 0.0;
};

struct SobolMetric {
  std::string text;
  Estimate mean;                   ///< over the parameters
  Estimate variance;               ///< over the parameters, simulator noise removed
  double noise = 0.0;              ///< variance that simulation adds to one evaluation
  bool resolved = false;           ///< false: the variance is lost in the noise, shares do not exist (NaN)
  std::uint64_t rows = 0;          ///< on which the metric exists everywhere
  std::vector<SobolShare> shares;  ///< by total index, largest first
};

struct SobolStudy {
  SensitivityRun run;
  std::uint64_t rows = 0;
  std::vector<SobolMetric> metrics;
};

/// First-order and total Sobol indices: which share of a metric's variance over uncertain parameters one
/// parameter explains alone, and with all interactions. Parameters are independent, uniform over their range,
/// or follow their law where they are drawn (arguments that are drawn take their value of the same point); a
/// drawn one is a number at each point. Saltelli design, Jansen estimators, bootstrap intervals. Each
/// evaluation is made on two independent halves of `paths`, the halves common to a row, so that simulator
/// noise drops out (study/sobol_indices.h). Throws RunError.
Result<SobolStudy> sobol_study(const std::filesystem::path& file, const ReadOptions& read,
                               const SensitivityOptions& options, Sources& sources);

struct Slope {
  std::string parameter;
  std::string unit;
  bool percent = false;
  double value = 0.0;   ///< of the parameter, a drawn one's mean [native units]
  double step = 0.0;    ///< half step [native units]
  Estimate derivative;  ///< per native unit
  Estimate elasticity;  ///< derivative * value / metric: percent per percent
};

struct GradientMetric {
  std::string text;
  Estimate value;
  std::vector<Slope> slopes;  ///< by size of derivative * step, largest first
};

struct Gradient {
  SensitivityRun run;
  std::vector<GradientMetric> metrics;
};

/// Derivatives of metrics with respect to all parameters from one run. Paths come in pairs on common random
/// numbers; each pair moves every parameter up or down by its step at once, its twin the other way; which way
/// is a two-level orthogonal design over the path number. The difference of the metric's influence function
/// over a pair is regressed on the signs. This is a central difference: its bias is of the order of step^2.
/// Errors cover paths and densities. A parameter read by another moves that one too. A drawn parameter is
/// scaled as a whole. At an end of what its field allows a parameter is moved on one side only (a note says
/// so). Throws RunError.
Result<Gradient> gradient(const std::filesystem::path& file, const ReadOptions& read,
                          const SensitivityOptions& options, Sources& sources);

}  // namespace faultline
