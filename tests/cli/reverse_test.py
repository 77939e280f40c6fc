"""The verb reverse."""
import json
import resource

from command import MARKET, SLOWNESS, SOURCE, CommandTest, unittest

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCENARIO = """\
faultline: 1
horizon: 12m
step: 1m
assets:
  Alpha: {drift: 0, volatility: 15%}
shocks:
  curb: {kind: arrivals, rate: 0.5/y, impact: {Alpha: -30%}}
  idle: {kind: arrivals, rate: 1/y, impact: {Alpha: 0%}}
portfolios:
  core: {weights: {Alpha: 80%}, cash: 20%}
"""


class Reverse(CommandTest):
    def ask(self, *arguments):
        self.write(SCENARIO)
        return self.faultline("reverse", "scenario.yaml", "--paths", "20000", *arguments)

    def told(self, *arguments):
        outcome = self.ask(*arguments, "--format", "json")
        self.assert_status(outcome, 0)
        return outcome.json()

    def test_the_shock_behind_the_loss_is_named(self):
        outcome = self.ask("--loss", "25%")
        self.assert_status(outcome, 0)
        self.assertIn("core loses 25% or more at 12m: ", outcome.out)
        self.assertIn("curb.count >= 1", outcome.out)
        self.assertIn("Rules\n  1. curb.count >= ", outcome.out)
        self.assertNotIn("idle", outcome.out)
        self.assertNotIn("Conditions are read at", outcome.out)
        self.assertIn("Conditions are read at 6m", self.ask("--loss", "25%", "--at", "6m").out)
        found = self.told("--loss", "0.25", "--portfolio", "Alpha", "--at", "6m")
        self.assertEqual((found["series"], found["horizon"], found["loss"]), ("Alpha", "6m", 0.25))
        self.assertEqual(found["outcomes"][0]["subject"], "curb")

    def test_the_probability_is_that_of_the_run(self):
        self.write(MARKET)
        options = ["scenario.yaml", "--paths", "20000", "--format", "json"]
        series = self.faultline("run", *options).json()["series"]
        for name, horizon in (("core", "12m"), ("NVDA", "4w")):
            found = self.faultline("reverse", *options, "--loss", "20%", "--portfolio", name, "--at", horizon).json()
            self.assertEqual(found["probability"], series[name]["horizons"][horizon]["prob_loss"]["20%"])

    def test_rules_can_be_pasted_as_conditions(self):
        rule = self.told("--loss", "25%")["rules"][0]
        self.write(SCENARIO, "again.yaml")
        value = self.faultline("reverse", "again.yaml", "--belief", "--limit", f"prob({rule['condition']}) <= 90%",
                               "--paths", "20000", "--format", "json").json()["beliefs"][0]["value"]
        self.assertLess(abs(value["value"] - rule["of_all"]["value"]), 4.5 * rule["of_all"]["se"])

    def test_a_thin_tail_says_what_it_needs(self):
        outcome = self.ask("--loss", "70%")
        self.assert_status(outcome, 0)
        self.assertIn("The tail is thin: ", outcome.out)
        self.assertIn("(--paths). Withheld: ", outcome.out)

    def test_the_market_alone(self):
        self.write("faultline: 1\nhorizon: 1y\nassets: {A: {drift: 0, volatility: 40%}}\n")
        outcome = self.faultline("reverse", "scenario.yaml", "--loss", "30%", "--paths", "20000")
        self.assert_status(outcome, 0)
        self.assertIn("it is the market that makes them", outcome.out)

    def test_drawdowns(self):
        end = self.told("--loss", "25%")["probability"]["value"]
        found = self.told("--loss", "25%", "--drawdown")
        self.assertEqual(found["measure"], "drawdown")
        self.assertGreater(found["probability"]["value"], end)

    def test_beliefs_of_the_file_and_of_the_command(self):
        self.write(SCENARIO + "limits: [\"prob(core, loss >= 25%) <= 40%\"]\n")
        outcome = self.faultline("reverse", "scenario.yaml", "--belief", "--paths", "20000")
        self.assert_status(outcome, 0)
        self.assertIn("prob(core, loss >= 25%) <= 40%\n", outcome.out)
        self.assertIn("nats away", outcome.out)
        self.assertIn("curb.count >= 1", outcome.out)
        belief = self.told("--belief", "--limit", "es(core, 95%) <= 55%", "--limit", "mean(core) >= -20%")["beliefs"]
        self.assertEqual(len(belief), 2)
        self.assertTrue(all(b["held"] and b["reached"] and b["entropy"]["value"] > 0 for b in belief))

    def test_same_answer_on_any_number_of_threads(self):
        for question in (["--loss", "25%"], ["--belief", "--limit", "es(core, 95%) <= 45%"]):
            one = self.ask(*question, "--threads", "1", "--format", "json").out
            self.assertEqual(one, self.ask(*question, "--threads", "3", "--format", "json").out)

    @unittest.skipIf(jsonschema is None, "python3-jsonschema is not there")
    def test_json_fits_its_schema(self):
        schema = json.loads((SOURCE / "docs" / "reverse.schema.json").read_text(encoding="utf-8"))
        for question in (["--loss", "25%"], ["--loss", "90%"], ["--loss", "25%", "--drawdown"],
                         ["--belief", "--limit", "es(core, 95%) <= 45%", "--limit", "prob(core, loss >= 99%) <= 5%",
                          "--limit", "sd(core) <= 50%"]):
            jsonschema.validate(self.told(*question), schema)
        self.write(MARKET)
        outcome = self.faultline("reverse", "scenario.yaml", "--loss", "30%", "--paths", "20000", "--format", "json")
        jsonschema.validate(outcome.json(), schema)
        broken = self.told("--loss", "25%")
        broken["outcomes"][0]["lift"] = 2.0
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.validate(broken, schema)

    @unittest.skipIf(SLOWNESS > 1, "sanitizers reserve address space of their own")
    def test_more_than_fits_into_memory_is_refused(self):
        self.write(SCENARIO)
        outcome = self.faultline("reverse", "scenario.yaml", "--loss", "25%", "--paths", "50M",
                                 preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30)))
        self.assert_status(outcome, 6)
        self.assertIn("ask for fewer --paths", outcome.err)

    def test_bad_names_and_options(self):
        outcome = self.ask("--loss", "25%", "--portfolio", "cores")
        self.assert_status(outcome, 2)
        self.assertIn("did you mean 'core'?", outcome.err)
        self.assert_status(self.ask(), 2)
        self.assert_status(self.ask("--loss", "30"), 2)
        self.assertIn("did you mean 30%?", self.ask("--loss", "30").err)
        self.assert_status(self.ask("--loss", "nothing"), 2)
        self.assert_status(self.ask("--loss", "25%", "--at", "5w"), 2)
        self.assert_status(self.ask("--loss", "25%", "--belief"), 2)
        self.assert_status(self.ask("--loss", "25%", "--limit", "es(core, 99%) <= 1"), 2)
        self.assert_status(self.ask("--belief"), 2)  # no limits at all
        self.assertIn("give --limit", self.ask("--belief").err)
        self.assert_status(self.ask("--belief", "--limit", "es(core, 99%)"), 2)


if __name__ == "__main__":
    unittest.main()
