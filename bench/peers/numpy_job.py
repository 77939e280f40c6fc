#!/usr/bin/python3
"""The job of job.yaml in numpy, as well as numpy can: numpy_job.py PATHS SEED [float32|float64].

A loop over time on chunks of paths that stay in the cache, everything in place, correlation by BLAS, events drawn sparsely
for the whole chunk at once; all of it in single or in double precision. Prints figures, seconds (without imports and start-up) and the BLAS as JSON.
"""
import json
import math
import os
import re
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np  # noqa: E402  the number of threads is read when numpy is loaded

ASSETS, STEPS, CHUNK = 10, 252, 8192
DRIFT = 0.05 + 0.005 * np.arange(ASSETS)
VOLATILITY = 0.15 + 0.02 * np.arange(ASSETS)
DISTANCE = np.abs(np.subtract.outer(np.arange(ASSETS), np.arange(ASSETS)))
CORRELATION = np.where(DISTANCE == 0, 1.0, 0.3 + 0.5 * np.exp(-DISTANCE / 3.0))
GROUPS = ((slice(0, 5), 3.0, -0.02, 0.03), (slice(5, 10), 2.0, -0.03, 0.05))  # members, events a year, mean, sd


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


def figures(paths, seed, real):
    rng = np.random.Generator(np.random.SFC64(seed))
    chunks = [simulate_chunk(rng, min(CHUNK, paths - begin), real) for begin in range(0, paths, CHUNK)]
    losses = 1.0 - np.concatenate([value for value, _ in chunks]).astype(float)
    drawdowns = np.concatenate([drawdown for _, drawdown in chunks]).astype(float)
    worst = paths - math.ceil(0.99 * paths) + 1
    tail = np.sort(np.partition(losses, paths - worst)[paths - worst:])  # the order statistic at 99 % and beyond
    share = 0.01 * paths
    es = (tail[1:].sum() + (share - (worst - 1)) * tail[0]) / share
    return {"mean": -losses.mean(), "sd": losses.std(ddof=1), "var": tail[0], "es": es, "drawdown": drawdowns.mean()}


def loaded_blas():
    with open("/proc/self/maps", encoding="ascii", errors="replace") as maps:
        found = sorted(set(re.findall(r"/\S*(?:blas|mkl|blis)\S*", maps.read())))
    return ", ".join(os.path.realpath(path).removeprefix("/usr/lib/") for path in found)


def main():
    paths, seed = int(sys.argv[1]), int(sys.argv[2])
    real = np.dtype(sys.argv[3] if len(sys.argv) > 3 else "float64").type
    simulate_chunk(np.random.Generator(np.random.SFC64(0)), 64, real)
    began = time.perf_counter()
    result = figures(paths, seed, real)
    seconds = time.perf_counter() - began
    print(json.dumps({**result, "seconds": seconds, "numpy": np.__version__, "blas": loaded_blas()}))


if __name__ == "__main__":
    main()
