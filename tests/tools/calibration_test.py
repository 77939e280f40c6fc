"""The estimators of tools/calibrate against known laws, and the committed base files against the prices.

The prices are no part of the project: FAULTLINE_DATA or ../shared/data beside the source tree. Without them, or without
numpy, the test is skipped (77).
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("FAULTLINE_DATA", ROOT.parent / "shared" / "data"))
BASES = ["us_china_tech.yaml", "us_china_tech_3y.yaml"]
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")

sys.path.insert(0, str(ROOT / "tools"))
try:
    import numpy as np
    from calibration.estimators import DAYS_PER_YEAR, Market, fit_student_t
    from calibration.series import log_returns, weekly
except ImportError:
    print("skipped: python3-numpy is not installed (tools/setup calibrate)")
    sys.exit(77)


def correlated(random, rows, correlation):
    return random.standard_normal((rows, len(correlation))) @ np.linalg.cholesky(correlation).T


class Estimators(unittest.TestCase):
    correlation = np.array([[1, 0.5, 0.2], [0.5, 1, -0.3], [0.2, -0.3, 1]])

    def test_moments_of_a_known_normal_law(self):
        rows, daily = 40_000, np.array([0.01, 0.02, 0.03])
        market = Market(correlated(np.random.default_rng(1), rows, self.correlation) * daily)
        truth = daily * np.sqrt(DAYS_PER_YEAR)
        error = truth / np.sqrt(2 * rows)
        self.assertTrue((abs(market.volatility - truth) < 4 * error).all())
        self.assertTrue((abs(market.volatility_error / error - 1) < 0.15).all())
        error = (1 - self.correlation**2) / np.sqrt(rows)
        self.assertTrue((abs(market.correlation - self.correlation) <= 4 * error + 1e-12).all())
        self.assertAlmostEqual(market.beta[0, 1], 0.25, delta=4 * 0.25 * np.sqrt(3 / rows))

    def test_a_missing_day_counts_for_no_pair_it_is_in(self):
        x = correlated(np.random.default_rng(2), 500, self.correlation)
        x[100:300, 2] = np.nan
        market = Market(x)
        known = ~np.isnan(x[:, 2])
        self.assertEqual(market.count[0, 2], 300)
        self.assertAlmostEqual(market.correlation[0, 2], np.corrcoef(x[known].T)[0, 2], places=12)
        self.assertAlmostEqual(market.correlation[0, 1], np.corrcoef(x.T)[0, 1], places=12)

    def test_student_t_finds_its_degrees_of_freedom(self):
        random = np.random.default_rng(3)
        x = correlated(random, 20_000, self.correlation) / np.sqrt(random.chisquare(5, 20_000) / 5)[:, None]
        nu, low, high, rows = fit_student_t(x * [1, 20, 0.1])
        self.assertEqual(rows, 20_000)
        self.assertLess(high - low, 0.25)
        self.assertLess(abs(nu - 5), 2 * (high - low))

    def test_pieces_are_never_joined_by_a_return(self):
        sessions = ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"]
        adjusted = {"2024-01-02": 1.0, "2024-01-03": 2.0}
        plain = {"2024-01-02": 5.0, "2024-01-03": 5.0, "2024-01-04": 50.0, "2024-01-05": 100.0}
        np.testing.assert_allclose(log_returns(sessions, [adjusted, plain]), np.log([2, 10, 2]))
        del plain["2024-01-03"]
        np.testing.assert_allclose(log_returns(sessions, [adjusted, plain]), [np.log(2), np.nan, np.log(2)])

    def test_weeks_are_whole(self):
        days = ["2024-01-05", "2024-01-08", "2024-01-12", "2024-01-16", "2024-01-19", "2024-01-22"]
        daily = np.array([[1.0], [2.0], [3.0], [4.0], [5.0], [6.0]])
        np.testing.assert_array_equal(weekly(days, daily), [[5.0], [9.0]])


@unittest.skipUnless((DATA / "panel_adjclose.csv").is_file(), f"no prices at {DATA}")
class BaseFiles(unittest.TestCase):
    def test_committed_figures_follow_from_the_prices(self):
        for base in BASES:
            with self.subTest(base):
                committed = (ROOT / "scenarios" / "base" / base).read_text(encoding="utf-8")
                command = shlex.split(re.search(r"^#   tools/calibrate (.*)$", committed, re.M)[1])
                derived = subprocess.run([ROOT / "tools" / "calibrate", *command], cwd=DATA, check=True,
                                         capture_output=True, text=True).stdout
                self.assertEqual(NUMBER.sub("#", committed), NUMBER.sub("#", derived), "the words differ")
                for ours, theirs in zip(NUMBER.findall(committed), NUMBER.findall(derived)):
                    unit = 10.0 ** -len(ours.partition(".")[2])  # one of the last digit printed
                    self.assertLessEqual(abs(float(ours) - float(theirs)), 1.001 * unit if unit < 1 else 0, ours)


if __name__ == "__main__":
    outcome = unittest.main(exit=False, verbosity=2).result
    if outcome.wasSuccessful() and outcome.skipped:
        print("skipped: " + "; ".join(reason for _, reason in outcome.skipped))
        sys.exit(77)
    sys.exit(not outcome.wasSuccessful())
