#pragma once

#include <cstdint>
#include <vector>

namespace faultline {

/// The standard normal quantile of a 32-bit word, u = (word + 1/2) 2^-32: one uniform, one normal, rising
/// with it. Piecewise cubic in the octaves of u and 1 - u; absolute error below 1e-8; z(~word) = -z(word)
/// exactly.
class NormalTable {
 public:
  NormalTable();

  double operator()(std::uint32_t word) const;

 private:
  std::vector<double> coefficients_;
};

}  // namespace faultline
