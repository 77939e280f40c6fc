"""The verbs sweep and merge."""
import contextlib
import csv
import io
import json
import random
import re
import signal
import sqlite3
import subprocess
import time

from command import BINARY, BREAKABLE, MARKET, SLOWNESS, CommandTest, unittest

AXES = ["--vary", "curb_rate=0.5/y:4/y:4", "--vary", "assets.NVDA.volatility=20%,40%,60%"]
METRICS = ["--metric", "mean(core)", "--metric", "es(core, 99%)", "--metric", "prob(BABA, loss >= 20%, 4w)"]


class Sweep(CommandTest):
    def sweep(self, *arguments, **options):
        return self.faultline("sweep", "scenario.yaml", *AXES, *METRICS, "--paths", "2000", *arguments, **options)

    def test_forms_agree(self):
        self.write(MARKET)
        result = self.sweep("--format", "json").json()
        self.assertEqual(len(result["rows"]), 12)
        self.assertTrue(result["complete"])
        table = list(csv.DictReader(io.StringIO(self.sweep("--format", "csv").out)))
        self.assertEqual(float(table[7]["es(core, 99%)"]), result["rows"][7]["metrics"]["es(core, 99%)"]["value"])
        self.assertEqual(table[7]["curb_rate"], result["rows"][7]["values"]["curb_rate"])
        out = self.sweep().out
        self.assertIn("\n12 of 12 points, 2,000 paths each, seed 42", out)
        self.assertNotIn("the scenario's own value", out)
        self.assertIn("\n-: the scenario's own value\n", self.sweep("--design", "oat").out)

    def test_unreliable_figures_are_marked(self):
        self.write(MARKET.replace("[4w, 12m]", "[4w, 12m], given: {calm: not export_curb.any}"))
        few = ["sweep", "scenario.yaml", "--vary", "curb_rate=1/y", "--metric", "quantile(core, 1% | calm)", "--paths", "4000"]
        row = self.faultline(*few, "--format", "json").json()["rows"][0]["metrics"]["quantile(core, 1% | calm)"]
        self.assertIs(row["unreliable"], True)
        self.assertRegex(self.faultline(*few).out, r"-\d+\.\d\? ± ")

    def test_a_point_is_the_run_with_its_settings(self):
        self.write(MARKET)
        row = self.sweep("--format", "json").json()["rows"][4]
        settings = [part for name, value in row["values"].items() for part in ("--set", f"{name}={value}")]
        figures = self.figures("scenario.yaml", "--paths", "2000", *settings)["series"]["core"]["horizons"]["12m"]
        for name, figure in (("mean(core)", figures["mean"]), ("es(core, 99%)", figures["es"]["99%"])):
            self.assertEqual(row["metrics"][name]["value"], figure["value"])
            self.assertEqual(row["metrics"][name]["se"], figure["se"])

    def test_same_rows_on_any_number_of_threads(self):
        self.write(MARKET)
        self.assertEqual(len({self.sweep("--format", "csv", "--threads", n).out for n in ("1", "2", "16")}), 1)

    def test_killed_at_any_moment(self):
        self.write(MARKET)
        whole = self.sweep("--format", "csv").out
        store = ["--store", "s.sqlite", "--format", "csv"]
        began = time.monotonic()
        self.assert_status(self.sweep("--format", "csv"), 0)
        seconds = time.monotonic() - began
        moments = random.Random(6)
        for _ in range(20):
            process = subprocess.Popen([BINARY, "sweep", "scenario.yaml", *AXES, *METRICS, "--paths", "2000", *store],
                                       cwd=self.directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(moments.random() * seconds / 4)
            process.send_signal(signal.SIGKILL)
            process.wait(60 * SLOWNESS)
        outcome = self.sweep(*store)
        self.assert_status(outcome, 0)
        self.assertEqual(outcome.out, whole)

    def interrupted(self, number, *arguments):
        """What a sweep that a signal ends after its first points prints and says."""
        slow = ["sweep", "scenario.yaml", "--vary", "curb_rate=0.5/y:4/y:400", *METRICS, "--paths", "100k"]
        with subprocess.Popen([BINARY, *slow, *arguments], cwd=self.directory, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            time.sleep(0.7 * SLOWNESS)
            process.send_signal(number)
            out, err = process.communicate(timeout=60 * SLOWNESS)
        self.assertEqual(process.returncode, 128 + number, err)
        return out.decode(), err.decode()

    def test_interrupted(self):
        self.write(MARKET)
        out, said = self.interrupted(signal.SIGINT, "--store", "s.sqlite", "--format", "json")
        found = re.search(r"interrupted with (\d+) of 400 points; they are in s.sqlite: the same command goes on", said)
        self.assertTrue(found, said)
        with sqlite3.connect(self.directory / "s.sqlite") as store:
            self.assertEqual(store.execute("SELECT count(*) FROM points").fetchone()[0], int(found[1]))
        result = json.loads(out)
        self.assertIs(result["complete"], False)
        self.assertEqual(len(result["rows"]), int(found[1]))
        out, said = self.interrupted(signal.SIGTERM)
        found = re.search(r"interrupted with (\d+) of 400 points; with --store the same command would go on", said)
        self.assertTrue(found, said)
        self.assertIn(f"\n{found[1]} of 400 points (incomplete), 100,000 paths each", out)

    def test_shards_merge(self):
        self.write(MARKET)
        whole = self.sweep("--format", "csv").out
        for i in "123":
            self.assert_status(self.sweep("--shard", f"{i}/3", "--store", f"{i}.sqlite"), 0)
        outcome = self.faultline("merge", "all.sqlite", "1.sqlite", "2.sqlite", "3.sqlite")
        self.assertEqual(outcome.out, "all.sqlite: 12 of 12 points\n")
        again = self.sweep("--store", "all.sqlite", "--format", "csv")
        self.assertEqual(again.out, whole)
        self.assertIn("12 of 12 points were in all.sqlite", again.err)

    def test_merge_reads_its_parts_and_skips_the_target(self):
        self.write(MARKET)
        for i in "12":
            self.assert_status(self.sweep("--shard", f"{i}/2", "--store", f"{i}.sqlite"), 0)
        with contextlib.closing(sqlite3.connect(self.directory / "1.sqlite")) as part:
            part.execute("PRAGMA journal_mode = DELETE")
        for _ in range(2):
            outcome = self.faultline("merge", "all.sqlite", "1.sqlite", "2.sqlite", "./all.sqlite", timeout=20)
            self.assertEqual(outcome.out, "all.sqlite: 12 of 12 points\n")
        with contextlib.closing(sqlite3.connect(self.directory / "1.sqlite")) as part:
            self.assertEqual(part.execute("PRAGMA journal_mode").fetchone()[0], "delete")
        self.assert_status(self.faultline("merge", "all.sqlite", "all.sqlite"), 2)

    def test_what_is_no_store_is_left_as_it_is(self):
        self.write(MARKET)
        with contextlib.closing(sqlite3.connect(self.directory / "other.sqlite")) as other:
            other.execute("CREATE TABLE meta(a)")
        self.write("Not a database.\n" * 100, "text.sqlite")
        for name in ("other.sqlite", "text.sqlite"):
            before = (self.directory / name).read_bytes()
            for outcome in (self.sweep("--store", name), self.faultline("merge", "all.sqlite", name)):
                self.assert_status(outcome, 7)
                self.assertIn(f"{name}: is not the store of a sweep", outcome.err)
            self.assertEqual((self.directory / name).read_bytes(), before)
            self.assertFalse((self.directory / "all.sqlite").exists())

    def test_store_of_another_sweep(self):
        self.write(MARKET)
        self.assert_status(self.sweep("--store", "s.sqlite"), 0)
        outcome = self.sweep("--store", "s.sqlite", "--seed", "7")
        self.assert_status(outcome, 7)
        self.assertIn("s.sqlite: belongs to another sweep: its seed differs", outcome.err)
        self.write(MARKET.replace("28%", "29%"))
        self.assert_status(self.sweep("--store", "s.sqlite"), 7)
        self.assert_status(self.sweep("--store", "missing/s.sqlite"), 5)

    def test_a_point_that_breaks_is_named_beside_the_rows_before_it(self):
        self.write(BREAKABLE)
        outcome = self.faultline("sweep", "scenario.yaml", "--vary", "grant=20%,30%,50%", "--metric", "mean(A)",
                                 "--paths", "1000", "--threads", "1", "--format", "csv", "--diagnostics", "json", "--quiet")
        self.assert_status(outcome, 2)
        self.assertEqual([row["grant"] for row in csv.DictReader(io.StringIO(outcome.out))], ["20%", "30%"])
        [problem] = json.loads(outcome.err)
        self.assertEqual((problem["code"], problem["file"], problem["line"]), ("E0701", "scenario.yaml", 12))
        self.assertIn("with grant=50%", problem["message"])

    def test_bad_input(self):
        self.write(MARKET)
        bad = lambda *arguments: self.faultline("sweep", "scenario.yaml", *arguments)
        self.assert_status(bad("--vary", "curb_rate=1/y:2/y", "--metric", "mean(core)"), 2)
        self.assert_status(bad("--vary", "curb_rate=1/y", "--metric", "mean(cor)"), 2)
        self.assert_status(bad("--vary", "curb_rat=1/y", "--metric", "mean(core)"), 2)
        self.assert_status(bad("--vary", "curb_rate=1/y,-2/y", "--metric", "mean(core)"), 2)
        self.assert_status(bad(*AXES, *METRICS, "--shard", "4/3"), 2)
        for design in ([], ["--design", "oat"]):
            outcome = bad(*AXES, *METRICS, "--points", "9", *design)
            self.assert_status(outcome, 2)
            self.assertIn("--points belongs to --design lhs and sobol", outcome.err)
        outcome = bad("--vary", "curb_rate=1/y,-2/y,-3/y", "--vary", "assets.NVDA.volatility=20%,x", *METRICS)
        self.assertIn("zero or more, with curb_rate=-2/y\n", outcome.err)
        self.assertNotIn("-3/y", outcome.err)
        self.assertIn("--set assets.NVDA.volatility:1:1: error", outcome.err)
        for axis in ("run.seed=1,2", "run.paths=1000,2000", b"curb_rate=\xff"):
            outcome = bad("--vary", axis, *METRICS)
            self.assert_status(outcome, 2)
            self.assertRegex(outcome.err, "is the same for all points|is not UTF-8")
        self.assert_status(self.faultline("merge", "all.sqlite", "none.sqlite"), 5)


if __name__ == "__main__":
    unittest.main()
