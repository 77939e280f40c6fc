"""The verb diff."""
import json

from command import BREAKABLE, MARKET, CommandTest, unittest


class Diff(CommandTest):
    def diff(self, after, *arguments):
        self.write(MARKET)
        self.write(after, "after.yaml")
        outcome = self.faultline("diff", "scenario.yaml", "after.yaml", "--paths", "4000", *arguments)
        self.assert_status(outcome, 0)
        return outcome

    def test_splits_add_up(self):
        after = MARKET.replace("1.5/y", "3/y").replace("47%", "60%").replace("BABA: 30%}", "BABA: 20%}").replace("AAPL: 40%", "AAPL: 50%")
        result = self.diff(after, "--format", "json", "--metric", "es(core, 99%)", "--metric", "mean(core)").json()
        self.assertEqual([edit["path"] for edit in result["edits"]],
                         ["parameters.curb_rate", "assets.NVDA.volatility", "portfolios.core.weights.AAPL",
                          "portfolios.core.weights.BABA"])
        # Weights only sum to one when both of theirs have changed.
        self.assertEqual([group["edits"] for group in result["groups"]], [[0], [1], [2, 3]])
        for metric, change in result["metrics"].items():
            self.assertAlmostEqual(change["after"]["value"] - change["before"]["value"], change["change"]["value"], 12)
            for split in ("in_order", "shapley"):
                parts = [group["effects"][metric][split]["value"] for group in result["groups"]]
                self.assertAlmostEqual(sum(parts), change["change"]["value"], 12)
            self.assertLess(change["change"]["se"], change["after"]["se"])

    def test_a_new_parameter_comes_with_what_reads_it(self):
        after = MARKET.replace("{curb_rate: 1.5/y}", "{curb_rate: 1.5/y, bump: 2}")
        after = after.replace("rate: curb_rate", "rate: bump * curb_rate")
        result = self.diff(after, "--format", "json").json()
        self.assertEqual([group["edits"] for group in result["groups"]], [[0, 1]])
        self.assertEqual(list(result["metrics"]), ["mean(core)", "es(core, 99%)"])

    def test_words_move_no_number(self):
        self.assertEqual(self.diff(MARKET.replace("Three shares", "Trio")).out,
                         "no field differs that moves a number\n")

    def test_a_new_shock_may_cite_a_new_source(self):
        shock = "  quake: {kind: arrivals, rate: 1/y, impact: {NVDA: -5%}, source: ledger}\n"
        after = MARKET.replace("portfolios:", shock + "portfolios:")
        after = after.replace("assets:", "sources: {ledger: {title: Ledger}}\nassets:")
        after = after.replace("curb_rate: 1.5/y", "curb_rate: 2/y")
        result = self.diff(after, "--format", "json").json()
        self.assertEqual([edit["path"] for edit in result["edits"]], ["parameters.curb_rate", "shocks.quake"])
        self.assertEqual(len(result["groups"]), 2)

    def test_a_name_may_read_like_an_annotation(self):
        before = MARKET.replace("AAPL", "basis").replace("export_curb", "note")
        after = before.replace("basis: 40%, NVDA: 30%", "basis: 30%, NVDA: 40%").replace("-3% +- 3%", "-4% +- 3%")
        after = after.replace("volatility: 28%}", "volatility: 28%, basis: judgement}")
        self.write(before)
        self.write(after, "after.yaml")
        outcome = self.faultline("diff", "scenario.yaml", "after.yaml", "--paths", "1000", "--format", "json")
        self.assert_status(outcome, 0)
        self.assertEqual([edit["path"] for edit in outcome.json()["edits"]],
                         ["shocks.note.impact.NVDA", "portfolios.core.weights.basis", "portfolios.core.weights.NVDA"])

    def test_a_run_that_breaks_is_shown_with_its_place(self):
        self.write(BREAKABLE)
        self.write(BREAKABLE.replace("value: 20%", "value: 50%"), "after.yaml")
        outcome = self.faultline("diff", "scenario.yaml", "after.yaml", "--diagnostics", "json")
        self.assert_status(outcome, 2)
        [problem] = json.loads(outcome.err)
        self.assertEqual((problem["code"], problem["line"]), ("E0701", 12))
        self.assertIn("with all edits", problem["message"])

    def test_text(self):
        out = self.diff(MARKET.replace("1.5/y", "3/y")).out
        self.assertIn("1  parameters.curb_rate: 1.5/y -> 3/y", out)
        self.assertRegex(out, r"\nIn percent, ± one standard error\.\n\nmean\(core\): \d\.\d ± 0\.\d -> \d\.\d ± 0\.\d\n")

    def test_edits_of_the_run_are_listed_and_move_nothing(self):
        after = MARKET.replace("1.5/y", "3/y")
        result = self.diff(after + "run: {seed: 7, sampling: sobol}\n", "--format", "json").json()
        self.assertEqual([edit["path"] for edit in result["edits"]], ["parameters.curb_rate", "run"])
        self.assertEqual([group["edits"] for group in result["groups"]], [[0]])
        self.assertEqual(result["seed"], 42)
        alone = self.diff(after, "--format", "json").json()
        self.assertEqual(result["metrics"], alone["metrics"])
        text = self.diff(MARKET + "run: {seed: 7}\n").out
        self.assertIn("  -  run: new: {seed: 7}\n     - moves nothing here: all scenarios run with seed 42 on 4,000", text)

    def test_warnings_of_both_files_are_shown_once(self):
        self.write(MARKET.replace("lognormal(1, 0.4)", "1 +- 40%"), "base.yaml")
        self.write("faultline: 1\nextends: base.yaml\n")
        self.write("faultline: 1\nextends: base.yaml\nparameters: {curb_rate: 2/y}\n", "after.yaml")
        outcome = self.faultline("diff", "scenario.yaml", "after.yaml", "--paths", "1000")
        self.assert_status(outcome, 0)
        self.assertEqual(outcome.err.count("base.yaml:15:15: warning[W0408]"), 1, outcome.err)

    def test_bad_input(self):
        self.write(MARKET)
        self.write(MARKET.replace("1.5/y", "1.5"), "bad.yaml")
        self.assert_status(self.faultline("diff", "scenario.yaml", "bad.yaml"), 2)
        self.assert_status(self.faultline("diff", "scenario.yaml", "missing.yaml"), 2)
        self.assert_status(self.faultline("diff", "scenario.yaml", "scenario.yaml", "--metric", "mean(cor)"), 2)


if __name__ == "__main__":
    unittest.main()
