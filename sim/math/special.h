#pragma once

namespace faultline {

/// Standard normal distribution function, relative error about 1e-15 in both tails (erfc).
double normal_cdf(double z);

/// Standard normal density.
double normal_density(double z);

/// z with normal_cdf(z) = p. p in (0, 1); 0 and 1 give -inf and +inf. Relative error about 1e-15.
/// Wichura, M. J. (1988). Algorithm AS 241: the percentage points of the normal distribution. Appl. Stat. 37,
/// 477-484.
double normal_quantile(double p);

/// normal_quantile(1 - q) without the cancellation.
double normal_quantile_complement(double q);

/// x with P(chi-square(dof) <= x) = p. dof > 0, p in [0, 1).
double chi_square_quantile(double dof, double p);

/// x with P(chi-square(dof) > x) = q. dof > 0, q in (0, 1].
double chi_square_quantile_complement(double dof, double q);

}  // namespace faultline
