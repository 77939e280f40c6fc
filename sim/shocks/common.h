#pragma once

#include "model/market.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline {

enum class Unfolding : std::uint8_t {
  at_once,  ///< J
  fade,     ///< J (1 - f + f 2^(-t/h)), f the share that decays back
  build,    ///< J (1 - (1 - f) 2^(-t/h)), f the share felt now
};

struct Unfold {
  Unfolding kind = Unfolding::at_once;
  Quantity share;      ///< f in [0, 1]
  Quantity half_life;  ///< h [years], > 0
};

/// One target of an impact, groups already resolved: x is drawn for it alone.
struct ImpactTarget {
  bool is_factor = false;
  std::uint32_t index = 0;  ///< position in Market::assets or Market::factors
  std::string name;
  Quantity jump;  ///< simple return x > -1, a law or an expression
};

/// A jump felt together: log jump of a target = s log(1 + x).
struct Jump {
  std::vector<ImpactTarget> impact;
  std::optional<Quantity> severity;  ///< s >= 0
  Unfold unfold;
};

/// In force over the steps at whose start `when` holds.
struct While {
  std::optional<Quantity> when;
  struct Entry {
    bool is_factor = false;
    std::uint32_t index = 0;
    std::string name;
    Quantity value;
  };
  std::vector<Entry> volatility;  ///< multipliers >= 0
  std::vector<Entry> drift;       ///< additions [1/year]
};

/// An `upon` source: every event of a shock, or those of one phase, outcome or state.
struct EventSource {
  std::uint32_t shock = 0;  ///< position in Model::shocks
  std::int32_t part = -1;   ///< position among the phases, outcomes or states, -1 for all
  std::string text;         ///< as written
};

/// What every kind has.
struct ShockBase : Annotation {
  std::string name;
  std::string kind;
  std::uint32_t symbol = 0;
  bool enabled = true;
  SourceRange where;
};

}  // namespace faultline
