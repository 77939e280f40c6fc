#include "faultline/explain.h"

namespace faultline {
namespace {

constexpr const char* after_title = R"yaml(description: >-
  Two shares, a portfolio and three shocks. Every figure is an invention to be replaced: `faultline explain` lists
  them with what they rest on, and `faultline help arrivals` (or any other word) tells what may be written.

sources:                        # where figures come from; `source:` anywhere names one of these
  my-notes: {title: Notes on the deal}

start: 2026-01-02               # only needed where dates are used
horizon: 12m
step: 1w                        # the grid that volatility, processes and portfolios move on; events come at any time

parameters:                     # named numbers, changed with --set NAME=VALUE
  curb_rate:
    value: 1.5/y                # units belong to numbers: 35%, 250bp, 10d 2w 3m 1q 1y, 1.5/y
    range: [0.7/y, 2.8/y]
    basis: judgement            # article | calibrated | published | judgement
    source: my-notes
    note: three cases in two years

assets:                         # volatility and drift per year
  ALPHA: {label: the buyer, drift: 7%, volatility: 30%, basis: judgement}
  BETA: {label: the maker of chips, drift: 9%, volatility: 45%, basis: judgement}

dependence:
  correlation:
    BETA: {ALPHA: 0.5}
  innovations: student_t(5)     # or normal

shocks:
  export_curb:                  # arrivals: events that come again and again
    kind: arrivals
    basis: judgement
    rate: curb_rate
    impact:
      ALPHA: -2% +- 2%          # simple returns: mean and standard deviation, drawn anew each time
      BETA: -9% to -1%          # or the range that holds nine in ten
    fade: {share: 30%, half_life: 2w}     # part of the fall comes back

  approval:                     # scheduled: a decision with a date
    kind: scheduled
    basis: judgement
    at: 2026-06-30
    outcomes:
      granted:
        probability: 70% - 10% * min(export_curb.count, 3)    # may read what other shocks did
        impact: {ALPHA: 4% +- 2%}
      refused:                  # takes the rest
        impact: {ALPHA: -8% +- 3%}

  deal:                         # phases: named states; whichever way out fires first wins
    kind: phases
    basis: judgement
    initial: announced
    phases:
      announced:
        next:
          - {to: closed, after: 4m to 9m}
          - {to: dead, upon: approval.refused, chance: 60%}
      closed: {impact: {BETA: 3% +- 1%}}
      dead:
        impact: {ALPHA: -3% +- 2%}
        while: {volatility: {ALPHA: 1.3}}

portfolios:
  core: {weights: {ALPHA: 50%, BETA: 40%}, cash: 10%, cash_rate: 3%, rebalance: 13w, cost: 5bp}

report:
  horizons: [13w, 12m]
  given:                        # the same tables for the paths on which this holds
    deal dies: deal.reached(dead)

limits:                         # a breach ends `faultline run` with status 3
  - es(core, 99%) <= 70%

run: {paths: 100_000, seed: 42}
)yaml";

/// A double-quoted YAML scalar.
std::string in_quotes(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

}  // namespace

std::string starter_scenario(const std::string& title) {
  return "# A scenario to start from. Check it with `faultline check`, read it with `faultline explain`, run "
         "it with\n"
         "# `faultline run`.\nfaultline: 1\ntitle: " +
         in_quotes(title) + "\n" + after_title;
}

}  // namespace faultline
