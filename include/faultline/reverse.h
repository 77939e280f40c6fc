#pragma once

#include "faultline/estimate.h"
#include "faultline/scenario.h"
#include "faultline/simulate.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// How the paths of a reverse study are run.
struct ReverseRunOptions {
  std::uint64_t paths = 0;            ///< 0: the file's
  std::optional<std::uint64_t> seed;  ///< none: the file's
  NormalPrecision precision = NormalPrecision::single;
  int threads = 0;  ///< 0: all processors
  /// Told about how many bytes the study will hold, before it takes them; may throw.
  std::function<void(double bytes)> reserve;
  std::function<void(std::uint64_t done, std::uint64_t of)> progress;  ///< paths, from any thread
};

/// What a loss is asked for.
struct ReverseOptions {
  std::string series;       ///< portfolio or asset; empty: the first portfolio, or the first asset
  std::string horizon;      ///< "3m"; empty: the run horizon
  double loss = 0.3;        ///< fraction, positive, else std::invalid_argument
  bool drawdown = false;    ///< the largest fall from the running maximum instead of the loss at the horizon
  std::size_t stories = 5;  ///< at most
  std::size_t rules = 3;    ///< at most
  ReverseRunOptions run;
};

/// How a condition divides the tail from all paths. Conditions are expressions of the scenario language.
///
///     lift = share in the tail / share of all paths = P(loss | condition) / P(loss)
struct ReverseShares {
  std::string condition;
  Estimate in_tail;
  Estimate of_all;
  Estimate loss_given;  ///< P(loss | condition)
  Estimate lift;
};

/// Something that can happen, on its own.
struct ReverseOutcome : ReverseShares {
  std::string subject;            ///< shock, variable, parameter, or label of report.given
  std::vector<std::string> also;  ///< what holds on the very same paths
  double z = 0.0;                 ///< of the difference between the tail and the other paths (pooled)
  bool significant = false;       ///< beyond chance at 5 % over all outcomes together (Bonferroni)
  double information = 0.0;       ///< relative entropy of its share in the tail to that of all [nats]
};

/// When something in a story usually happens, over the paths of the tail that tell it.
struct ReverseMoment {
  std::string event;                             ///< its time as an expression, "export_curb.first"
  double share = 0.0;                            ///< of these paths on which it happens
  double early = 0.0, median = 0.0, late = 0.0;  ///< quartiles where it happens [years]
};

/// One of disjoint combinations of what matters most together.
struct ReverseStory : ReverseShares {
  double coverage = 0.0;               ///< of the tail, by this story and those before it
  std::vector<ReverseMoment> moments;  ///< of what happens on half of these paths or more, by median
  double in_order = 0.0;               ///< share of these paths on which all moments happen in this order
};

/// A box found by PRIM (Friedman and Fisher 1999, Statistics and Computing 9).
struct ReverseRule : ReverseShares {
  double coverage = 0.0;  ///< of the tail, by this rule and those before it together
};

/// What an asset returns on the paths of the tail, and on all.
struct ReverseAsset {
  std::string name;
  Estimate in_tail;
  Estimate of_all;
};

/// What the paths that lose so much have in common.
struct ReverseLoss {
  std::string title;
  std::string series;
  std::string horizon;
  bool ends_early = false;  ///< before the paths do: conditions of the loss are those at `horizon`
  double loss = 0.0;
  bool drawdown = false;
  std::uint64_t paths = 0;
  std::uint64_t seed = 0;
  std::uint64_t tail_paths = 0;
  Estimate probability;
  Estimate beyond;                    ///< mean loss (or drawdown) on the paths of the tail
  std::uint64_t needed_paths = 0;     ///< that give 200 paths in the tail, about; 0 where there are as many
  std::vector<std::string> withheld;  ///< "outcomes", "stories", "rules": too few paths in the tail
  std::size_t features = 0;           ///< numbers of a path that were looked at
  double critical_z = 0.0;            ///< beyond which an outcome is significant
  std::vector<ReverseOutcome> outcomes;  ///< by information, largest first
  std::vector<ReverseStory> stories;     ///< by share of the tail, largest first
  std::vector<ReverseRule> rules;        ///< in the order found
  std::vector<ReverseAsset> assets;      ///< in file order
};

