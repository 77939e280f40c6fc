// The loops of the -inl.h files for AVX2 and AVX-512, compiled once for each by
// Highway's foreach_target; the scalar target is the same code one lane at a time.
#include "engine/kernels.h"

#include "core/contract.h"
#include "faultline/plan.h"
#include "math/elementary.h"
#include "math/normal_quantile.h"

// The build's baseline is x86-64-v3, that is AVX2 with FMA.
#undef HWY_BASELINE_TARGETS
#define HWY_BASELINE_TARGETS HWY_AVX2
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels.cpp"
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace faultline {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr double infinity = std::numeric_limits<double>::infinity();

#include "engine/along-inl.h"
#include "engine/check-inl.h"
#include "engine/clock-inl.h"
#include "engine/draw-inl.h"
#include "engine/follow-inl.h"
#include "engine/instruct-inl.h"
#include "engine/mix-inl.h"
#include "engine/move-inl.h"
#include "engine/process-inl.h"
#include "engine/steady-inl.h"

template <class Single, class Double>
const Kernels& table() {
  static constexpr Kernels kernels{mix<Single, float>,
                                   mix<Double, double>,
                                   move<Double, float>,
                                   move<Double, double>,
                                   grow<Single, Double>,
                                   grow<Double, Double>,
                                   settled<Single, Double>,
                                   settled<Double, Double>,
                                   instruct,
                                   all_hold,
                                   exp_row,
                                   levels,
                                   scales,
                                   draw_normal,
                                   log_jumps,
                                   fire,
                                   look_ahead<Double>,
                                   run_down<Double>,
                                   value<Double>,
                                   follow_value<Double>,
                                   value_followed<Double>,
                                   follow_log<Double>};
  return kernels;
}

}  // namespace

inline const Kernels& vector_kernels() {
  return table<hn::ScalableTag<float>, hn::ScalableTag<double>>();
}
#if HWY_TARGET == HWY_AVX2
inline const Kernels& scalar_kernels() {
  return table<hn::FixedTag<float, 1>, hn::FixedTag<double, 1>>();
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace faultline
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace faultline {

const Kernels& kernels_of(SimdTarget target) {
#if HWY_TARGETS & HWY_AVX3
  if (target == SimdTarget::avx512) return N_AVX3::vector_kernels();
#endif
  FAULTLINE_EXPECT(target != SimdTarget::avx512);
  return target == SimdTarget::scalar ? N_AVX2::scalar_kernels() : N_AVX2::vector_kernels();
}

}  // namespace faultline
#endif
