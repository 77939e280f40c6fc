"""What a run writes: the same figures however it is run, files that belong together, quiet pipes."""
import hashlib
import json
import os
import pty
import random
import signal
import subprocess
import time

from command import BINARY, MARKET, SLOWNESS, CommandTest, unittest


class Figures(CommandTest):
    def setUp(self):
        super().setUp()
        self.write(MARKET)

    def test_same_bits_however_the_work_is_shared(self):
        expected = self.figures("scenario.yaml", "--paths", "20000", "--threads", "1")
        for arguments in (("--threads", "2"), ("--threads", "3"), ("--block", "64"), ("--block", "500"),
                          ("--threads", "3", "--block", "1"), ("--simd", "scalar")):
            with self.subTest(arguments):
                self.assertEqual(self.figures("scenario.yaml", "--paths", "20000", *arguments), expected)

    def test_seed_matters_and_double_normals_hardly(self):
        def mean(*arguments):
            figures = self.figures("scenario.yaml", "--paths", "20000", *arguments)
            return figures["series"]["core"]["horizons"]["12m"]["mean"]["value"]

        self.assertNotEqual(mean(), mean("--seed", "43"))
        self.assertNotEqual(mean(), mean("--precision", "double"))
        self.assertAlmostEqual(mean(), mean("--precision", "double"), places=6)

    def test_changes_from_the_command_line(self):
        plain = self.figures("scenario.yaml", "--paths", "5000")
        changed = self.figures("scenario.yaml", "--paths", "5000", "--set", "curb_rate=3/y")
        without = self.figures("scenario.yaml", "--paths", "5000", "--without", "export_curb")
        self.assertEqual(changed["scenario"]["parameters"]["curb_rate"], 3.0)
        horizon = lambda figures: figures["series"]["core"]["horizons"]["12m"]
        self.assertLess(horizon(changed)["mean"]["value"], horizon(plain)["mean"]["value"])
        self.assertEqual(horizon(without)["mean"], horizon(plain)["without_shocks"]["mean"])

    def test_paths_a_run_stopped_at_give_it_again(self):
        self.write(MARKET + "run: {until: {precision: 'es(core, 99%) +- 25bp', paths: 4_000_000}}\n", "until.yaml")
        stopped = self.faultline("run", "until.yaml", "--format", "json").json()
        self.assertEqual(stopped["run"]["stopped_by"], "precision")
        paths = stopped["run"]["paths"]
        self.assertEqual(paths % 65536, 0)
        again = self.faultline("run", "scenario.yaml", "--format", "json", "--paths", str(paths)).json()
        self.assertEqual(stopped["series"], again["series"])

    def test_time_budget(self):
        outcome = self.faultline("run", "scenario.yaml", "--paths", "1G", "--time", "0.5s", "--format", "json")
        self.assert_status(outcome, 0)
        run = outcome.json()["run"]
        self.assertEqual(run["stopped_by"], "time")
        self.assertEqual(run["paths"] % 4096, 0)
        self.assertGreater(run["paths"], 0)

    def test_resolved_scenario_runs_the_same(self):
        self.write("faultline: 1\nextends: scenario.yaml\ntitle: Derived\n", "derived.yaml")
        self.assert_status(self.faultline("run", "derived.yaml", "--set", "curb_rate=2/y", "--paths", "5000", "-o", "out"), 0)
        resolved = self.figures("out/scenario.yaml", "--paths", "5000")
        written = json.loads((self.directory / "out/result.json").read_text())
        self.assertEqual(resolved["series"], written["series"])

    def test_manifest_holds_the_hashes(self):
        self.assert_status(self.faultline("run", "scenario.yaml", "--paths", "5000", "-o", "out", "--seed", "7"), 0)
        manifest = json.loads((self.directory / "out/manifest.json").read_text())
        self.assertEqual(manifest["run"]["seed"], 7)
        self.assertEqual(manifest["run"]["paths"], 5000)
        files = [(self.directory / at["path"], at) for at in manifest["inputs"]]
        files += [(self.directory / "out" / at["path"], at) for at in manifest["outputs"]]
        self.assertEqual(len(files), 4)
        for path, at in files:
            self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), at["sha256"])
        names = sorted(path.name for path in (self.directory / "out").iterdir())
        self.assertEqual(names, ["manifest.json", "result.json", "scenario.yaml", "summary.txt"])

    def test_a_seed_of_64_bits_is_the_same_in_the_file(self):
        seed = str(2**64 - 1)
        written = self.figures("scenario.yaml", "--paths", "5000", "--set", f"run.seed={seed}")
        self.assertEqual(written["series"], self.figures("scenario.yaml", "--paths", "5000", "--seed", seed)["series"])

    def test_manifest_names_the_samples(self):
        for target, named in (("out/all.nc", "all.nc"), ("all.nc", "../all.nc")):
            self.assert_status(self.faultline("run", "scenario.yaml", "--paths", "10k", "-o", "out", "--samples", target), 0)
            outputs = json.loads((self.directory / "out/manifest.json").read_text())["outputs"]
            self.assertEqual([at["path"] for at in outputs], ["result.json", "summary.txt", "scenario.yaml", named])
            content = (self.directory / target).read_bytes()
            self.assertEqual(outputs[3]["sha256"], hashlib.sha256(content).hexdigest())


