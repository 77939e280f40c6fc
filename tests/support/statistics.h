#pragma once

#include "faultline/estimate.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace faultline::testing {

/// Mean with its standard error.
Estimate mean_of(std::span<const double> sample);
/// Standard deviation with the standard error sqrt((mu_4 - s^4) / n) / (2 s).
Estimate sd_of(std::span<const double> sample);
/// Order statistic ceil(p n), with half the width of the ranks p n +- sqrt(p (1 - p) n) as standard error.
Estimate quantile_of(std::span<const double> sample, double p);
/// Share of the sample below or at x, with its binomial standard error at the true value `truth`.
Estimate share_below(std::span<const double> sample, double x);
/// Mean of the worst (1 - c) of the losses -sample, with its asymptotic standard error.
Estimate shortfall_of(std::span<const double> sample, double confidence);

/// |value - truth| in standard errors; 0 for equality within 1e-9, which is all that a figure without noise
/// has.
double distance(const Estimate& estimate, double truth);

/// |value - truth| <= z * standard_error
inline constexpr double standard_errors_allowed = 4.5;
bool within(const Estimate& estimate, double truth);

/// Integral of f over [a, b] by Gauss-Legendre on `pieces` equal pieces.
double integrate(const std::function<double(double)>& f, double a, double b, int pieces = 64);

/// exp(matrix), row-major n x n, by scaling and squaring.
std::vector<double> matrix_exponential(std::vector<double> matrix, std::size_t n);

}  // namespace faultline::testing
