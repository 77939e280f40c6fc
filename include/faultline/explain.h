#pragma once

#include "faultline/estimate.h"
#include "faultline/model.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// How one event moves one target: exp(J) - 1, severity included and before it unfolds.
struct EventSize {
  std::string target;
  std::string law;    ///< as written in the file
  double mean = 0.0;  ///< E[exp(J)] - 1
  double low = 0.0;   ///< 5 % quantile of exp(J) - 1
  double high = 0.0;  ///< 95 % quantile
};

/// The moves that belong together: of every event, of one outcome, of entering a phase.
struct EventSizes {
  std::string when;  ///< "each event", "if passed", "on entering dead"
  std::vector<EventSize> sizes;
};

/// What a shock does to one asset or portfolio up to the horizon T, everything that follows from it included:
///
///     value_effect = E[V_T with the shock] / E[V_T without it] - 1
///     drift        = log(1 + value_effect) / T                                    [1/year]
///     spread       = sd(log V_T with the shock - log V_T without it) / sqrt(T)    [1/sqrt(year)]
///
/// Closed form where it exists (then without error), otherwise the same paths run with and without the shock;
/// each with one standard error. For a compound Poisson shock the spread is sqrt(rate * E[J^2]).
struct ExpectedEffect {
  std::string series;
  Estimate value_effect;
  double drift = 0.0;
  Estimate spread;
  bool closed_form = false;
};

/// Something of the model acts on something else.
struct Influence {
  std::string from;
  std::string to;
  std::string label;  ///< reads | upon | impact | while | effect | beta | holds
  std::string
      detail;  ///< the fields that read it, or the events: "target", "impact on NVDA", "approval.refused"
};

struct ExplainedShock {
  std::string name;
  std::string kind;
  std::string label;
  std::string note;
  std::string source;  ///< title, and document in parentheses
  std::string basis;
  bool enabled = true;
  std::vector<std::string> sentences;  ///< how it works, with resolved numbers
  std::vector<std::string> expected;   ///< what is to be expected of it up to the horizon
  std::vector<EventSizes> events;
  std::vector<ExpectedEffect> effects;
  std::vector<Influence> uses;  ///< parameters
  std::vector<Influence> listens_to;
  std::vector<Influence> listened_to_by;
};

struct ExplainedPortfolio {
  std::string name;
  std::string label;
  std::string note;
  std::vector<std::string> sentences;  ///< what it holds, when it trades and what that costs
};

/// A named expression that is reported like a level.
struct ExplainedVariable {
  std::string name;
  std::string label;
  std::string note;
  std::string words;  ///< as written, and its value at the start
};

/// What the model implies for one asset or portfolio.
struct ImpliedSeries {
  std::string name;
  std::string label;
  Estimate mean_return;             ///< E[V_T / V_0] - 1 with all shocks
  Estimate undisturbed;             ///< the same without shocks
  std::optional<double> diffusion;  ///< volatility of the diffusion at its base values [1/sqrt(year)]; assets
  /// sd(log V_T / V_0) / sqrt(T), with all shocks [1/sqrt(year)]; NaN where V_T is 0 or less on some path
  Estimate volatility;
  Estimate jumps;  ///< expected number of jumps per year; assets
};

/// An entry of the assumption register.
struct Assumption {
  std::string kind;  ///< parameter | factor | asset | shock | ...
  std::string name;
  std::string label;
  std::string value;
  std::string range;
  std::string basis;  ///< empty: nobody has said where it comes from
  std::string source;
  std::string note;
};

/// A model in plain words and numbers: fractions, years.
struct Explanation {
  std::string title;
  std::string description;
  std::string description_from;  ///< the extended file that it describes; empty: the scenario itself
  std::string start;             ///< ISO date or empty
  std::string horizon;
  double years = 0.0;
  std::uint32_t steps = 0;
  std::string innovations;
  std::uint64_t paths = 0;  ///< behind every simulated figure
  std::vector<ExplainedShock> shocks;
  std::vector<ExplainedPortfolio> holdings;
  std::vector<ExplainedVariable> variables;
  std::vector<ImpliedSeries> assets;
  std::vector<ImpliedSeries> portfolios;
  std::vector<double> diffusion_correlation;  ///< row-major over assets, factors' part included
  std::vector<double> total_correlation;  ///< of log V_T with all shocks, simulated; row-major over assets
  std::vector<Assumption> assumptions;
  std::vector<std::string> unread_parameters;  ///< of the scenario's own file: they change nothing
};

struct ExplainOptions {
  /// Of the simulations behind what has no closed form, at least 1, else std::invalid_argument.
  std::uint64_t paths = 4096;
  int threads = 0;  ///< 0: all processors
};

/// Works out what a checked model says and implies. Runs one small simulation of all shocks, and one for
/// every enabled shock without it, with the file's seed. Throws RunError (faultline/run_error.h) as
/// simulate() does.
Explanation explain(const Model& model, const ExplainOptions& options = {});

/// The explanation to read, folded to `width` columns where its words allow. UTF-8.
std::string to_text(const Explanation& explanation, std::size_t width = 100);

/// The same as JSON: fractions and years, null for what does not exist.
std::string to_json(const Explanation& explanation);

/// Who acts on whom, in file order.
std::vector<Influence> influences(const Model& model);

/// The graph of influences for Graphviz.
std::string to_dot(const Model& model);

/// A commented scenario to start from, with this title.
std::string starter_scenario(const std::string& title);

}  // namespace faultline
