#include "engine/step_registers.h"

namespace faultline {

std::vector<bool> read_registers(const Plan& plan) {
  std::vector<bool> read(plan.initial.size());
  const auto see = [&](RegisterId r) { read[at(r)] = true; };
  const auto see_operand = [&](const Operand& operand) {
    if (operand.is_state()) read[operand.index] = true;
  };
  for (const Program& program : plan.programs) {
    for (const Instruction& i : program.code) see_operand(i.a), see_operand(i.b), see_operand(i.c);
    see_operand(program.result);
  }
  for (const Action& action : plan.actions)
    for (const Step& step : action) for_each_read(step, see);
  for (const auto& listeners : plan.sources)
    for (const Trigger& trigger : listeners) {
      if (trigger.guard) see(trigger.guard->state);
      if (trigger.stamp) see(*trigger.stamp);
    }
  for (const Clock& clock : plan.clocks) {
    see(clock.number.counter);
    if (clock.count) see(*clock.count);
    see(clock.anchor);
  }
  for (const ActingState& machine : plan.acting) see(machine.state);
  return read;
}

}  // namespace faultline
