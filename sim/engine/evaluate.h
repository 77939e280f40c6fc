#pragma once

#include "engine/kernels.h"
#include "engine/rows.h"
#include "plan/program.h"

#include <cstddef>
#include <vector>

namespace faultline {

/// When a program is evaluated.
struct Instant {
  double now = 0.0;   ///< [years]
  double time = 0.0;  ///< `t` as the use has it
};

/// Evaluates a program for `n` paths at once, one pass per instruction along the row. `temporaries` has at
/// least as many rows as the program has instructions.
void evaluate_row(const Kernels& kernels, const Program& program, const Rows<double>& registers,
                  std::size_t n, Instant instant, Rows<double>& temporaries, double* out);

/// The same programs for one path at a time: the same bits. Where every operand stands is found once.
class LanePrograms {
 public:
  /// `registers` stay where they are.
  LanePrograms(const std::vector<Program>& programs, const Rows<double>& registers);

  double evaluate(ProgramId program, std::size_t lane, Instant instant) {
    values_[now] = instant.now;
    values_[time] = instant.time;
    const Code& code = programs_[static_cast<std::size_t>(program)];
    for (const Step* step = code.first; step != code.last; ++step)
      *step->out = apply(step->op, step->a(lane), step->b(lane), step->c(lane), instant.now);
    return code.result(lane);
  }

 private:
  /// A row of registers, or one value.
  struct Source {
    const double* at;
    std::size_t along;  ///< all bits set for a row
    double operator()(std::size_t lane) const { return at[lane & along]; }
  };
  struct Step {
    Opcode op;
    Source a, b, c;
    double* out;
  };
  struct Code {
    const Step* first;
    const Step* last;
    Source result;
  };
  enum : std::size_t { now, time, first_constant };

  std::vector<double> values_;  ///< now, time, the constants, the temporaries
  std::vector<Step> steps_;
  std::vector<Code> programs_;
};

}  // namespace faultline
