#pragma once

#include "faultline/plan.h"
#include "faultline/risk_report.h"
#include "faultline/simulate.h"

#include <filesystem>
#include <functional>
#include <string>

namespace faultline::cli {

/// Per-path figures as NetCDF-4: return(series, horizon, path), and where the run records them
/// return_without_shocks and max_drawdown on the same dimensions; series, horizon (as written in the file),
/// years(horizon) and path are coordinates. Simple returns and falls as fractions.
///
/// The paths are simulated a second time, `threads` leaves at once, so that memory does not grow with their
/// number; they are the same to the last bit. A time limit of the run does not count this.
class SampleFile {
 public:
  /// Tries a file beside it and loads the NetCDF library: IoError before any work is done.
  explicit SampleFile(std::filesystem::path path);

  /// Writes under a temporary name and renames. False, and nothing is left, when it was stopped between two
  /// batches of paths. IoError when it fails.
  bool write(const CompiledScenario& scenario, const SimulateOptions& options, const RunInfo& run,
             const std::function<bool()>& stopped) const;

 private:
  std::filesystem::path path_;
};

}  // namespace faultline::cli
