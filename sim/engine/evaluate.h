#pragma once

#include "engine/rows.h"
#include "plan/program.h"

#include <cstddef>

namespace faultline {

/// When a program is evaluated.
struct Instant {
  double now = 0.0;   ///< [years]
  double time = 0.0;  ///< `t` as the use has it
};

/// Evaluates a program for `n` paths at once, one pass per instruction along the row. `temporaries` has at
/// least as many rows as the program has instructions.
void evaluate_row(const Program& program, const Rows<double>& registers, std::size_t n, Instant instant,
                  Rows<double>& temporaries, double* out);

/// The same for one path: the same bits.
double evaluate_lane(const Program& program, const Rows<double>& registers, std::size_t lane, Instant instant,
                     double* temporaries);

}  // namespace faultline
