"""Runs the built program for the tests: binary and slowness come from the environment that CMake sets."""
import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

BINARY = os.environ["FAULTLINE_BINARY"]
SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
SLOWNESS = float(os.environ.get("FAULTLINE_SLOWNESS", "1"))  # sanitizers take their time

MARKET = """\
faultline: 1
title: Three shares and a curb
horizon: 12m
step: 1w
parameters: {curb_rate: 1.5/y}
assets:
  AAPL: {drift: 7%, volatility: 28%}
  NVDA: {drift: 9%, volatility: 47%}
  BABA: {drift: 6%, volatility: 41%}
dependence: {correlation: {NVDA: {AAPL: 0.5}, BABA: {AAPL: 0.3, NVDA: 0.3}}}
shocks:
  export_curb:
    kind: arrivals
    rate: curb_rate
    severity: lognormal(1, 0.4)
    impact: {NVDA: -3% +- 3%, BABA: -2% +- 2%}
portfolios:
  core: {weights: {AAPL: 40%, NVDA: 30%, BABA: 30%}}
report: {horizons: [4w, 12m]}
"""

# Beyond 40 % of `grant` a path with an event has a probability above 1.
BREAKABLE = """\
faultline: 1
horizon: 12m
step: 1m
parameters: {grant: {value: 20%, range: [10%, 50%]}, drift: {value: 5%, range: [4%, 6%]}}
assets: {A: {drift: drift, volatility: 20%}}
shocks:
  hit: {kind: arrivals, rate: 2/y, impact: {A: -1%}}
  review:
    kind: scheduled
    at: 6m
    outcomes:
      passed: {probability: grant + 60% * hit.any, impact: {A: 5%}}
      refused: {impact: {A: -5%}}
"""


class Outcome:
    def __init__(self, finished, seconds):
        self.status = finished.returncode
        self.out = finished.stdout.decode("utf-8", "replace")
        self.err = finished.stderr.decode("utf-8", "replace")
        self.seconds = seconds

    def json(self):
        return json.loads(self.out)


class CommandTest(unittest.TestCase):
    """Each test has a directory of its own, which is the working directory of what it runs."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.directory = pathlib.Path(holder.name)

    def write(self, text, name="scenario.yaml"):
        path = self.directory / name
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")
        return name

    def faultline(self, *arguments, timeout=60, **options):
        began = time.monotonic()
        options.setdefault("stdout", subprocess.PIPE)
        finished = subprocess.run([BINARY, *arguments], cwd=self.directory, stderr=subprocess.PIPE,
                                  stdin=subprocess.DEVNULL, timeout=timeout * SLOWNESS, check=False, **options)
        if finished.stdout is None:
            finished.stdout = b""
        return Outcome(finished, time.monotonic() - began)

    def assert_status(self, outcome, status):
        self.assertEqual(outcome.status, status, f"stderr: {outcome.err}")

    def figures(self, *arguments):
        """result.json without what differs from run to run."""
        outcome = self.faultline("run", *arguments, "--format", "json")
        self.assert_status(outcome, 0)
        result = outcome.json()
        del result["run"]
        return result


if __name__ == "__main__":
    unittest.main()