/// Reverse stress test: the probability of a loss, which outcomes of shocks are more frequent where it
/// happens, the few joint stories that cover it, and rules that tell it apart. Every path gives numbers that
/// the scenario language can read (counts, first times, phases, severities, levels and extremes of processes,
/// variables, drawn parameters), as they stand at the horizon. Stories and rules are found on the paths of
/// even number, and every figure of theirs is of the paths of odd number. Fewer than 200 paths in the tail
/// withhold stories and rules, fewer than 30 outcomes too. The same bits for any number of threads. Errors:
/// of the scenario; an unknown series; a horizon that is not on the grid. Throws RunError.
Result<ReverseLoss> reverse_loss(const std::filesystem::path& file, const ReadOptions& read,
                                 const ReverseOptions& options, Sources& sources);

/// How the belief in one outcome must move.
struct BeliefShift {
  std::string subject;
  std::string condition;
  Estimate before;                ///< probability in the model
  Estimate after;                 ///< in the nearest model that reaches the limit
  Estimate change;                ///< paired
  bool significant = false;       ///< a change beyond chance at 5 % over all outcomes together (Bonferroni)
  std::vector<std::string> also;  ///< what holds on as many paths in both
};

/// How the mean return of an asset must move.
struct BeliefAsset {
  std::string name;
  Estimate before;
  Estimate after;
  Estimate change;  ///< paired
};

/// The nearest model, in relative entropy, in which a metric stands at the bound of its limit.
///
///     minimise E_Q[log dQ/dP]  over Q with  metric(Q) = bound;   dQ/dP = exp(theta g) / E_P[exp(theta g)]
///
/// g is what the metric averages: the return for a mean, 1{loss} - p for a probability, v + (L - v)^+ / (1 -
/// c) less the bound for ES (v the VaR under Q; Rockafellar and Uryasev 2000), each within its condition if
/// it has one. For a probability the entropy is p* log(p*/p) + (1 - p*) log((1 - p*)/(1 - p)). Glasserman and
/// Xu (2013), Robust risk measurement and model risk, Quantitative Finance 14.
struct Belief {
  std::string limit;
  Estimate value;  ///< of the metric in the model
  double bound = 0.0;
  bool held = false;     ///< by the value; Q breaks the limit then, and keeps it otherwise
  bool reached = false;  ///< false: no reweighting of these paths reaches the bound; `note` says so
  std::string note;      ///< also where fewer than 100 paths carry the change; below 30 shifts are withheld
  Estimate entropy;      ///< [nats per path, i.e. per horizon]
  double theta = 0.0;    ///< tilt [1 / unit of g]
  double effective_paths = 0.0;  ///< (sum w)^2 / sum w^2
  double carrying_paths = 0.0;   ///< the same of max(w - 1, 0): how many paths the change rests on
  double histories = 0.0;  ///< independent horizons after which the evidence for Q, were it true, is 20 : 1
                           ///< on average: log 20 / entropy
  double detection = 0.0;  ///< at most the probability of telling Q from P by one such history, both equally
                           ///< likely before: 1/2 + sqrt(entropy / 8) (Pinsker), at most 1
  std::vector<BeliefShift> shifts;  ///< significant ones first, by information
  std::vector<BeliefAsset> assets;  ///< in file order
};

struct BeliefOptions {
  std::vector<std::string> limits;  ///< "es(core, 99%) <= 45%"; none: the file's
  ReverseRunOptions run;
};

struct BeliefStudy {
  std::string title;
  std::uint64_t paths = 0;
  std::uint64_t seed = 0;
  std::vector<Belief> beliefs;
};

/// How far the model must be wrong for each limit to break (or, where it is broken already, to hold); not for
/// limits on an sd, which say so. No beliefs where there is no limit. Errors: of the scenario and of the
/// limits. Throws RunError.
Result<BeliefStudy> reverse_belief(const std::filesystem::path& file, const ReadOptions& read,
                                   const BeliefOptions& options, Sources& sources);

}  // namespace faultline
