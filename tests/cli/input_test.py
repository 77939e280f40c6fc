"""What is read: diagnostics in every form, hostile files within a second, and speed where people wait."""
import json
import os
import resource
import subprocess

from command import MARKET, SLOWNESS, SOURCE, CommandTest, unittest

BROKEN = MARKET.replace("rate: curb_rate", "rate: curb_rat").replace("28%", "28")


class Check(CommandTest):
    def test_counts_on_standard_output(self):
        outcome = self.faultline("check", self.write(MARKET))
        self.assert_status(outcome, 0)
        self.assertEqual(outcome.out, "scenario.yaml: ok (3 assets, 1 shock, 52 steps)\n")

    def test_every_problem_of_every_file(self):
        self.write(MARKET, "good.yaml")
        self.write(BROKEN, "bad.yaml")
        outcome = self.faultline("check", "bad.yaml", "good.yaml")
        self.assert_status(outcome, 2)
        self.assertIn("good.yaml: ok", outcome.out)
        self.assertEqual(outcome.err.count("error["), 2)

    def test_json(self):
        outcome = self.faultline("check", self.write(BROKEN), "--diagnostics", "json")
        self.assert_status(outcome, 2)
        problems = outcome.json()
        self.assertEqual([at["line"] for at in problems], [7, 14])
        self.assertEqual(self.faultline("check", self.write(MARKET), "--diagnostics", "json").json(), [])

    def test_github(self):
        outcome = self.faultline("check", self.write(BROKEN), "--diagnostics", "github")
        self.assert_status(outcome, 2)
        self.assertRegex(outcome.out, r"::error file=scenario\.yaml,line=7,col=\d+,endColumn=\d+,title=E\d{4}::")

    def checked(self, text, *arguments):
        return self.faultline("check", self.write(text), *arguments, "--diagnostics", "json").json()

    def test_value_without_its_unit_is_told_once(self):
        ranged = MARKET.replace("curb_rate: 1.5/y", "curb_rate: {value: 1.5/y, range: [1/y, 3/y]}")
        for text in (ranged, ranged.replace("rate: curb_rate", "rate: 1/y")):
            problems = self.checked(text, "--set", "curb_rate=3")
            self.assertEqual([(at["code"], at["file"]) for at in problems], [("E0217", "--set curb_rate")])
            self.assertEqual(self.checked(text, "--set", "curb_rate=3/y"), [])

    def test_warning_about_a_value_of_the_command_line_says_so(self):
        trading = MARKET.replace("30%}}\n", "30%}, rebalance: 3m}\n")
        problems = self.checked(trading, "--set", "run.sampling=integrated")
        self.assertEqual([(at["code"], at["file"]) for at in problems], [("W0447", "--set run.sampling")])

    def test_variables_that_are_read_twice_are_written_once(self):
        chain = "".join(f"  v{i}: v{i + 1} * v{i + 1}\n" for i in range(40))
        text = MARKET.replace("rate: curb_rate", "rate: curb_rate + v0/1y") + "variables:\n" + chain + "  v40: t/1y\n"
        for verb in ("check", "explain"):
            self.assert_status(self.faultline(verb, self.write(text), timeout=10), 0)

    def test_changes_may_add_what_the_file_leaves_out(self):
        name = self.write(MARKET)
        for change in ('limits=["es(core, 99%) <= 75%"]', "start=2025-01-01", "run={seed: 7}", "variables.v=t/1y",
                       "groups.g=[AAPL]", "factors.f={volatility: 10%}", "report.given.late=t > 0", "run.until.paths=100",
                       "shocks.x={kind: arrivals, rate: 1/y}"):
            with self.subTest(change):
                self.assert_status(self.faultline("check", name, "--set", change), 0)

    def test_a_change_that_is_not_utf_8(self):
        self.write(MARKET)
        for change in (b"curb_rate=\xff", b"curb\xff=1/y"):
            outcome = self.faultline("check", "scenario.yaml", "--set", change)
            self.assert_status(outcome, 2)
            self.assertIn("error[E0103]", outcome.out + outcome.err)

    def test_control_characters_are_written_out(self):
        text = MARKET.replace("Three shares", '"Three \\e[31m shares').replace("a curb\n", 'a curb"\n')
        label = '\nreport: {given: {"a\\e]0;b": t > 0, "c\\e": 1 >}}\n'
        shown = self.faultline("check", self.write(text.replace("\nreport: {horizons: [4w, 12m]}\n", label)))
        self.assert_status(shown, 2)
        self.assertNotIn("\x1b", shown.err)
        self.assertIn("\\x1b", shown.err)
        name = self.write(text.replace("[4w, 12m]}", '[12m], given: {"a\\e]0;b": t > 0}}'))
        for verb in (("explain",), ("run", "--paths", "1000")):
            outcome = self.faultline(verb[0], name, *verb[1:])
            self.assert_status(outcome, 0)
            self.assertNotIn("\x1b", outcome.out)
            self.assertIn("\\x1b", outcome.out)

    def test_run_shows_problems_on_standard_error(self):
        outcome = self.faultline("run", self.write(BROKEN), "--diagnostics", "json")
        self.assertEqual(outcome.out, "")
        self.assertEqual(len(json.loads(outcome.err)), 2)


