#include "math/quantile_table.h"

#include "math/cubic.h"
#include "math/special.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace faultline {
namespace {

constexpr double reach = 8.3;
constexpr int pieces = 512;
constexpr double width = 2.0 * reach / pieces;

}  // namespace

QuantileTable::QuantileTable(Distribution law) : law_(std::move(law)) {
  if (!law_.has_slow_smooth_quantile()) return;
  coefficients_.reserve(4 * std::size_t{pieces});
  for (int i = 0; i < pieces; ++i) {
    const auto c =
        chebyshev_cubic([&](double t) { return law_.quantile_at_normal(-reach + (i + t) * width); });
    coefficients_.insert(coefficients_.end(), c.begin(), c.end());
  }
}

double QuantileTable::operator()(double u) const {
  if (coefficients_.empty()) return law_.quantile(u);
  const double place = std::clamp((normal_quantile(u) + reach) * (1.0 / width), 0.0, pieces - 0x1p-40);
  const auto piece = static_cast<int>(place);
  const double x = cubic_at(coefficients_.data() + 4 * piece, place - piece);
  return std::clamp(x, law_.lower(), law_.upper());
}

}  // namespace faultline
