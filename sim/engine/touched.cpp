#include "engine/touched.h"

#include "engine/step_registers.h"

#include <algorithm>

namespace faultline {
namespace {

bool reads(const Plan& plan, const Evaluation& evaluation, RegisterId r) {
  return reads(plan.programs[at(evaluation.program)], r) || evaluation.armed == r;
}

std::vector<RegisterId> written_by(const Plan& plan, const Action& action) {
  std::vector<RegisterId> written;
  for (const Step& step : action) {
    for_each_written(step, [&](RegisterId r) { written.push_back(r); });
    if (const auto* arm = std::get_if<act::Arm>(&step)) written.push_back(plan.clocks[at(arm->clock)].budget);
  }
  return written;
}

/// Those that read a register whose evaluation comes after them, or not at all at events of the step.
EvaluationSet touched_by_all(const Plan& plan, std::span<const Evaluation> evaluations,
                             std::span<const Evaluation> earlier) {
  EvaluationSet always = 0;
  std::vector<RegisterId> known;
  for (const Evaluation& e : earlier) known.push_back(e.target);
  for (std::size_t i = 0; i < evaluations.size(); ++i) {
    for (const auto* list : {&plan.rates, &plan.step_start, &plan.step_midpoint})
      for (const Evaluation& e : *list)
        if (reads(plan, evaluations[i], e.target) &&
            std::find(known.begin(), known.end(), e.target) == known.end())
          always |= bit_of(i);
    known.push_back(evaluations[i].target);
  }
  return always;
}

}  // namespace

std::vector<EvaluationSet> touched_by_actions(const Plan& plan, std::span<const Evaluation> evaluations,
                                              std::span<const Evaluation> earlier) {
  const EvaluationSet always = touched_by_all(plan, evaluations, earlier);
  std::vector<EvaluationSet> touched;
  for (const Action& action : plan.actions) {
    std::vector<RegisterId> changed = written_by(plan, action);
    const auto changes = [&](const Evaluation& e) {
      const bool does =
          std::any_of(changed.begin(), changed.end(), [&](RegisterId r) { return reads(plan, e, r); });
      if (does) changed.push_back(e.target);
      return does;
    };
    for (const Evaluation& e : earlier) changes(e);
    EvaluationSet set = always;
    for (std::size_t i = 0; i < evaluations.size(); ++i)
      if (changes(evaluations[i])) set |= bit_of(i);
    touched.push_back(set);
  }
  return touched;
}

}  // namespace faultline
