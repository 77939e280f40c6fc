#pragma once

#include "shocks/common.h"

namespace faultline {

/// Market-wide states of a Markov chain in continuous time; a change acts on the market from the next grid
/// point.
struct Regimes : ShockBase {
  struct Edge {
    std::uint32_t to = 0;
    Quantity hazard;  ///< [1/year], >= 0
    SourceRange where;
  };
  struct State : Annotation {
    std::string name;
    std::vector<While::Entry> volatility;  ///< multipliers
    std::vector<While::Entry> drift;       ///< additions [1/year]
    std::optional<Quantity> blend;         ///< [0, 1]: residual correlation toward 1
    std::vector<Edge> next;
  };

  std::uint32_t initial = 0;
  std::vector<State> states;
  std::vector<While> whiles;
};

}  // namespace faultline
