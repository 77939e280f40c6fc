#include "engine/step_registers.h"

namespace faultline {

std::vector<bool> read_registers(const Plan& plan, const Clock* but_for) {
  std::vector<bool> read(plan.initial.size());
  const auto see = [&](RegisterId r) { read[at(r)] = true; };
  const auto see_operand = [&](const Operand& operand) {
    if (operand.is_state()) read[operand.index] = true;
  };
  for (const Program& program : plan.programs) {
    for (const Instruction& i : program.code) see_operand(i.a), see_operand(i.b), see_operand(i.c);
    see_operand(program.result);
  }
  for (std::size_t a = 0; a < plan.actions.size(); ++a) {
    const bool counts = but_for == nullptr || a != at(but_for->action);
    for (const Step& step : plan.actions[a])
      if (counts || std::holds_alternative<act::Notify>(step)) for_each_read(step, see);
  }
  for (const auto& listeners : plan.sources)
    for (const Trigger& trigger : listeners) {
      if (trigger.guard) see(trigger.guard->state);
      if (trigger.stamp) see(*trigger.stamp);
    }
  for (const Clock& clock : plan.clocks) {
    if (&clock == but_for) continue;
    see(clock.number.counter);
    if (clock.count) see(*clock.count);
    see(clock.anchor);
  }
  for (const ActingState& machine : plan.acting) see(machine.state);
  return read;
}

bool matters(const Plan& plan, const Step& step, const std::vector<bool>& read) {
  if (const auto* notify = std::get_if<act::Notify>(&step)) return !plan.sources[at(notify->source)].empty();
  bool writes = false, wanted = false;
  for_each_written(step, [&](RegisterId r) { writes = true, wanted = wanted || read[at(r)]; });
  return !writes || wanted;
}

}  // namespace faultline
