#pragma once

#include <vector>

namespace faultline {

/// Nodes and weights on [-1, 1].
struct QuadratureRule {
  std::vector<double> node;
  std::vector<double> weight;
};

/// The Gauss-Legendre rule of n >= 1 points, exact for polynomials up to degree 2 n - 1 (Newton on P_n).
QuadratureRule gauss_legendre(int n);

}  // namespace faultline
