#pragma once

#include <cstddef>
#include <span>

namespace faultline {

/// Ranks count from 1 in ascending order: rank r is element r - 1 of the sorted sample.
struct RankInterval {
  std::size_t lower = 1;
  std::size_t upper = 1;
};

struct Interval {
  double lower = 0.0;
  double upper = 0.0;
};

/// Rank of the p-quantile of n values, ceil(p n) within [1, n] (the inverse of the empirical distribution
/// function, Hyndman-Fan type 1). p n within 1e-9 of an integer counts as that integer. n >= 1.
std::size_t quantile_rank(std::size_t n, double p);

/// Ranks whose order statistics enclose the p-quantile with the coverage of one standard error, 68.27 %: the
/// narrowest binomial ranks with tails of at most 15.87 % each, exact while n p (1 - p) < 1000, by the normal
/// approximation with continuity correction beyond. Half the distance of the two order statistics is the
/// quantile's standard error.
RankInterval quantile_rank_interval(std::size_t n, double p);

/// Whether n values reach far enough for such an interval: each of the extremes lies beyond the p-quantile
/// but for 15.87 %. At the ends of the sample it would say less than it should, at worst that there is no
/// error.
bool has_rank_interval(std::size_t n, double p);

/// Wilson's interval for a probability seen `successes` times in `n` (effective sizes may be fractional), at
/// z standard errors. n > 0.
Interval wilson_interval(double successes, double n, double z = 1.0);

/// The value of one rank; reorders the sample (O(n)). 1 <= rank <= size.
double select_rank(std::span<double> sample, std::size_t rank);

/// The values of several ranks, given in ascending order, in one pass of partitions; reorders the sample.
void select_ranks(std::span<double> sample, std::span<const std::size_t> ranks, std::span<double> values);

struct Shortfall {
  double var = 0.0;        ///< value at risk: the loss of rank ceil(c n)
  double es = 0.0;         ///< expected shortfall: mean of the worst (1 - c) n losses
  double var_of_es = 0.0;  ///< asymptotic variance of `es` as an estimator; NaN where k < 2
};

/// VaR and ES of losses (large = bad) at confidence c in (0, 1); reorders the sample.
///
///     k = (1 - c) n,  ES = (sum of the floor(k) worst + (k - floor(k)) * the next) / k
///
/// Acerbi and Tasche (2002), On the coherence of expected shortfall, J. Banking & Finance 26; variance
/// (Var(L | L >= VaR) + c (ES - VaR)^2) / (n (1 - c)): Manistre and Hancock (2005), N. Amer. Actuarial J. 9.
Shortfall expected_shortfall(std::span<double> losses, double confidence);

/// The same when only the worst losses of a sample of n are at hand, in any order: at least `tail_size(n, c)`
/// of them.
Shortfall expected_shortfall_of_tail(std::span<double> worst, std::size_t n, double confidence);

/// floor((1 - c) n) + 1 within [1, n]: how many of the worst losses determine VaR and ES.
std::size_t tail_size(std::size_t n, double confidence);

}  // namespace faultline
