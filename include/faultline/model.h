#pragma once

#include "faultline/scenario.h"
#include "model/market.h"
#include "shocks/arrivals.h"
#include "shocks/phases.h"
#include "shocks/process.h"
#include "shocks/regimes.h"
#include "shocks/scheduled.h"

#include <string>
#include <variant>
#include <vector>

namespace faultline {

using Shock = std::variant<Arrivals, Scheduled, Phases, Process, Regimes>;

/// A checked scenario: names resolved, native units, every rule of the language that can be checked ahead
/// holds.
struct Model {
  Market market;
  std::vector<Shock> shocks;                               ///< in file order
  std::vector<std::pair<std::string, std::string>> files;  ///< path and sha256 of every file read
  std::vector<std::string> unread_parameters;              ///< of the top file: no text mentions them
};

const ShockBase& base(const Shock& shock);
const std::string& kind_name(const Shock& shock);

/// Checks a scenario as a whole; all problems at once. Warnings come with the model, which does not refer to
/// the spec. From any thread.
Result<Model> validate(const ScenarioSpec& spec);

}  // namespace faultline
