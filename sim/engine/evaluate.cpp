#include "engine/evaluate.h"

#include <algorithm>

namespace faultline {
void evaluate_row(const Kernels& kernels, const Program& program, const Rows<double>& registers,
                  std::size_t n, Instant instant, Rows<double>& temporaries, double* out) {
  const auto source = [&](const Operand& o) -> Coefficient {
    switch (o.kind) {
      case OperandKind::constant:
        return {nullptr, o.value};
      case OperandKind::state:
        return {registers[o.index], 0.0};
      case OperandKind::temporary:
        return {temporaries[o.index], 0.0};
      case OperandKind::now:
        return {nullptr, instant.now};
      case OperandKind::time:
        return {nullptr, instant.time};
    }
    return {nullptr, 0.0};
  };
  const bool last_is_result =
      program.result.kind == OperandKind::temporary && program.result.index + 1 == program.code.size();
  for (std::size_t i = 0; i < program.code.size(); ++i) {
    const Instruction& instruction = program.code[i];
    double* target = last_is_result && i + 1 == program.code.size() ? out : temporaries[i];
    kernels.instruct(instruction.op, source(instruction.a), source(instruction.b), source(instruction.c),
                     instant.now, target, n);
  }
  if (last_is_result) return;
  const Coefficient result = source(program.result);
  if (result.row)
    std::copy_n(result.row, n, out);
  else
    std::fill_n(out, n, result.value);
}

LanePrograms::LanePrograms(const std::vector<Program>& programs, const Rows<double>& registers) {
  const auto for_each_operand = [&](auto see) {
    for (const Program& program : programs) {
      for (const Instruction& instruction : program.code)
        see(instruction.a), see(instruction.b), see(instruction.c);
      see(program.result);
    }
  };
  std::size_t steps = 0, most = 0, constants = 0;
  for (const Program& program : programs)
    steps += program.code.size(), most = std::max(most, program.code.size());
  for_each_operand([&](const Operand& operand) { constants += operand.is_constant() ? 1 : 0; });
  values_.resize(first_constant + constants + most);
  steps_.reserve(steps);
  double* const temporaries = values_.data() + first_constant + constants;
  double* next_constant = values_.data() + first_constant;
  const auto source = [&](const Operand& operand) -> Source {
    switch (operand.kind) {
      case OperandKind::constant:
        *next_constant = operand.value;
        return {next_constant++, 0};
      case OperandKind::state:
        return {registers[operand.index], ~std::size_t{0}};
      case OperandKind::temporary:
        return {temporaries + operand.index, 0};
      case OperandKind::now:
        return {values_.data() + now, 0};
      case OperandKind::time:
        break;
    }
    return {values_.data() + time, 0};
  };
  for (const Program& program : programs) {
    const Step* first = steps_.data() + steps_.size();
    for (const Instruction& i : program.code)
      steps_.push_back(
          {i.op, source(i.a), source(i.b), source(i.c), temporaries + (&i - program.code.data())});
    programs_.push_back({first, steps_.data() + steps_.size(), source(program.result)});
  }
}

}  // namespace faultline
