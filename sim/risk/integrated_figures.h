#pragma once

#include "faultline/risk_report.h"
#include "risk/terminal_sample.h"

#include <map>
#include <vector>

namespace faultline {

/// A figure of a mixture of laws, one per path, and each path's influence on it (Hampel 1974): the figure's
/// error is the standard deviation of the influences over sqrt(n).
struct Integral {
  double value = 0.0;
  std::vector<double> influence;  ///< mean 0
  double effective = 0.0;  ///< paths that speak of it: (sum p)^2 / sum p^2, p the probability of the tail
};

/// The figures of terminal returns R = V - 1 whose law on each path is known: with F the mean of the paths'
/// distribution functions and f its density,
///
///     quantile q = F^-1(p)             influence (p - F_i(q)) / f(q)
///     ES_c = VaR + E(L - VaR)+/(1 - c) influence of the mean of E_i(L - VaR)+, over 1 - c
///     P(L >= x) = F(-x)                influence F_i(-x) - F(-x)
///
/// and moments by the expectations of their influence functions on each path.
class IntegratedFigures {
 public:
  explicit IntegratedFigures(TerminalSample sample) : sample_(std::move(sample)) {}

  std::size_t paths() const { return sample_.paths(); }
  Integral mean();
  Integral sd();
  Integral skewness();
  Integral kurtosis();
  Integral quantile(double p);
  Integral var(double confidence);
  Integral es(double confidence);
  Integral loss_probability(double loss);

 private:
  /// Moments of R about its mean, of all paths together and of each.
  struct Central {
    double mean = 0.0, variance = 0.0, third = 0.0, fourth = 0.0;
    std::vector<double> first, second, third_by_path, fourth_by_path;  ///< empty until known
  };

  const Central& central();
  double level_of(double p);

  TerminalSample sample_;
  Central central_;                  ///< once asked for
  std::map<double, double> levels_;  ///< p -> V
};

/// Puts integrated figures in the place of those of single paths, wherever a series has a law: with and
/// without shocks, their change, and under conditions. Errors are paired as the paths are.
void integrate(const TallyView& view, const Outputs& outputs, RiskReport& report);

/// What reading integrated figures takes at most, beside the samples of the tally [bytes], roughly: limits at
/// once on all cores, then one cell after the other.
double integration_memory(const Outputs& outputs, std::uint64_t paths);

/// Whether a metric is one of a series with a law.
bool is_integrated(const Metric& metric, const Outputs& outputs);

/// One figure of terminal returns. `effective`, if wanted, gets the paths that speak of it.
Estimate integrated_metric(const TallyView& view, const Outputs& outputs, const Metric& metric,
                           double* effective = nullptr);

}  // namespace faultline
