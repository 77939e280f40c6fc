#include "engine/lean_actions.h"

#include "engine/step_registers.h"

namespace faultline {

std::vector<LeanAction> lean_actions(const Plan& plan, const std::vector<bool>& read) {
  const auto matters = [&](const Step& step) {
    if (std::holds_alternative<act::Mark>(step)) return false;
    if (const auto* notify = std::get_if<act::Notify>(&step))
      return !plan.sources[at(notify->source)].empty();
    bool writes = false, wanted = false;
    for_each_written(step, [&](RegisterId r) { writes = true, wanted = wanted || read[at(r)]; });
    return !writes || wanted;
  };
  std::vector<LeanAction> lean;
  for (const Action& action : plan.actions) {
    lean.emplace_back();
    for (const Step& step : action)
      if (matters(step)) lean.back().push_back(&step);
  }
  return lean;
}

}  // namespace faultline
