#include "math/quadrature.h"

#include "core/contract.h"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace faultline {
namespace {

struct Legendre {
  double value;
  double slope;
};

Legendre legendre(int n, double x) {
  double before = 1.0;
  double value = x;
  for (int k = 2; k <= n; ++k) {
    const double next = ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k;
    before = value;
    value = next;
  }
  return {value, n * (x * value - before) / (x * x - 1.0)};
}

}  // namespace

QuadratureRule gauss_legendre(int n) {
  FAULTLINE_EXPECT(n >= 1);
  const auto size = static_cast<std::size_t>(n);
  QuadratureRule rule{std::vector<double>(size, 0.0), std::vector<double>(size, 2.0)};
  if (n == 1) return rule;
  for (int i = 0; i < (n + 1) / 2; ++i) {
    double x = 2 * i + 1 == n ? 0.0 : std::cos(std::numbers::pi * (i + 0.75) / (n + 0.5));
    for (int round = 0; round < 8; ++round) {
      const Legendre p = legendre(n, x);
      x -= p.value / p.slope;
    }
    const double slope = legendre(n, x).slope;
    const auto low = static_cast<std::size_t>(i);
    rule.node[low] = -x;
    rule.node[size - 1 - low] = x;
    rule.weight[low] = rule.weight[size - 1 - low] = 2.0 / ((1.0 - x * x) * slope * slope);
  }
  return rule;
}

}  // namespace faultline
