"""What the peers in numpy share: the numbers of job.yaml, the figures, the line they print."""
import json
import math
import os
import re
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np  # noqa: E402  the number of threads is read when numpy is loaded

ASSETS, STEPS = 10, 252
DRIFT = 0.05 + 0.005 * np.arange(ASSETS)
VOLATILITY = 0.15 + 0.02 * np.arange(ASSETS)
DISTANCE = np.abs(np.subtract.outer(np.arange(ASSETS), np.arange(ASSETS)))
CORRELATION = np.where(DISTANCE == 0, 1.0, 0.3 + 0.5 * np.exp(-DISTANCE / 3.0))
GROUPS = ((slice(0, 5), 3.0, -0.02, 0.03), (slice(5, 10), 2.0, -0.03, 0.05))  # members, events a year, mean, sd


def figures(values, drawdowns):
    paths = len(values)
    losses = 1.0 - values.astype(float)
    worst = paths - math.ceil(0.99 * paths) + 1
    tail = np.sort(np.partition(losses, paths - worst)[paths - worst:])  # the order statistic at 99 % and beyond
    share = 0.01 * paths
    es = (tail[1:].sum() + (share - (worst - 1)) * tail[0]) / share
    return {"mean": -losses.mean(), "sd": losses.std(ddof=1), "var": tail[0], "es": es,
            "drawdown": drawdowns.astype(float).mean()}


def loaded_blas():
    with open("/proc/self/maps", encoding="ascii", errors="replace") as maps:
        found = sorted(set(re.findall(r"/\S*(?:blas|mkl|blis)\S*", maps.read())))
    return ", ".join(os.path.realpath(path).removeprefix("/usr/lib/") for path in found)


def run(simulate, chunk, bit_generator):
    """PROGRAM PATHS SEED [float32|float64]: figures and processor seconds (without imports and start-up) as JSON."""
    paths, seed = int(sys.argv[1]), int(sys.argv[2])
    real = np.dtype(sys.argv[3] if len(sys.argv) > 3 else "float64").type
    simulate(np.random.Generator(bit_generator(0)), 64, real)
    began = time.process_time()
    rng = np.random.Generator(bit_generator(seed))
    chunks = [simulate(rng, min(chunk, paths - begin), real) for begin in range(0, paths, chunk)]
    result = figures(*(np.concatenate(column) for column in zip(*chunks)))
    seconds = time.process_time() - began
    print(json.dumps({**result, "seconds": seconds, "library": f"numpy {np.__version__}", "blas": loaded_blas()}))
