#include "engine/touched.h"

#include "engine/step_registers.h"

#include <algorithm>

namespace faultline {

std::vector<EvaluationSet> touched_by_actions(const Plan& plan, std::span<const Evaluation> evaluations) {
  const auto readers = [&](RegisterId r) {
    EvaluationSet set = 0;
    for (std::size_t e = 0; e < evaluations.size(); ++e)
      if (reads(plan.programs[at(evaluations[e].program)], r) || evaluations[e].armed == r) set |= bit_of(e);
    return set;
  };
  EvaluationSet always = 0;
  for (const auto* list : {&plan.rates, &plan.step_start, &plan.step_midpoint})
    for (const Evaluation& e : *list) always |= readers(e.target);
  std::vector<EvaluationSet> touched;
  for (const Action& action : plan.actions) {
    EvaluationSet set = always;
    for (const Step& step : action) {
      for_each_written(step, [&](RegisterId r) { set |= readers(r); });
      if (const auto* arm = std::get_if<act::Arm>(&step)) set |= readers(plan.clocks[at(arm->clock)].budget);
    }
    touched.push_back(set);
  }
  return touched;
}

}  // namespace faultline
