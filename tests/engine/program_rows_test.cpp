#include <cmath>
#include <limits>

#include <gtest/gtest.h>
// RapidCheck needs GoogleTest to come first.
#include "engine/evaluate.h"

#include <rapidcheck/gtest.h>

namespace faultline {
namespace {

constexpr std::size_t lanes = 37;
constexpr std::size_t registers = 4;

Operand random_operand(std::size_t earlier) {
  switch (*rc::gen::inRange(0, earlier > 0 ? 5 : 4)) {
    case 0:
      return Operand::constant(*rc::gen::element(0.0, 1.0, -2.5, 1e-3, 40.0));
    case 1:
      return {OperandKind::now, 0, 0.0};
    case 2:
      return {OperandKind::time, 0, 0.0};
    case 3:
      return Operand::state(make_id<RegisterId>(*rc::gen::inRange<std::size_t>(0, registers)));
    default:
      return {OperandKind::temporary, static_cast<std::uint32_t>(*rc::gen::inRange<std::size_t>(0, earlier)),
              0.0};
  }
}

Program random_program() {
  Program program;
  const int length = *rc::gen::inRange(1, 12);
  for (int i = 0; i < length; ++i) {
    const auto earlier = program.code.size();
    const auto op = static_cast<Opcode>(*rc::gen::inRange(0, static_cast<int>(Opcode::decayed) + 1));
    program.code.push_back({op, random_operand(earlier), random_operand(earlier), random_operand(earlier)});
  }
  program.result = {OperandKind::temporary, static_cast<std::uint32_t>(program.code.size() - 1), 0.0};
  return program;
}

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

RC_GTEST_PROP(ProgramRows, GiveTheSameBitsAsTheScalarInterpreter, ()) {
  const Program program = random_program();
  Rows<double> state(registers, 48), temporaries(program.code.size(), 48), out(1, 48);
  for (std::size_t r = 0; r < registers; ++r)
    for (std::size_t i = 0; i < lanes; ++i)
      state[r][i] =
          *rc::gen::element(0.0, 1.0, -1.0, 0.3, 7.0, -20.0, std::numeric_limits<double>::infinity(),
                            std::numeric_limits<double>::quiet_NaN());
  const Instant instant{0.75, 0.5};
  LanePrograms alone({program}, state);
  for (const SimdTarget target : supported_simd_targets()) {
    evaluate_row(kernels_of(target), program, state, lanes, instant, temporaries, out[0]);
    for (std::size_t i = 0; i < lanes; ++i)
      RC_ASSERT(same(out[0][i], alone.evaluate(ProgramId{0}, i, instant)));
  }
}

}  // namespace
}  // namespace faultline
