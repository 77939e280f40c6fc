#include "shocks/shock_lowering.h"

namespace faultline {

Program equals_program(RegisterId r, double value) {
  ProgramBuilder builder;
  const Operand result = builder.emit(Opcode::equal, Operand::state(r), Operand::constant(value));
  return builder.finish(result);
}

Operand Lowering::condition_of(const Guard& guard) {
  ProgramBuilder builder;
  const Operand holds =
      builder.emit(Opcode::equal, Operand::state(guard.state), Operand::constant(guard.value));
  return kept(builder.finish(holds), add_check(Range::any(), {}), plan_.step_start);
}

void Lowering::add_entries(const ShockBase& shock, const std::vector<While::Entry>& entries,
                           Operand condition, bool volatility) {
  for (const While::Entry& entry : entries) {
    Clauses& clauses = entry.is_factor ? factor_clauses[entry.index] : asset_clauses[entry.index];
    (volatility ? clauses.volatility : clauses.drift)
        .push_back({position_of(shock), condition, entry.value.expression(), entry.value.field});
  }
}

void Lowering::add_whiles(const ShockBase& shock, const std::vector<While>& whiles,
                          const std::optional<Guard>& guard, const std::string& field) {
  if (!enabled(shock)) return;
  for (const While& block : whiles) {
    ProgramBuilder builder;
    Operand condition = Operand::constant(1.0);
    if (guard)
      condition = builder.emit(Opcode::equal, Operand::state(guard->state), Operand::constant(guard->value));
    if (block.when) {
      const Operand when = lower(block.when->expression(), builder);
      condition = guard ? builder.emit(Opcode::logical_and, condition, when) : when;
    }
    condition = kept(builder.finish(condition), add_check(Range::any(), field), plan_.step_start);
    add_entries(shock, block.volatility, condition, true);
    add_entries(shock, block.drift, condition, false);
  }
}

}  // namespace faultline
