#include "engine/record.h"

#include "engine/grid_point.h"
#include "math/elementary.h"

#include <algorithm>

namespace faultline {

void record(PathState& state, std::uint32_t grid_point, double time, double* out, std::size_t stride) {
  const Plan& plan = *state.plan;
  const std::size_t n = state.paths.size();
  for (const std::uint32_t r : state.prepared->recordings_at[grid_point]) {
    const Recording& recording = plan.recordings[r];
    double* column = out + at(recording.column) * stride;
    switch (recording.what) {
      case Recording::What::asset_return: {
        double* price = state.scratch[0];
        state.prepared->kernels->exp(state.log_price(recording.index), price, state.lanes());
        for (std::size_t i = 0; i < n; ++i) column[i] = price[i] - 1.0;
        break;
      }
      case Recording::What::asset_drawdown: {
        const double* deepest = state.row(plan.asset_deepest[recording.index]);
        for (std::size_t i = 0; i < n; ++i) column[i] = 1.0 - fast_exp(-deepest[i]);
        break;
      }
      case Recording::What::portfolio_return: {
        const double* value = exact_value(state, recording.index);
        for (std::size_t i = 0; i < n; ++i) column[i] = value[i] - 1.0;
        break;
      }
      case Recording::What::portfolio_drawdown:
        std::copy_n(state.row(*plan.portfolios[recording.index].max_drawdown), n, column);
        break;
      case Recording::What::program:
        state.evaluate(recording.program, {time, time}, column);
        break;
    }
    if (recording.infinity_allowed)
      state.require_number(recording.check, column, time);
    else
      state.require(recording.check, column, time);
  }
}

}  // namespace faultline
