"""The verb sensitivity."""
import re

from command import BREAKABLE, CommandTest, unittest

SCENARIO = """\
faultline: 1
horizon: 1y
parameters:
  mu: {value: 7%, range: [2%, 12%]}
  sigma: {value: 25%, range: [15%, 40%]}
  fixed: 3%
assets:
  A: {drift: mu + fixed, volatility: sigma}
"""


class Sensitivity(CommandTest):
    def ask(self, *arguments):
        self.write(SCENARIO)
        return self.faultline("sensitivity", "scenario.yaml", "--paths", "2000", *arguments)

    def test_tornado_is_the_default_and_draws_bars(self):
        outcome = self.ask("--metric", "es(A, 95%)")
        self.assert_status(outcome, 0)
        self.assertIn("es(A, 95%) = ", outcome.out)
        self.assertIn("█", outcome.out)
        self.assertIn("fixed: left out: it has no range", outcome.out)
        self.assertLess(outcome.out.index("sigma"), outcome.out.index("mu"))
        self.assertRegex(outcome.out, r"sigma +15% +40% ")

    def test_values_stand_in_the_units_of_the_file(self):
        shock = "shocks: {hit: {kind: arrivals, rate: pace, impact: {A: -5%}, fade: {share: fixed, half_life: delay}}}\n"
        self.write(SCENARIO.replace("fixed: 3%", "fixed: {value: 0.5, range: [0.25, 0.75]}\n  delay: {value: 3m, range: [2w, 0.3y]}\n"
                                    "  pace: {value: 1.5/y, range: [1/y, 2/y]}").replace("mu + fixed", "mu") + shock)
        tornado = self.faultline("sensitivity", "scenario.yaml", "--paths", "1000").out
        for line in (r"delay +2w +0.3y ", r"pace +1/y +2/y ", r"fixed +0.25 +0.75 ", r"mu +2% +12% "):
            self.assertRegex(tornado, line)
        slopes = ["sensitivity", "scenario.yaml", "--paths", "4000", "--method", "gradient", "--metric", "mean(A)"]
        self.assertRegex(self.faultline(*slopes).out, r"mean\(A\) = .* %, derivatives in points per unit of the value\n")
        found = {slope["parameter"]: slope for slope in
                 self.faultline(*slopes, "--format", "json").json()["metrics"]["mean(A)"]["slopes"]}
        for name, points in (("mu", 1), ("pace", 100)):
            shown = re.search(rf"\n{name} +\S+ +\S+ +(\S+) ± (\S+)", self.faultline(*slopes).out)
            self.assertAlmostEqual(float(shown[1]), points * found[name]["derivative"]["value"], delta=float(shown[2]))

    def test_gradient_moves_all_parameters(self):
        slopes = self.ask("--method", "gradient", "--format", "json").json()["metrics"]["mean(A)"]["slopes"]
        self.assertEqual({slope["parameter"] for slope in slopes}, {"mu", "sigma", "fixed"})
        self.assertTrue(all(slope["derivative"]["se"] > 0 for slope in slopes))

    def test_sobol_gives_shares_with_intervals(self):
        outcome = self.ask("--method", "sobol", "--rows", "64", "--metric", "es(A, 95%)", "--format", "json")
        indices = outcome.json()["metrics"]["es(A, 95%)"]["indices"]
        self.assertEqual(indices[0]["parameter"], "sigma")
        self.assertLess(indices[0]["total"]["low"], indices[0]["total"]["high"])

    def test_base_is_the_run_with_the_file_s_seed(self):
        self.write(SCENARIO + "run: {seed: 7}\n")
        base = self.faultline("sensitivity", "scenario.yaml", "--paths", "2000", "--metric", "mean(A)", "--format", "json").json()
        run = self.faultline("run", "scenario.yaml", "--paths", "2000", "--format", "json").json()
        mean = run["series"]["A"]["horizons"]["1y"]["mean"]["value"]
        self.assertEqual(base["metrics"]["mean(A)"]["base"]["value"], mean)

    def test_bad_names_and_options(self):
        outcome = self.ask("--parameter", "sigm")
        self.assert_status(outcome, 2)
        self.assertIn("did you mean 'sigma'?", outcome.err)
        self.assert_status(self.ask("--metric", "es(Z, 95%)"), 2)
        for method, option in (("tornado", "--step"), ("sobol", "--step"), ("tornado", "--rows"), ("gradient", "--rows")):
            outcome = self.ask("--method", method, option, "0.1")
            self.assert_status(outcome, 2)
            self.assertIn(f"{option} belongs to --method", outcome.err)
        self.assert_status(self.ask("--method", "sobol", "--rows", "2"), 2)

    def test_an_end_that_is_refused_is_named(self):
        shock = "shocks: {hit: {kind: arrivals, rate: 1/y, impact: {A: -5%}, fade: {share: sigma, half_life: 1w}}}\n"
        self.write(SCENARIO.replace("[15%, 40%]", "[15%, 140%]") + shock)
        for method, value in (("tornado", r"sigma=1\.4\n"), ("sobol", r"mu=0\.\d+, sigma=1\.\d+\n")):
            outcome = self.faultline("sensitivity", "scenario.yaml", "--method", method, "--paths", "200")
            self.assert_status(outcome, 2)
            self.assertRegex(outcome.err, f"error.*, with {value}")

    def test_an_end_that_breaks_is_named_beside_those_before_it(self):
        self.write(BREAKABLE.replace("grant: {value: 20%, range: [10%, 50%]}, drift: {value: 5%, range: [4%, 6%]}",
                                     "drift: {value: 5%, range: [4%, 6%]}, grant: {value: 20%, range: [10%, 50%]}"))
        outcome = self.faultline("sensitivity", "scenario.yaml", "--paths", "1000", "--format", "json")
        self.assert_status(outcome, 2)
        self.assertEqual([swing["parameter"] for swing in outcome.json()["metrics"]["mean(A)"]["swings"]], ["drift"])
        self.assertIn("error[E0701]", outcome.err)
        self.assertIn("with grant=0.5", outcome.err)


if __name__ == "__main__":
    unittest.main()
