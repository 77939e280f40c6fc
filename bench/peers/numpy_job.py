#!/usr/bin/python3
"""The job of job.yaml in numpy, as well as numpy can: numpy_job.py PATHS SEED [float32|float64].

A loop over time on chunks of paths that stay in the cache, everything in place, correlation by BLAS, events drawn sparsely
for the whole chunk at once; all of it in single or in double precision.
"""
import math

from numpy_common import ASSETS, CORRELATION, DRIFT, GROUPS, STEPS, VOLATILITY, np, run

CHUNK = 8192


def draw_events(rng, paths, real):
    """Per group: path numbers and log jumps of all events of a chunk, sorted by step, and where each step begins."""
    for members, rate, mean, sd in GROUPS:
        count = rng.poisson(rate * paths)
        steps = np.sort(rng.integers(0, STEPS, count))
        who = rng.integers(0, paths, count)
        jumps = np.log1p(mean + sd * rng.standard_normal((members.stop - members.start, count)))
        yield members, who, jumps.astype(real), np.searchsorted(steps, np.arange(STEPS + 1))


def simulate_chunk(rng, paths, real):
    """Terminal value and largest drawdown of the portfolio."""
    dt = 1.0 / STEPS
    mixing = (np.linalg.cholesky(CORRELATION) * (VOLATILITY * math.sqrt(dt))[:, None]).astype(real)
    drift = ((DRIFT - VOLATILITY**2 / 2) * dt)[:, None].astype(real)
    weights = np.full(ASSETS, 1.0 / ASSETS, real)
    events = list(draw_events(rng, paths, real))
    x = np.zeros((ASSETS, paths), real)
    z, dx, price = (np.empty_like(x) for _ in range(3))
    value, peak, lowest, ratio = (np.ones(paths, real) for _ in range(4))
    for step in range(STEPS):
        rng.standard_normal(out=z, dtype=real)
        np.matmul(mixing, z, out=dx)
        dx += drift
        x += dx
        for members, who, jumps, first in events:
            begin, end = first[step], first[step + 1]
            if begin < end:
                for row, jump in zip(x[members], jumps[:, begin:end]):
                    np.add.at(row, who[begin:end], jump)
        np.exp(x, out=price)
        np.matmul(weights, price, out=value)
        np.maximum(peak, value, out=peak)
        np.divide(value, peak, out=ratio)
        np.minimum(lowest, ratio, out=lowest)
    return value, 1.0 - lowest


if __name__ == "__main__":
    run(simulate_chunk, CHUNK, np.random.SFC64)
