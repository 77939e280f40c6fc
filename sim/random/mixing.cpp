#include "random/mixing.h"

#include "core/contract.h"
#include "math/cubic.h"
#include "math/special.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace faultline {
namespace {

// u < 1/2 is looked up by v = 2 word + 1 = 2^33 u, other u by v = 2^33 (1 - u): in [2^e (1 + i/16), 2^e (1 +
// (i+1)/16)).
constexpr unsigned pieces = 16;
constexpr unsigned low_first = 13;  // 2^13 < 2^33 * 1e-6
constexpr unsigned low_octaves = 32 - low_first;
constexpr unsigned high_octaves = 32;
constexpr double floor_probability = 1e-6;

}  // namespace

MixingTable::MixingTable(double dof) : dof_(dof) {
  FAULTLINE_EXPECT(dof > 2.0);
  floor_word_ = static_cast<std::uint32_t>(std::ceil(floor_probability * 0x1p32 - 0.5));
  const auto factor_of = [dof](double chi_square) { return std::sqrt((dof - 2.0) / chi_square); };
  floor_factor_ = factor_of(chi_square_quantile(dof, floor_probability));
  coefficients_.reserve(std::size_t{4} * pieces * (low_octaves + high_octaves));
  const auto add_octave = [&](int exponent, auto quantile) {
    for (unsigned i = 0; i < pieces; ++i) {
      const auto c = chebyshev_cubic(
          [&](double t) { return factor_of(quantile(std::ldexp(1.0 + (i + t) / pieces, exponent - 33))); });
      coefficients_.insert(coefficients_.end(), c.begin(), c.end());
    }
  };
  for (unsigned e = low_first; e < low_first + low_octaves; ++e) {
    add_octave(static_cast<int>(e), [dof](double u) { return chi_square_quantile(dof, u); });
  }
  for (unsigned e = 0; e < high_octaves; ++e) {
    add_octave(static_cast<int>(e), [dof](double q) { return chi_square_quantile_complement(dof, q); });
  }
}

MixingTable::Lookup MixingTable::lookup() const {
  return {coefficients_.data(), floor_factor_, floor_word_};
}

/// Either half is as likely as the other: chosen by masks, since no branch could be foreseen.
inline double MixingTable::Lookup::operator()(std::uint32_t word) const {
  constexpr std::uint64_t first_low = std::uint64_t{1023 + low_first} * pieces;
  constexpr std::uint64_t first_high = std::uint64_t{1023} * pieces - std::uint64_t{low_octaves} * pieces;
  const auto high = static_cast<std::uint32_t>(static_cast<std::int32_t>(word) >> 31);
  const std::uint32_t distance = std::max(word, floor_word) ^ high;
  const auto bits = std::bit_cast<std::uint64_t>(2.0 * static_cast<double>(distance) + 1.0);
  const std::uint64_t first = first_low - (high & (first_low - first_high));
  const double t = std::bit_cast<double>(((bits << 4) & 0x000fffffffffffffu) | 0x3ff0000000000000u) - 1.0;
  const double value = cubic_at(coefficients + 4 * ((bits >> 48) - first), t);
  return word < floor_word ? floor_factor : value;
}

double MixingTable::factor(std::uint32_t word) const {
  return lookup()(word);
}

void MixingTable::factors(const std::uint32_t* words, std::size_t n, double* out) const {
  const Lookup factor_of = lookup();
  for (std::size_t i = 0; i < n; ++i) out[i] = factor_of(words[i]);
}

}  // namespace faultline
