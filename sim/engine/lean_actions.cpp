#include "engine/lean_actions.h"

#include "engine/step_registers.h"

namespace faultline {

std::vector<LeanAction> lean_actions(const Plan& plan, const std::vector<bool>& read) {
  std::vector<LeanAction> lean;
  for (const Action& action : plan.actions) {
    lean.emplace_back();
    for (const Step& step : action)
      if (!std::holds_alternative<act::Mark>(step) && matters(plan, step, read)) lean.back().push_back(&step);
  }
  return lean;
}

}  // namespace faultline
