"""The verbs explain, replay and new."""
from command import MARKET, CommandTest, unittest


class Explain(CommandTest):
    def test_text_says_what_the_file_means(self):
        self.write(MARKET)
        outcome = self.faultline("explain", "scenario.yaml")
        self.assert_status(outcome, 0)
        self.assertIn("Happens 1.5 times a year (curb_rate).", outcome.out)
        self.assertIn("closed form", outcome.out)
        self.assertIn("have no basis yet", outcome.out)
        self.assertEqual(outcome.err, "")

    def test_changes_are_explained_too(self):
        self.write(MARKET)
        outcome = self.faultline("explain", "scenario.yaml", "--set", "curb_rate=3/y", "--format", "json")
        self.assertIn("Happens 3 times a year (curb_rate).", outcome.json()["shocks"]["export_curb"]["mechanism"])

    def test_an_inherited_description_says_whose_it_is(self):
        self.write(MARKET + "description: Bare market.\n", "base.yaml")
        self.write("extends: base.yaml\ntitle: With less\n")
        self.assertIn("\nFrom base.yaml: Bare market.\n", self.faultline("explain", "scenario.yaml").out)
        told = self.faultline("explain", "scenario.yaml", "--format", "json").json()
        self.assertEqual((told["description"], told["description_from"]), ("Bare market.", "base.yaml"))
        own = self.faultline("explain", "scenario.yaml", "--set", "description=Less of it.")
        self.assertIn("\nLess of it.\n", own.out)

    def test_same_figures_on_any_number_of_threads(self):
        self.write(MARKET)
        texts = {self.faultline("explain", "scenario.yaml", "--threads", n).out for n in "123"}
        self.assertEqual(len(texts), 1)

    def test_errors_too_small_to_show_are_left_out(self):
        self.write(MARKET)
        out = self.faultline("explain", "scenario.yaml").out
        self.assertRegex(out, r"core +\d\.\d+ ± 0\.\d+% +7\.6% ")
        self.assertNotRegex(out, r"± 0\.0+%")

    def test_graph(self):
        self.write(MARKET)
        outcome = self.faultline("explain", "scenario.yaml", "--dot")
        self.assert_status(outcome, 0)
        self.assertIn('"export_curb" -> "NVDA" [label="impact"];', outcome.out)
        for option, value in (("--format", "json"), ("--paths", "5k"), ("--threads", "1")):
            outcome = self.faultline("explain", "scenario.yaml", "--dot", option, value)
            self.assert_status(outcome, 2)
            self.assertRegex(outcome.err, f"{option}.* not go with --dot")

    def test_bad_files_and_options(self):
        self.write(MARKET.replace("1.5/y", "1.5"))
        self.assert_status(self.faultline("explain", "scenario.yaml"), 2)
        self.assert_status(self.faultline("explain", "scenario.yaml", "--paths", "3"), 2)


class Replay(CommandTest):
    def test_the_worst_path_is_told(self):
        self.write(MARKET)
        outcome = self.faultline("replay", "scenario.yaml", "--worst", "2", "--paths", "5k")
        self.assert_status(outcome, 0)
        self.assertEqual(outcome.out.count("what happens"), 2)
        self.assertEqual(outcome.err, "")

    def test_json_sums(self):
        self.write(MARKET)
        first = self.faultline("replay", "scenario.yaml", "--quantile", "1%", "--paths", "5k", "--format", "json").json()["paths"][0]
        self.assertAlmostEqual(sum(row["total"] for row in first["gains"].values()), first["return"], places=12)
        again = self.faultline("replay", "scenario.yaml", "--path", str(first["path"]), "--format", "json").json()["paths"][0]
        self.assertEqual(first, again)

    def test_bad_options(self):
        self.write(MARKET)
        for options in ((), ("--path", "x"), ("--quantile", "2"), ("--path", "1", "--portfolio", "nobody"), ("--path", "1", "--worst", "1")):
            self.assert_status(self.faultline("replay", "scenario.yaml", *options), 2)


class New(CommandTest):
    def test_the_file_passes_and_runs(self):
        self.assert_status(self.faultline("new", "chip_curbs"), 0)
        self.assertIn('title: "chip curbs"', (self.directory / "chip_curbs.yaml").read_text())
        for verb in ("check", "explain"):
            outcome = self.faultline(verb, "chip_curbs.yaml")
            self.assert_status(outcome, 0)
            self.assertEqual(outcome.err, "")
        self.assert_status(self.faultline("run", "chip_curbs.yaml", "--quiet"), 0)

    def test_nothing_is_overwritten(self):
        self.write("mine", "scenario.yaml")
        outcome = self.faultline("new")
        self.assert_status(outcome, 5)
        self.assertIn("exists already", outcome.err)
        self.assertEqual((self.directory / "scenario.yaml").read_text(), "mine")

    def test_an_empty_name_is_refused(self):
        self.assert_status(self.faultline("new", ""), 2)
        self.assertEqual(list(self.directory.iterdir()), [])

    def test_elsewhere(self):
        self.assertTrue(self.faultline("new", "-o", "-").out.startswith("# A scenario"))
        self.assert_status(self.faultline("new", "-o", "missing/a.yaml"), 5)

    def test_the_next_command_can_be_pasted(self):
        self.assertIn("\nnext: faultline explain chips.yaml\n", self.faultline("new", "chips").err)
        self.assertIn("\nnext: faultline explain 'Joe'\\''s chips.yaml'\n", self.faultline("new", "Joe's chips").err)


if __name__ == "__main__":
    unittest.main()
