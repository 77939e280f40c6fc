#pragma once

#include "shocks/fields.h"
#include "shocks/kinds.h"
#include "shocks/phases.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

// The fields of phases as they are written, before names of phases are resolved.

namespace faultline {

/// `to`: one phase, or a split of several.
struct EdgeTargets {
  std::vector<std::pair<Located<std::string>, std::optional<Quantity>>> branches;
  SourceRange where;
};

struct EdgeFields {
  EdgeTargets to;
  std::optional<Quantity> hazard, after, at, speed, chance;
  std::optional<Located<EventSource>> upon;
  Jump jump;
  SourceRange where;
  bool usable = false;
};

struct PhaseFields : Phases::Phase {
  std::vector<EdgeFields> edges;
};

struct PhasesFields : Phases {
  Located<std::string> initial_name;
  NamedList<PhaseFields> named;
  Jump defaults;
};

const FieldTable<PhasesFields>& phases_fields();
std::vector<FieldPage> phase_pages();

}  // namespace faultline
