#pragma once

#include "faultline/plan.h"

#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// A set of evaluations; those beyond the 63rd of a list share the last bit.
using EvaluationSet = std::uint64_t;

constexpr EvaluationSet bit_of(std::size_t evaluation) {
  return EvaluationSet{1} << (evaluation < 63 ? evaluation : 63);
}

/// What an event changes of what a step holds from its start and of what switches wait for.
struct Touched {
  EvaluationSet step_start = 0;
  EvaluationSet step_midpoint = 0;
  EvaluationSet switches = 0;

  bool any() const { return (step_start | step_midpoint | switches) != 0; }
  Touched& operator|=(const Touched& other) {
    step_start |= other.step_start, step_midpoint |= other.step_midpoint, switches |= other.switches;
    return *this;
  }
};

/// Per action, which evaluations read what it writes: the others keep their values, to the last bit. That a
/// clock is armed counts as read by the evaluations that are checked only then. What reads the register of
/// one of `earlier`, which are evaluated before, or of one that stands before it, is in the set when that one
/// reads what the action writes; what reads any other evaluation's register is in every set.
std::vector<EvaluationSet> touched_by_actions(const Plan& plan, std::span<const Evaluation> evaluations,
                                              std::span<const Evaluation> earlier);

}  // namespace faultline
