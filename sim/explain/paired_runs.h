#pragma once

#include "faultline/explain.h"
#include "faultline/plan.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace faultline {

/// Whether some returns are -100 % or less: their logarithms, and with them volatilities, do not exist.
bool loses_everything(std::span<const double> returns);

/// The recorded numbers of the paths of one small run.
struct Sample {
  Outputs outputs;
  std::vector<double> values;
  std::size_t paths = 0;

  std::span<const double> column(ColumnId id) const { return {values.data() + at(id) * paths, paths}; }
  /// Simple returns at the horizon of a series: assets first, then portfolios. `twin`: all shocks off.
  std::span<const double> returns(std::size_t series, bool twin = false) const;

  // Figures of a shock by their keys in the result file: {"count"}, {"reached", "signed"}; the horizon's
  // where there are several.
  std::span<const double> figure(std::size_t shock, const std::vector<std::string>& path) const;
  Estimate mean(std::size_t shock, const std::vector<std::string>& path) const;
  /// Over the paths on which it is finite; infinite where there is none.
  double quantile(std::size_t shock, const std::vector<std::string>& path, double u) const;
};

Estimate mean_of(std::span<const double> values);

/// Runs a model and the same model with one shock left out, on the same draws, for the horizon's returns
/// alone.
///
/// The diffusions keep what the jumps leave of total volatilities (drawn parameters at their means), so that
/// a pair differs by the shock and what follows from it.
class PairedRuns {
 public:
  PairedRuns(const Model& model, const ExplainOptions& options);

  /// With all shocks, and the twin with none.
  Sample everything() const { return run(quiet_, true); }
  Sample without(std::size_t shock) const;
  /// Volatility of an asset's diffusion at base values [1/sqrt(year)].
  const std::vector<double>& diffusion() const { return diffusion_; }

 private:
  Sample run(const Model& model, bool twin) const;

  Model quiet_;  ///< nothing asked for but returns at the horizon
  ExplainOptions options_;
  std::vector<double> diffusion_;
};

}  // namespace faultline