class Signals(CommandTest):
    def interrupted(self, number):
        self.write(MARKET)
        with subprocess.Popen([BINARY, "run", "scenario.yaml", "--paths", "1G", "-o", "out", "--format", "json"],
                              cwd=self.directory, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            time.sleep(1.0)
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 128 + number)
        run = json.loads(out)["run"]
        self.assertEqual(run["stopped_by"], "interrupted")
        self.assertFalse(run["complete"])
        self.assertEqual(run["paths"] % 4096, 0)
        self.assertIn(f"interrupted after {run['paths']} paths", err.decode())
        self.assertEqual((self.directory / "out/result.json").read_bytes(), out)
        manifest = json.loads((self.directory / "out/manifest.json").read_text())
        self.assertFalse(manifest["run"]["complete"])

    def test_interrupt(self):
        self.interrupted(signal.SIGINT)

    def test_terminate(self):
        self.interrupted(signal.SIGTERM)

    def test_one_after_the_last_path_leaves_whole_figures(self):
        self.write(MARKET)
        arguments = [BINARY, "run", "scenario.yaml", "--paths", "20k", "-o", "out"]
        for _ in range(40):
            with subprocess.Popen(arguments, cwd=self.directory, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE) as process:
                time.sleep(random.uniform(0.0, 0.1) * SLOWNESS)
                process.send_signal(signal.SIGINT)
                err = process.communicate(timeout=60)[1].decode()
            if process.returncode in (0, -signal.SIGINT):  # ended before, or had not begun to watch
                continue
            self.assertEqual(process.returncode, 130)
            run = json.loads((self.directory / "out/result.json").read_text())["run"]
            self.assertEqual(run["complete"], "the figures are whole" in err, err)

    def test_a_signal_that_comes_twice_at_once_is_one(self):
        self.write(MARKET)
        with subprocess.Popen([BINARY, "run", "scenario.yaml", "--paths", "1G", "-o", "out"], cwd=self.directory,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            time.sleep(1.0)
            for _ in range(2):
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
        self.assertEqual(process.returncode, 143)
        self.assertFalse(json.loads((self.directory / "out/result.json").read_text())["run"]["complete"])

    def test_an_ignored_signal_stays_ignored(self):
        self.write(MARKET)
        with subprocess.Popen([BINARY, "run", "scenario.yaml", "--paths", "1G", "--time", "3s", "--format", "json"],
                              cwd=self.directory, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) as process:
            time.sleep(1.0)
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(json.loads(out)["run"]["stopped_by"], "time")

    def test_an_interrupt_leaves_no_half_written_samples(self):
        self.write(MARKET)
        with subprocess.Popen([BINARY, "run", "scenario.yaml", "--paths", "300k", "--samples", "all.nc"], cwd=self.directory,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            while not list(self.directory.glob(".all.nc*")) and process.poll() is None:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertIn(b"all.nc is not written", err)
        self.assertIn(b"core", out)
        self.assertEqual([file.name for file in self.directory.iterdir()], ["scenario.yaml"])

    def test_reader_that_goes_away(self):
        self.write(MARKET)
        reader, writer = os.pipe()
        os.close(reader)
        outcome = self.faultline("run", "scenario.yaml", "--paths", "5000", stdout=writer)
        os.close(writer)
        self.assert_status(outcome, 0)
        self.assertEqual(outcome.err, "")


class Terminal(CommandTest):
    def on_terminal(self, *arguments, **variables):
        """Both outputs of a run on a pseudo terminal."""
        self.write(MARKET)
        primary, secondary = pty.openpty()
        environment = {**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm", **variables}
        with subprocess.Popen([BINARY, "run", "scenario.yaml", "--paths", "100k", *arguments], cwd=self.directory,
                              stdin=subprocess.DEVNULL, stdout=secondary, stderr=secondary, env=environment):
            os.close(secondary)
            text = b""
            try:
                while chunk := os.read(primary, 65536):
                    text += chunk
            except OSError:  # how a pseudo terminal says that the other side is closed
                pass
        os.close(primary)
        return text.decode()

    def test_progress_and_colour(self):
        text = self.on_terminal()
        self.assertRegex(text, r"\d+ %  \[#*-*\]  \S+ of 100k paths")
        self.assertIn("\x1b[1m", text)

    def test_no_colour(self):
        self.assertNotIn("\x1b[1m", self.on_terminal(NO_COLOR="1"))

    def test_quiet(self):
        self.assertNotIn("of 100k paths", self.on_terminal("--quiet"))

    def test_no_progress_elsewhere(self):
        self.assertEqual(self.faultline("run", self.write(MARKET)).err, "")


if __name__ == "__main__":
    unittest.main()
