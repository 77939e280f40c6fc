#include "language/duration.h"

#include "core/contract.h"

#include <numeric>

namespace faultline {

ExactTime reduced(std::int64_t numerator, std::int64_t denominator) {
  FAULTLINE_EXPECT(denominator > 0);
  const std::int64_t divisor = std::gcd(numerator, denominator);
  return divisor == 0 ? ExactTime{} : ExactTime{numerator / divisor, denominator / divisor};
}

ExactTime multiple(ExactTime time, std::int64_t n) {
  const std::int64_t divisor = std::gcd(n, time.denominator);
  std::int64_t numerator = 0;
  [[maybe_unused]] const bool overflow = __builtin_mul_overflow(time.numerator, n / divisor, &numerator);
  FAULTLINE_EXPECT(!overflow);
  return reduced(numerator, time.denominator / divisor);
}

bool less(ExactTime a, ExactTime b) {
  __extension__ using Wide = __int128;
  return static_cast<Wide>(a.numerator) * b.denominator < static_cast<Wide>(b.numerator) * a.denominator;
}

}  // namespace faultline
