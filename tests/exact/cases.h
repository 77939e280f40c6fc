#pragma once

#include "support/statistics.h"

#include <ostream>
#include <span>
#include <string>
#include <vector>

namespace faultline::testing {

/// Of a series' return, taken as growth 1 + r so that 2 % of the value is 2 % of the price.
enum class Statistic {
  mean,
  sd,
  quantile,     ///< argument: p
  shortfall,    ///< argument: confidence; minus the mean of the lowest values
  share_below,  ///< argument: x; P(value <= x)
};

/// One figure of a scenario whose value is known.
struct Check {
  std::string figure;  ///< as in reference/reference.h, "series/A/12m/return"
  Statistic statistic = Statistic::mean;
  double argument = 0.0;
  double exact = 0.0;
  bool blunt = false;  ///< rare: at the test's number of paths a bias of 2 % would not stand out
};

/// A scenario written from the language page, and figures computed without the simulator.
struct ExactCase {
  std::string name;
  std::string yaml;
  std::vector<Check> checks;
};

inline std::ostream& operator<<(std::ostream& out, const ExactCase& exact) {
  return out << exact.name;
}

/// All of them, by subject.
std::vector<ExactCase> exact_cases();
std::vector<ExactCase> market_cases();
std::vector<ExactCase> portfolio_cases();
std::vector<ExactCase> arrival_cases();
std::vector<ExactCase> jump_cases();
std::vector<ExactCase> phase_cases();
std::vector<ExactCase> process_cases();

/// The statistic of a sample of the figure.
Estimate estimate_of(const Check& check, std::span<const double> sample);

/// "mean of series/A/12m/return"
std::string describe(const Check& check);

}  // namespace faultline::testing
