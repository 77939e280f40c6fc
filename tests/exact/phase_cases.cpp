#include "exact/cases.h"
#include "exact/closed_form.h"

namespace faultline::testing {
namespace {

const std::string asset = "assets:\n  A: {drift: 5%, volatility: 10%}\n";
const std::string A = "series/A/12m/return";

ExactCase of_phases(const std::string& name, const std::string& shocks, std::vector<Check> checks,
                    const std::string& head = "step: 1q\n") {
  return {name, scenario(head + asset + "shocks:\n" + shocks), std::move(checks)};
}

// open -> signed (1/y), open -> dead (0.6/y), signed -> dead (1.5/y): a matrix exponential; with the entries'
// jumps in the off-diagonal rates it gives E[exp(J)].
ExactCase competing_hazards() {
  const auto end = [](double signed_jump, double dead_jump) {
    const std::vector<double> q{-1.6, 1.0 * signed_jump, 0.6 * dead_jump, 0, -1.5, 1.5 * dead_jump, 0, 0, 0};
    return matrix_exponential(q, 3);
  };
  const std::vector<double> plain = end(1.0, 1.0), priced = end(1.2, 0.7);
  return of_phases("CompetingHazards",
                   "  deal:\n    kind: phases\n    initial: open\n    phases:\n"
                   "      open: {next: [{to: signed, hazard: 1/y}, {to: dead, hazard: 0.6/y}]}\n"
                   "      signed: {impact: {A: 20%}, next: [{to: dead, hazard: 1.5/y}]}\n"
                   "      dead: {impact: {A: -30%}}\n",
                   {{"shock/deal/final/open", Statistic::mean, 0, plain[0]},
                    {"shock/deal/final/signed", Statistic::mean, 0, plain[1]},
                    {"shock/deal/final/dead", Statistic::mean, 0, plain[2]},
                    {"shock/deal/reached/signed", Statistic::mean, 0, (1.0 - std::exp(-1.6)) / 1.6},
                    {A, Statistic::mean, 0, std::exp(0.05) * (priced[0] + priced[1] + priced[2])}});
}

/// P(gamma of integer shape k and rate r > t)
double gamma_survival(int k, double r, double t) {
  double sum = 0.0;
  for (int n = 0; n < k; ++n) sum += poisson(r * t, n);
  return sum;
}

ExactCase gamma_sojourn() {
  return of_phases("GammaSojourn",
                   "  deal:\n    kind: phases\n    initial: open\n    phases:\n"
                   "      open: {next: [{to: signed, after: \"gamma(3, 10m)\"}]}\n      signed: {}\n",
                   {{"shock/deal/reached/signed", Statistic::mean, 0, 1.0 - gamma_survival(3, 3.6, 1.0)},
                    {"shock/deal/when/signed", Statistic::quantile, 0.25,
                     solve([](double t) { return 1.0 - gamma_survival(3, 3.6, t); }, 0.25, 0.0, 3.0)}});
}

ExactCase mixed_edges() {
  const double h = 0.9;
  const auto density = [&](double t) { return h * std::exp(-h * t) * gamma_survival(3, 3.6, t); };
  const double died = integrate(density, 0.0, 1.0);
  const double open = std::exp(-h) * gamma_survival(3, 3.6, 1.0);
  return of_phases("HazardAgainstSojourn",
                   "  deal:\n    kind: phases\n    initial: open\n    phases:\n"
                   "      open: {next: [{to: signed, after: \"gamma(3, 10m)\"}, {to: dead, hazard: 0.9/y}]}\n"
                   "      signed: {}\n      dead: {}\n",
                   {{"shock/deal/final/dead", Statistic::mean, 0, died},
                    {"shock/deal/final/open", Statistic::mean, 0, open},
                    {"shock/deal/final/signed", Statistic::mean, 0, 1.0 - died - open}});
}

// A sojourn of 5m, run at half speed for the first half year's steps and at speed 2 later: 3m used up by 6m,
// the rest in 1m.
ExactCase speed() {
  return of_phases(
      "SpeedRunsTheSojourn",
      "  deal:\n    kind: phases\n    initial: open\n    phases:\n"
      "      open: {next: [{to: {signed: 35%, dead: 65%}, after: 5m, speed: \"if(t < 6m, 0.5, 2)\"}]}\n"
      "      signed: {}\n      dead: {}\n",
      {{"shock/deal/when/signed", Statistic::quantile, 0.2, 7.0 / 12.0},
       {"shock/deal/final/signed", Statistic::mean, 0, 0.35}});
}

// The hazard reads the count of another shock: exact on quarters.
ExactCase hazard_reads_count() {
  const double open =
      std::exp(-0.3 + 2.0 * integrate([](double u) { return std::expm1(-0.5 * u); }, 0.0, 1.0));
  return of_phases("HazardReadsACount",
                   "  curb: {kind: arrivals, rate: 2/y}\n"
                   "  deal:\n    kind: phases\n    initial: open\n    phases:\n"
                   "      open: {next: [{to: dead, hazard: 0.3/y + 0.5/y * curb.count}]}\n      dead: {}\n",
                   {{"shock/deal/final/open", Statistic::mean, 0, open}});
}

// Thinned arrivals end the phase, unless a date comes first.
ExactCase upon_and_date() {
  const double hit = 1.0 - std::exp(-1.8 * 0.5 * 7.0 / 12.0);
  return of_phases("EdgesUponAndAt",
                   "  curb: {kind: arrivals, rate: 1.8/y}\n"
                   "  deal:\n    kind: phases\n    initial: open\n    phases:\n"
                   "      open: {next: [{to: delayed, upon: curb, chance: 50%}, {to: signed, at: 7m}]}\n"
                   "      delayed: {}\n      signed: {}\n"
                   "  reply: {kind: arrivals, upon: [{shock: deal.delayed}]}\n",
                   {{"shock/deal/reached/delayed", Statistic::mean, 0, hit},
                    {"shock/deal/reached/signed", Statistic::mean, 0, 1.0 - hit},
                    {"shock/reply/count", Statistic::mean, 0, hit}});
}

struct TwoStates {
  double up = 1.5, down = 2.5;
  /// P(stressed at t | calm at 0)
  double stressed(double t) const { return up / (up + down) * -std::expm1(-(up + down) * t); }
};

const std::string regimes =
    "  market:\n    kind: regimes\n    initial: calm\n    states:\n"
    "      calm: {next: [{to: stress, hazard: 1.5/y}]}\n";

// The state at the start of each quarter sets its volatility: a product of matrices.
ExactCase regime_volatility() {
  const double dt = 0.25;
  const std::vector<double> move = matrix_exponential({-1.5 * dt, 1.5 * dt, 2.5 * dt, -2.5 * dt}, 2);
  double calm = 1.0, stress = 0.0;
  for (int k = 0; k < 4; ++k) {
    const double a = calm * std::exp(0.01 * dt), b = stress * std::exp(9 * 0.01 * dt);
    calm = a * move[0] + b * move[2];
    stress = a * move[1] + b * move[3];
  }
  const double share = integrate([](double t) { return TwoStates{}.stressed(t); }, 0.0, 1.0);
  return of_phases("RegimeVolatility",
                   regimes + "      stress: {volatility: {A: 3}, next: [{to: calm, hazard: 2.5/y}]}\n",
                   {{A, Statistic::mean, 0, std::exp(0.05)},
                    {A, Statistic::sd, 0, std::exp(0.05) * std::sqrt(calm + stress - 1.0)},
                    {"shock/market/share/stress", Statistic::mean, 0, share}});
}

ExactCase blend() {
  const double rho = 0.6 * 0.2 + 0.4, v = 0.0625, cov = rho * v;
  return {"BlendedCorrelation",
          scenario("step: 1q\nassets:\n  A: {drift: 0%, volatility: 25%}\n  B: {drift: 0%, volatility: 25%}\n"
                   "dependence: {correlation: {B: {A: 0.2}}}\n"
                   "shocks:\n  market:\n    kind: regimes\n    initial: tied\n    states:\n"
                   "      tied: {correlation: {blend: 40%}}\n"
                   "portfolios:\n  core: {weights: {A: 50%, B: 50%}}\n"),
          {{"series/core/12m/return", Statistic::sd, 0, std::sqrt(0.5 * (std::expm1(v) + std::expm1(cov)))}}};
}

}  // namespace

std::vector<ExactCase> phase_cases() {
  return {competing_hazards(),  gamma_sojourn(), mixed_edges(),       speed(),
          hazard_reads_count(), upon_and_date(), regime_volatility(), blend()};
}

}  // namespace faultline::testing
