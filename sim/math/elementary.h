#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

/// Branch-free exponential and logarithm. They hold no call that depends on the machine's C library and give the
/// same bits alone and inside a vectorised loop (g++ -O3 vectorises them); fma is explicit.
namespace faultline {

double fast_exp(double x);
double fast_exp2(double x);
double fast_log(double x);

}  // namespace faultline
