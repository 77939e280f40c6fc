#include "support/everything.h"

namespace faultline::testing {

const std::string& everything() {
  static const std::string text = R"(faultline: 1
title: everything
horizon: 12m
step: 1w
parameters:
  rate: {value: 1/y to 3/y}
factors: {market: {volatility: 17%}}
assets:
  AAA: {drift: 5%, volatility: 30%, betas: {market: 1.1}}
  BBB: {drift: 4% + 2% * use.level, volatility: 40%}
  CCC: {drift: 6%, volatility: {total: 50%}}
dependence:
  correlation: {BBB: {AAA: 0.3}, CCC: {BBB: 0.4, use: 0.2}}
  innovations: student_t(5)
shocks:
  curb:
    kind: arrivals
    rate: rate
    severity: lognormal(1, 0.4)
    impact: {CCC: -3% +- 2%, market: -1% +- 1%}
    fade: {share: 25%, half_life: 2w}
    excitation: {jump: 2/y, half_life: 1m}
  echo:
    kind: arrivals
    upon: [{shock: curb, chance: 40%, after: 1w to 6w}, {shock: deal.signed}]
    impact: {BBB: -2% +- 1%}
  deal:
    kind: phases
    initial: talks
    phases:
      talks:
        next:
          - {to: {signed: 60%, dead: 40%}, hazard: 1.5/y / (1 + curb.count)}
          - {to: dead, upon: curb, chance: 10%}
      signed: {impact: {BBB: 2% to 6%}, build: {now: 30%, half_life: 1m}}
      dead: {impact: {BBB: -4% +- 1%}}
  ruling:
    kind: scheduled
    at: 4m to 8m
    outcomes: {good: {probability: 40% + 10% * deal.is(signed), impact: {AAA: 3%}}, bad: {impact: {AAA: -3% +- 1%}}}
  use:
    kind: process
    initial: 60%
    target: 50% + 5% * min(curb.count, 4)
    half_life: 6m
    volatility: 10%
    bounds: [0%, 100%]
    effect:
      BBB: 0.5 * min(level - 55%, 0)
  stress:
    kind: regimes
    initial: calm
    states:
      calm: {next: [{to: tense, hazard: 1/y}]}
      tense: {volatility: {AAA: 1.5, market: 1.3}, drift: {BBB: -5%}, correlation: {blend: 30%}, next: [{to: calm, hazard: 4/y}]}
portfolios:
  core:
    weights: {AAA: 50%, BBB: 30%, CCC: 30%}
    cash: -10%
    cash_rate: 3%
    rebalance: 13w
    cost: 5bp
    switch: [{when: deal.is(dead), weights: {AAA: 100%}}]
report:
  horizons: [13w, 12m]
  given: {bad ruling: ruling.is(bad)}
)";
  return text;
}

}  // namespace faultline::testing
