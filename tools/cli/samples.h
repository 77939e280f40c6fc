#pragma once

#include "faultline/plan.h"
#include "faultline/risk_report.h"
#include "faultline/simulate.h"

#include <filesystem>
#include <string>

namespace faultline::cli {

/// Per-path figures as NetCDF-4: return(series, horizon, path), and where the run records them
/// return_without_shocks and max_drawdown on the same dimensions; series, horizon (as written in the file),
/// years(horizon) and path are coordinates. Simple returns and falls as fractions.
///
/// The paths are simulated a second time, `threads` leaves at once, so that memory does not grow with their
/// number; they are the same to the last bit.
class SampleFile {
 public:
  /// Tries a file beside it and loads the NetCDF library: IoError before any work is done.
  explicit SampleFile(std::filesystem::path path);

  /// Writes under a temporary name and renames. IoError when that fails.
  void write(const CompiledScenario& scenario, const SimulateOptions& options, const RunInfo& run) const;

 private:
  std::filesystem::path path_;
};

}  // namespace faultline::cli
