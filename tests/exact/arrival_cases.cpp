#include "exact/cases.h"
#include "exact/closed_form.h"

namespace faultline::testing {
namespace {

const std::string quiet_asset = "assets:\n  A: {drift: 0%, volatility: 10%}\n";
const std::string A = "series/A/12m/return";

ExactCase of_arrivals(const std::string& name, const std::string& shocks, std::vector<Check> checks,
                      const std::string& head = "") {
  return {name, scenario(head + quiet_asset + "shocks:\n" + shocks), std::move(checks)};
}

ExactCase poisson_counts() {
  const double median = ln2 / 2.5;
  return of_arrivals("PoissonCounts", "  curb: {kind: arrivals, rate: 2.5/y}\n",
                     {{"shock/curb/count", Statistic::mean, 0, 2.5},
                      {"shock/curb/count", Statistic::sd, 0, std::sqrt(2.5)},
                      {"shock/curb/first", Statistic::quantile, 0.5, median},
                      {"shock/curb/any", Statistic::mean, 0, 1.0 - std::exp(-2.5)}},
                     "step: 1m\n");
}

ExactCase window_and_max() {
  const double mean = 4.0 * 5.0 / 12.0;
  double capped = 0.0;
  for (int n = 0; n < 60; ++n) capped += poisson(mean, n) * std::min(n, 2);
  return of_arrivals("WindowAndMax", "  curb: {kind: arrivals, rate: 4/y, window: [3m, 8m], max: 2}\n",
                     {{"shock/curb/count", Statistic::mean, 0, capped},
                      {"shock/curb/first", Statistic::quantile, 0.5, 0.25 + ln2 / 4.0}},
                     "step: 6m\n");
}

// Rate t at the midpoints of quarters: (1 + 3 + 5 + 7)/8 * 1/4 * 4/y = 2.
ExactCase rate_in_time() {
  return of_arrivals("RateReadsTheMidpoint", "  curb: {kind: arrivals, rate: 4/y * t / 1y}\n",
                     {{"shock/curb/count", Statistic::mean, 0, 2.0}}, "step: 1q\n");
}

// Negative binomial: a gamma-distributed rate, drawn once per path.
ExactCase mixed_poisson() {
  const double k = 2.0, m = 1.5;
  return of_arrivals("GammaDistributedRate", "  curb: {kind: arrivals, rate: lambda}\n",
                     {{"shock/curb/count", Statistic::mean, 0, m},
                      {"shock/curb/count", Statistic::sd, 0, std::sqrt(m + m * m / k)},
                      {"shock/curb/any", Statistic::mean, 0, 1.0 - std::pow(1.0 + m / k, -k)}},
                     "parameters: {lambda: \"gamma(2, 1.5/y)\"}\n");
}

// Each parent brings a child with 40 % after an exponential delay of mean 3m.
ExactCase triggered() {
  const double m = 0.25, parents = 3.0;
  const double children = parents * 0.4 * (1.0 - m * -std::expm1(-1.0 / m));
  return of_arrivals("ChildrenAfterADelay",
                     "  curb: {kind: arrivals, rate: 3/y}\n"
                     "  reply: {kind: arrivals, upon: [{shock: curb, chance: 40%, after: exponential(3m)}], "
                     "impact: {A: -5%}}\n",
                     {{"shock/reply/count", Statistic::mean, 0, children},
                      {"shock/reply/count", Statistic::sd, 0, std::sqrt(children)},
                      {A, Statistic::mean, 0, std::exp(children * -0.05)}},
                     "step: 1m\n");
}

ExactCase at_once() {
  return of_arrivals(
      "ChildrenAtOnceOfAChain",
      "  first: {kind: arrivals, rate: 2/y}\n"
      "  second: {kind: arrivals, rate: 1/y, upon: [{shock: first, chance: 50%}]}\n"
      "  third: {kind: arrivals, upon: [{shock: second, chance: 70%}, {shock: first, chance: 20%}]}\n",
      {{"shock/second/count", Statistic::mean, 0, 2.0}, {"shock/third/count", Statistic::mean, 0, 1.8}});
}

// Hawkes: lambda' = beta (lambda0 - lambda) + a lambda in the mean; and the variance of counts from its own
// equations.
ExactCase hawkes() {
  const double base = 1.5, a = 2.0, beta = ln2 / 0.2, gap = beta - a;
  const double level = base * beta / gap;
  const double mean = level + (base - level) * -std::expm1(-gap) / gap;
  return of_arrivals("HawkesMeanCount",
                     "  curb: {kind: arrivals, rate: 1.5/y, excitation: {jump: 2/y, half_life: 0.2y}}\n",
                     {{"shock/curb/count", Statistic::mean, 0, mean},
                      {"shock/curb/any", Statistic::mean, 0, 1.0 - std::exp(-base)}},
                     "step: 1q\n");
}

// A rate that reads the count of another shock inside the step: exact whatever the step.
ExactCase reads_a_count() {
  const double l = 2.0, b = 0.5;
  // E of the integral of b N(s) is b l / 2.
  const double none = std::exp(-0.3 + l * integrate([&](double u) { return std::expm1(-b * u); }, 0.0, 1.0));
  return of_arrivals("RateReadsACount",
                     "  curb: {kind: arrivals, rate: 2/y}\n"
                     "  reply: {kind: arrivals, rate: 0.3/y + 0.5/y * curb.count}\n",
                     {{"shock/reply/count", Statistic::mean, 0, 0.3 + b * l / 2.0},
                      {"shock/reply/any", Statistic::mean, 0, 1.0 - none}},
                     "step: 1q\n");
}

ExactCase scheduled_dates() {
  return of_arrivals("ScheduledOutcomes",
                     "  vote:\n    kind: scheduled\n    every: 1q\n"
                     "    outcomes: {up: {probability: 30%, impact: {A: 10%}}, flat: {probability: 45%}, "
                     "down: {impact: {A: -10%}}}\n"
                     "  reply: {kind: arrivals, upon: [{shock: vote.down, chance: 60%}]}\n",
                     {{"shock/vote/outcomes/up", Statistic::mean, 0, 1.2},
                      {"shock/vote/outcomes/down", Statistic::mean, 0, 1.0},
                      {"shock/reply/count", Statistic::mean, 0, 4 * 0.25 * 0.6},
                      {A, Statistic::mean, 0, std::pow(1.0 + 0.03 - 0.025, 4)}});
}

ExactCase drawn_date() {
  return of_arrivals(
      "DrawnDate", "  vote: {kind: scheduled, at: \"uniform(3m, 15m)\", impact: {A: -30%}}\n",
      {{"shock/vote/outcomes/done", Statistic::mean, 0, 0.75}, {A, Statistic::mean, 0, 0.25 + 0.75 * 0.7}},
      "step: 1m\n");
}

}  // namespace

std::vector<ExactCase> arrival_cases() {
  return {poisson_counts(), window_and_max(), rate_in_time(),  mixed_poisson(),   triggered(),
          at_once(),        hawkes(),         reads_a_count(), scheduled_dates(), drawn_date()};
}

}  // namespace faultline::testing
