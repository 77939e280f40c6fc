#pragma once

#include "shocks/common.h"

namespace faultline {

/// A deal, approval or build-out that moves through named states: a semi-Markov chain with competing edges.
///
/// | edge by | in YAML                        | in memory                                        |
/// |---------|--------------------------------|--------------------------------------------------|
/// | hazard  | 1/time, expression             | Quantity [1/year], >= 0                          |
/// | after   | law of durations, speed        | sojourn [years] drawn on entry; speed >= 0 runs it |
/// | at      | date, duration or law          | [years since the start]; past on entry: never    |
/// | upon    | shock, chance                  | Quantity in [0, 1], drawn at each event          |
///
/// The first edge to fire wins. Edge and entry impacts are two jumps with severities drawn apart.
struct Phases : ShockBase {
  enum class EdgeKind : std::uint8_t { hazard, after, at, upon };

  struct Branch {
    std::uint32_t phase = 0;
    std::optional<Quantity> probability;  ///< none: the rest, or the only branch
  };
  struct Edge {
    EdgeKind kind = EdgeKind::hazard;
    std::vector<Branch> to;
    Quantity clock;                 ///< hazard, sojourn or moment, by kind
    std::optional<Quantity> speed;  ///< of `after`
    std::optional<EventSource> upon;
    std::optional<Quantity> chance;  ///< of `upon`, default 1
    Jump jump;
    SourceRange where;
  };
  struct Phase : Annotation {
    std::string name;
    Jump entry;
    std::vector<While> whiles;
    std::vector<Edge> next;
  };

  std::uint32_t initial = 0;
  std::vector<Phase> phases;
  std::optional<Quantity> priced_in;
  std::vector<While> whiles;
};

}  // namespace faultline
