#!/usr/bin/python3
"""The job of job.yaml in numpy, as it is usually written: numpy_arrays_job.py PATHS SEED.

Whole paths in arrays [path, step, asset], numpy's default generator, no loop but over batches.
"""
from numpy_common import ASSETS, CORRELATION, DRIFT, GROUPS, STEPS, VOLATILITY, np, run

BATCH = 1000  # larger arrays only leave the cache


def simulate_batch(rng, paths, real):
    """Terminal value and largest drawdown of the portfolio."""
    dt = 1.0 / STEPS
    z = rng.standard_normal((paths, STEPS, ASSETS), dtype=real)
    dx = (DRIFT - VOLATILITY**2 / 2) * dt + VOLATILITY * np.sqrt(dt) * (z @ np.linalg.cholesky(CORRELATION).T)
    for members, rate, mean, sd in GROUPS:
        count = rng.poisson(rate * paths)
        at = (rng.integers(0, paths, count), rng.integers(0, STEPS, count))
        jumps = np.log1p(mean + sd * rng.standard_normal((count, members.stop - members.start)))
        np.add.at(dx[:, :, members], at, jumps)
    values = np.exp(np.cumsum(dx, axis=1)).mean(axis=2)
    peaks = np.maximum.accumulate(np.maximum(values, 1.0), axis=1)
    return values[:, -1], (1.0 - values / peaks).max(axis=1)


if __name__ == "__main__":
    run(simulate_batch, BATCH, np.random.PCG64)
