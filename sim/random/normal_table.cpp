#include "random/normal_table.h"

#include "math/cubic.h"
#include "math/special.h"

#include <bit>
#include <cmath>
#include <cstddef>

namespace faultline {
namespace {

// u < 1/2 is looked up by v = 2 word + 1 = 2^33 u in [2^e (1 + i/16), 2^e (1 + (i+1)/16)), other u by 1 - u.
constexpr unsigned pieces = 16;
constexpr unsigned octaves = 32;

}  // namespace

NormalTable::NormalTable() {
  coefficients_.reserve(std::size_t{4} * pieces * octaves);
  for (unsigned e = 0; e < octaves; ++e) {
    for (unsigned i = 0; i < pieces; ++i) {
      const auto c = chebyshev_cubic([&](double t) {
        return normal_quantile(std::ldexp(1.0 + (i + t) / pieces, static_cast<int>(e) - 33));
      });
      coefficients_.insert(coefficients_.end(), c.begin(), c.end());
    }
  }
}

double NormalTable::operator()(std::uint32_t word) const {
  const bool high = (word >> 31) != 0;
  const std::uint32_t distance = high ? ~word : word;
  const auto bits = std::bit_cast<std::uint64_t>(2.0 * static_cast<double>(distance) + 1.0);
  const double* c = coefficients_.data() + 4 * ((bits >> 48) - std::uint64_t{1023} * pieces);
  const double t = std::bit_cast<double>(((bits << 4) & 0x000fffffffffffffu) | 0x3ff0000000000000u) - 1.0;
  const double z = cubic_at(c, t);
  return high ? -z : z;
}

}  // namespace faultline
