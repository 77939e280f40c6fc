"""Estimators on log returns. Rows are days or weeks, columns are series, NaN is unknown."""
import math

import numpy as np

DAYS_PER_YEAR = 252
BLOCK_DAYS = 63  # a quarter: longer than most of the clustering of volatility
REPLICATIONS = 2000
SEED = 20140919


def pair_moments(returns):
    """Per row, for every pair (i, j) known on that row: count, x_i, x_i^2, x_i x_j. Shape (4, rows, k, k)."""
    known = ~np.isnan(returns)
    x = np.where(known, returns, 0.0)
    both = (known[:, :, None] & known[:, None, :]).astype(float)
    first = x[:, :, None] * both
    return np.stack([both, first, x[:, :, None] * first, first * x[:, None, :]])


def statistics(sums):
    """Annualised volatilities and pairwise-complete correlations from sums of pair moments (..., 4, k, k)."""
    count, first, square, product = np.moveaxis(sums, -3, 0)
    second = np.swapaxes(first, -1, -2)
    variance = (square - first**2 / count) / (count - 1)
    covariance = (product - first * second / count) / (count - 1)
    volatility = np.sqrt(DAYS_PER_YEAR * np.diagonal(variance, axis1=-2, axis2=-1))
    correlation = covariance / np.sqrt(variance * np.swapaxes(variance, -1, -2))
    return volatility, correlation, covariance / np.swapaxes(variance, -1, -2)


class Market:
    """Volatilities, correlations and betas (beta[i, j]: of i to j) with standard errors.

    Standard errors: circular block bootstrap (Politis and Romano 1992) of whole days, all series together, so that
    clustered volatility and dependence between the series are kept. Fixed seed.
    """

    def __init__(self, returns):
        moments = pair_moments(returns)
        self.count = moments[0].sum(axis=0).astype(int)
        self.volatility, self.correlation, self.beta = statistics(moments.sum(axis=1))
        replicates = statistics(resampled_sums(moments))
        self.volatility_error, self.correlation_error, self.beta_error = (r.std(axis=0, ddof=1) for r in replicates)


def resampled_sums(moments):
    """Sums of moments over bootstrap samples, shape (REPLICATIONS, 4, k, k), from running sums: no day is copied."""
    rows = moments.shape[1]
    running = np.cumsum(np.concatenate([np.zeros_like(moments[:, :1]), moments, moments[:, :BLOCK_DAYS]], axis=1), axis=1)
    random = np.random.default_rng(SEED)
    blocks = math.ceil(rows / BLOCK_DAYS)
    lengths = np.full(blocks, BLOCK_DAYS)
    lengths[-1] -= blocks * BLOCK_DAYS - rows
    samples = []
    for _ in range(REPLICATIONS):
        starts = random.integers(0, rows, blocks)
        samples.append((running[:, starts + lengths] - running[:, starts]).sum(axis=1))
    return np.stack(samples)


def smallest_eigenvalue(correlation):
    return float(np.linalg.eigvalsh(correlation)[0])


def fit_student_t(returns):
    """Degrees of freedom of a joint Student-t by maximum likelihood, with its 68.3 % profile-likelihood interval.

    Location and scatter are estimated along with it (EM of Lange, Little and Taylor 1989), so the scale of the
    series does not matter. Rows with a NaN are left out. Returns (nu, low, high, rows used).
    """
    x = returns[~np.isnan(returns).any(axis=1)]
    x = (x - x.mean(axis=0)) / x.std(axis=0)

    def profile(nu):
        return profile_likelihood(x, nu)

    best = maximise(profile, 2.05, 60.0)
    top = profile(best)
    low = crossing(profile, top - 0.5, best, 2.05)
    high = crossing(profile, top - 0.5, best, 60.0)
    return best, low, high, len(x)


def profile_likelihood(x, nu):
    """Log-likelihood of a k-variate t with nu degrees of freedom, maximal over location and scatter."""
    n, k = x.shape
    location, scatter = x.mean(axis=0), np.cov(x.T, bias=True)
    for _ in range(500):
        centred = x - location
        distance = np.einsum("ij,ij->i", centred @ np.linalg.inv(scatter), centred)
        weight = (nu + k) / (nu + distance)
        moved = weight @ x / weight.sum() - location
        location = location + moved
        updated = (x - location).T @ ((x - location) * weight[:, None]) / n
        change = np.abs(updated - scatter).max()
        scatter = updated
        if change < 1e-10:
            break
    centred = x - location
    distance = np.einsum("ij,ij->i", centred @ np.linalg.inv(scatter), centred)
    constant = math.lgamma((nu + k) / 2) - math.lgamma(nu / 2) - k / 2 * math.log(nu * math.pi)
    return n * (constant - np.linalg.slogdet(scatter)[1] / 2) - (nu + k) / 2 * np.log1p(distance / nu).sum()


def maximise(function, low, high):
    """Golden section on the logarithm of the argument."""
    ratio = (math.sqrt(5) - 1) / 2
    a, b = math.log(low), math.log(high)
    while b - a > 1e-5:
        c, d = b - ratio * (b - a), a + ratio * (b - a)
        if function(math.exp(c)) >= function(math.exp(d)):
            b = d
        else:
            a = c
    return math.exp((a + b) / 2)


def crossing(function, level, inside, outside):
    """Where function falls to level between a point inside (above it) and one outside; `outside` if nowhere."""
    if function(outside) > level:
        return outside
    while abs(inside - outside) > 1e-3:
        middle = (inside + outside) / 2
        if function(middle) > level:
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2