class Hostile(CommandTest):
    """Refused with status 2, a place or a reason, within a second of processor time and 500 MB."""

    def refused(self, name):
        def bounded():
            if SLOWNESS == 1:
                resource.setrlimit(resource.RLIMIT_AS, (500 << 20, 500 << 20))

        for verb in ("check", "run"):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            outcome = self.faultline(verb, name, timeout=10, preexec_fn=bounded)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.assert_status(outcome, 2)
            self.assertRegex(outcome.err, r"error\[E\d{4}\]")
            self.assertLess(len(outcome.err), 20_000)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            self.assertLess(spent, 2.0 * SLOWNESS)  # under one on a quiet machine

    def test_texts(self):
        laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        laughs += "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
        texts = {
            "empty": "",
            "comma": ",",
            "brackets": "[" * 200_000,
            "braces": "{a: " * 100_000,
            "dashes": "- " * 100_000,
            "indentation": "".join(" " * i + f"k{i}:\n" for i in range(1500)),
            "laughs": laughs,
            "cycle": "a: &a {b: *a}\n",
            "huge": MARKET + "x-note: " + "y" * 100_000_000,
            "latin1": MARKET.encode().replace(b"curb", "c\u00fcrb".encode("latin-1")),
            "binary": bytes(range(256)) * 1000,
            "zeros": b"\0" * 1_000_000,
            "documents": MARKET + "---\n" + MARKET,
            "expression": MARKET.replace("rate: curb_rate", "rate: " + "(" * 100_000),
            "sum": MARKET.replace("rate: curb_rate", "rate: " + "+".join(["nothing"] * 100_000)),
            "colons": ":" * 100_000,
            "anchors": "&a " * 50_000,
            "quotes": '"' + "\\" * 100_001,
        }
        for name, text in texts.items():
            with self.subTest(name):
                self.refused(self.write(text, f"{name}.yaml"))

    def test_variables_that_read_one_another(self):
        for part in ("v{} + 1", "v{0} * v{0} + v{0}"):
            chain = "".join(f"  v{i}: {part.format(i + 1)}\n" for i in range(20_000))
            with self.subTest(part):
                self.refused(self.write(MARKET + "variables:\n" + chain + "  v20000: t/1y\n"))

    def test_things_that_are_no_files(self):
        (self.directory / "folder").mkdir()
        os.mkfifo(self.directory / "fifo")
        for name in ("folder", "fifo", "/dev/zero", "missing.yaml", "", "a\nb"):
            with self.subTest(name):
                self.refused(name)

    def test_grid_without_end(self):
        self.refused(self.write(MARKET.replace("step: 1w", "step: 0.0001d").replace("12m", "1000y")))


class Speed(CommandTest):
    """Generous bounds: they catch a loss of an order of magnitude, not noise."""

    def test_check_is_at_once(self):
        self.write(MARKET)
        fastest = min(self.faultline("check", "scenario.yaml").seconds for _ in range(5))
        self.assertLess(fastest, 0.25 * SLOWNESS)

    def test_run_of_a_hundred_thousand_paths(self):
        outcome = self.faultline("run", self.write(MARKET), "--paths", "100_000")
        self.assert_status(outcome, 0)
        self.assertLess(outcome.seconds, 5.0 * SLOWNESS)


class Documents(unittest.TestCase):
    def test_generated_documents_are_fresh(self):
        script = SOURCE / "tools/docs"
        checked = subprocess.run([script, "--check", os.environ["FAULTLINE_BINARY"]], capture_output=True, text=True,
                                 check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)


if __name__ == "__main__":
    unittest.main()
