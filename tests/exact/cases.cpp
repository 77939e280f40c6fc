#include "exact/cases.h"

namespace faultline::testing {
namespace {

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

std::vector<ExactCase> exact_cases() {
  std::vector<ExactCase> all;
  for (const auto& part :
       {market_cases(), portfolio_cases(), arrival_cases(), jump_cases(), phase_cases(), process_cases()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

Estimate estimate_of(const Check& check, std::span<const double> sample) {
  std::vector<double> values(sample.begin(), sample.end());
  if (ends_with(check.figure, "/return"))
    for (double& x : values) x += 1.0;
  switch (check.statistic) {
    case Statistic::mean:
      return mean_of(values);
    case Statistic::sd:
      return sd_of(values);
    case Statistic::quantile:
      return quantile_of(values, check.argument);
    case Statistic::shortfall:
      return shortfall_of(values, check.argument);
    case Statistic::share_below:
      return share_below(values, check.argument);
  }
  return {};
}

std::string describe(const Check& check) {
  static const char* const names[] = {"mean", "sd", "quantile", "shortfall", "share_below"};
  std::string text = names[static_cast<int>(check.statistic)];
  if (check.statistic >= Statistic::quantile) text += "(" + std::to_string(check.argument) + ")";
  return text + " of " + check.figure;
}

}  // namespace faultline::testing
