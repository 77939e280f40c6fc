#pragma once

#include "math/distribution.h"
#include "plan/program.h"
#include "random/bulk.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace faultline {

struct Check;
struct ProcessPlan;

/// Kernels work on whole groups of this many paths; rows of state are padded to it.
inline constexpr std::size_t lane_group = 32;
constexpr std::size_t padded_lanes(std::size_t n) {
  return (n + lane_group - 1) / lane_group * lane_group;
}

/// Four rows, of which the first `rows` are wanted, that are linear combinations of the rows at `inputs`:
/// weight of input k in row r at weights[4 k + r]. Rows 0 .. r read the first ends[r] inputs.
template <class Real>
struct MixGroup {
  const Real* weights;
  const Real* const* inputs;
  std::array<std::size_t, 4> ends;
  std::size_t rows;
};

/// A number for each path, or one for all where there is no row.
struct Coefficient {
  const double* row = nullptr;
  double value = 1.0;
};

/// A step of one log price along the paths, m the multiplier:
/// (drift - m^2 variance / 2) dt + m sqrt(dt) residual mixing noise.
struct Motion {
  Coefficient drift;
  Coefficient multiplier;
  Coefficient variance;
  Coefficient residual;
  Coefficient mixing;
  double dt;
  double sqrt_dt;
};

/// An asset whose drift and volatility are numbers, a year's: its log price x moves by
/// mean * time + scale * sqrt(time) * noise.
struct SteadyAsset {
  double mean;
  double scale;
  double spread;    ///< the most that scale * noise can be if the normals in it are at most 1 in size
  std::size_t row;  ///< of its noise
  double* x;
  double* price;  ///< null where nobody follows it
};

/// The steps of a quad up to some step of it.
struct QuadSoFar {
  std::size_t steps = 0;
  double time = 0.0;
  double sqrt_dt = 0.0;                          ///< of the first step
  std::array<double, steps_per_quad> weights{};  ///< sqrt_dt over that of the first step; 0 later on
};

/// A position of a portfolio: its units, one number or a row, times the price.
struct Position {
  const double* price;
  double units;
  const double* unit_row;
};

/// When clocks of a constant rate are due: max(armed, from) - log(u) / rate, if before `to` and no later than
/// the horizon. Times [years], rate > 0 [1/year].
struct Firing {
  double rate;
  double from;
  double to;
  double horizon;
};

/// A clock per element: the time at which it is armed or due, and its path.
struct ClockRows {
  double* times;
  std::uint64_t* paths;
  std::uint64_t* lanes;
};

/// A clock that runs down along the paths, by rate * time where it is armed: where its budget is finite.
struct Countdown {
  Coefficient rate;
  double time;
  double slack;
  const double* budget;
};

/// The inner loops of one instruction set. Each gives the same bits on every set. `n` is a multiple of
/// lane_group, rows are aligned to 64 bytes and padded to it.
struct Kernels {
  /// `steps` steps of a quad: row 4 (4 g + r) + j of `out` gets combination r of group g in step j. Inputs
  /// are at their first step, the others follow in rows of the same stride.
  void (*mix_single)(const MixGroup<float>* groups, std::size_t count, float* out, std::size_t stride,
                     std::size_t steps, std::size_t n);
  void (*mix_double)(const MixGroup<double>* groups, std::size_t count, double* out, std::size_t stride,
                     std::size_t steps, std::size_t n);
  /// x += d, and price *= e^d where `price` is not null; d the motion.
  void (*move_single)(const float* noise, const Motion& motion, double* x, double* price, std::size_t n);
  void (*move_double)(const double* noise, const Motion& motion, double* x, double* price, std::size_t n);
  /// A step of `count` assets with prices: price *= e^(mean dt + scale sqrt(dt) noise), to 1.9e-7 of
  /// |mean| dt + |scale| sqrt(dt) |noise| in single precision, 5.1e-11 in double. The noise of row r is at
  /// noise + r * stride; the normals in it are at most `largest` in size.
  void (*grow_single)(const float* noise, std::size_t stride, const SteadyAsset* assets, std::size_t count,
                      double dt, double largest, std::size_t n);
  void (*grow_double)(const double* noise, std::size_t stride, const SteadyAsset* assets, std::size_t count,
                      double dt, double largest, std::size_t n);
  /// out = x + mean * time + scale * sqrt_dt * sum of weight * noise over the quad, a row of `noise` a step.
  void (*settled_single)(const float* noise, std::size_t stride, const SteadyAsset& asset,
                         const QuadSoFar& quad, double* out, std::size_t n);
  void (*settled_double)(const double* noise, std::size_t stride, const SteadyAsset& asset,
                         const QuadSoFar& quad, double* out, std::size_t n);
  /// out[i] = apply(op, a[i], b[i], c[i], now) for the first `n` elements, any number and alignment
  void (*instruct)(Opcode op, Coefficient a, Coefficient b, Coefficient c, double now, double* out,
                   std::size_t n);
  /// Whether each of the first `n` values holds the check; any number and alignment.
  bool (*all_hold)(const Check& check, const double* values, std::size_t n);
  /// out = e^x
  void (*exp)(const double* x, double* out, std::size_t n);
  /// Levels of a process from where it stands on its scale, and back.
  void (*levels)(const ProcessPlan& process, const double* y, double* level, std::size_t n);
  void (*scales)(const ProcessPlan& process, const double* level, double* y, std::size_t n);
  /// out[i] = the law's quantile at u[i]; true when some u lies so far out (1.4e-11) that its element must be
  /// drawn anew by the law itself.
  bool (*draw_normal)(const Distribution::NormalForm& law, const double* u, double* out, std::size_t n);
  /// jumps = severity log(1 + x), factors = e^jumps; without `severity` it is 1
  void (*log_jumps)(const double* x, const double* severity, double* jumps, double* factors, std::size_t n);
  /// Clocks armed, and in the same order those of them that fire, with their number as the result. `n` is
  /// any number and alignment; rows can be read and written for a lane_group more. `u` is overwritten.
  std::size_t (*fire)(const Firing& firing, double* u, const ClockRows& armed, std::size_t n,
                      const ClockRows& fired);
  /// need = what the clock runs down by; late = 1 where that leaves no more than the slack of its budget.
  void (*look_ahead)(const Countdown& clock, double* need, double* late, std::size_t n);
  /// used = need where late is 0, else 0; budget -= used
  void (*run_down)(const double* need, const double* late, double* budget, double* used, std::size_t n);
  /// value = cash + sum of units * price, of whatever stands there; `value` may be `cash`
  void (*value)(const double* cash, const Position* positions, std::size_t count, double* value,
                std::size_t n);
  /// peak = max(peak, value), deepest = max(deepest, (peak - value) / peak)
  void (*follow_value)(const double* value, double* peak, double* deepest, std::size_t n);
  /// Both in one.
  void (*value_followed)(const double* cash, const Position* positions, std::size_t count, double* value,
                         double* peak, double* deepest, std::size_t n);
  /// peak = max(peak, x), deepest = max(deepest, peak - x)
  void (*follow_log)(const double* x, double* peak, double* deepest, std::size_t n);
};

/// `target` must be among supported_simd_targets().
const Kernels& kernels_of(SimdTarget target);

}  // namespace faultline
