"""Exit statuses, and what is said with them."""
import resource
import signal
import subprocess

from command import BINARY, MARKET, SLOWNESS, CommandTest, unittest


def limited(limit):
    return MARKET + f"limits: ['{limit}']\n"


def precise(precision):
    return MARKET + f"run: {{until: {{precision: '{precision}', paths: 70_000}}}}\n"


class Usage(CommandTest):
    def refused(self, *arguments, says):
        outcome = self.faultline(*arguments)
        self.assert_status(outcome, 2)
        self.assertIn(says, outcome.err)
        self.assertEqual(outcome.out, "")

    def test_starts_without_the_library_that_only_samples_need(self):
        # The loader lists what it would load instead of starting the program.
        listed = subprocess.run([BINARY], env={"LD_TRACE_LOADED_OBJECTS": "1"}, capture_output=True, text=True, check=True)
        self.assertIn("libtbb", listed.stdout)
        self.assertNotIn("libnetcdf", listed.stdout)

    def test_unknown_verb_names_the_likely_one(self):
        self.refused("rnu", says="did you mean 'run'?")

    def test_bad_options(self):
        self.write(MARKET)
        self.refused(says="a verb is wanted")
        self.refused("run", says="FILE")
        self.refused("run", "scenario.yaml", "--pahts", "3", says="--pahts")
        self.refused("run", "scenario.yaml", "--format", "xml", says="xml")
        self.refused("run", "scenario.yaml", "--set", "curb_rate", says="NAME=VALUE")
        self.refused("run", "scenario.yaml", "--block", "8192", says="--block")
        self.refused("run", "scenario.yaml", "--time", "soon", says="60s")

    def test_bad_counts(self):
        self.write(MARKET)
        for text in ("-1", "0", "1.5", "1e99", "1__0", "_1", "1K", "many", "", "0x10", "nan", "1e6.5"):
            with self.subTest(text):
                self.assert_status(self.faultline("run", "scenario.yaml", f"--paths={text}"), 2)

    def test_counts_as_people_write_them(self):
        self.write(MARKET)
        for text, paths in (("4_096", 4096), ("1e3", 1000), ("2k", 2000), ("0.01M", 10000)):
            with self.subTest(text):
                result = self.faultline("run", "scenario.yaml", "--paths", text, "--format", "json").json()
                self.assertEqual(result["run"]["paths"], paths)

    def test_help_everywhere(self):
        for verb in ("check", "run", "schema", "help", "completion", "man"):
            outcome = self.faultline(verb, "--help")
            self.assert_status(outcome, 0)
            self.assertIn("Examples:", outcome.out)
            self.assertEqual(outcome.out, self.faultline("help", verb).out)
        self.assertIn("Exit status", self.faultline("--help").out)
        self.assertRegex(self.faultline("--version").out, r"^faultline \d+\.\d+\.\d+\n$")

    def test_help_about_the_language(self):
        for topic in ("arrivals", "scheduled", "phases", "process", "regimes", "portfolios"):
            outcome = self.faultline("help", topic)
            self.assert_status(outcome, 0)
            self.assertIn(topic, outcome.out.lower())
        self.refused("help", "arivals", says="arrivals")
        self.refused("help", "metrics", says="there is about verbs and ")
        self.assertEqual(self.faultline("help").out, self.faultline("--help").out)

    def test_words_too_many_are_named(self):
        self.write(MARKET)
        self.refused("run", "scenario.yaml", "--thread", "2", says="'--thread' is not an option (did you mean '--threads'?)")
        self.refused("run", "scenario.yaml", "--thread=2", says="'--thread' is not an option (did you mean '--threads'?)")
        self.refused("run", "scenario.yaml", "more", says="'more' is one word too many")

    def test_man_page_and_completion(self):
        self.assertIn(".SH SYNOPSIS", self.faultline("man").out)
        for shell in ("bash", "zsh"):
            self.assertIn("--paths", self.faultline("completion", shell).out)
        script = self.faultline("completion", "bash").out
        subprocess.run(["bash", "-n"], input=script.encode(), check=True)

        def completed(*words):
            line = f"COMP_WORDS=({' '.join(words)} ''); COMP_CWORD={len(words)}; _faultline; echo ${{COMPREPLY[@]}}"
            return subprocess.run(["bash", "-c", script + line], capture_output=True, text=True, check=True,
                                  cwd=self.directory).stdout.split()

        self.write(MARKET)
        self.assertEqual(completed("faultline", "run", "--format"), ["text", "json"])
        self.assertEqual(completed("faultline", "sweep", "--format"), ["text", "csv", "json"])
        self.assertEqual(completed("faultline", "new", "-o"), ["scenario.yaml"])
        self.assertEqual(completed("faultline", "run", "-o"), [])


class Status(CommandTest):
    def run_status(self, text, status, *arguments, says=""):
        outcome = self.faultline("run", self.write(text), *arguments)
        self.assert_status(outcome, status)
        self.assertIn(says, outcome.err)
        return outcome

    def test_done(self):
        self.assertEqual(self.run_status(MARKET, 0, "--paths", "5000").err, "")

    def test_refused_scenario(self):
        outcome = self.run_status(MARKET.replace("rate: curb_rate", "rate: curb_rat"), 2, says="did you mean 'curb_rate'?")
        self.assertIn("scenario.yaml:14:", outcome.err)
        self.assertEqual(outcome.out, "")

    def test_missing_file(self):
        self.assert_status(self.faultline("run", "nowhere.yaml"), 2)

    def test_number_that_breaks_on_a_path(self):
        text = MARKET.replace("rate: curb_rate", "rate: 5/y - 2/y * export_curb.count")
        outcome = self.run_status(text, 2, says="shocks.export_curb.rate")
        self.assertRegex(outcome.err, r"on path \d+ at [0-9.]+ years")
        self.assertTrue(outcome.err.startswith("scenario.yaml:14:11: error[E0701]: "), outcome.err)

    def test_expectation_that_a_path_does_not_have(self):
        text = MARKET.replace("curb_rate: 1.5/y", "curb_rate: 1.5/y, dof: 2 to 9").replace(
            "-3% +- 3%", "'student_t(dof, -3%, 0.01%)'")
        outcome = self.run_status(text.replace("portfolios:", "    priced_in: 50%\nportfolios:"), 2, says="E0701")
        self.assertIn("shocks.export_curb.priced_in: inf on path", outcome.err)

    def test_breached_limit(self):
        outcome = self.run_status(limited("es(core, 99%) <= 1%"), 3, "-o", "out", says="1 of 1 limits")
        self.assertIn("BREACHED", outcome.out)
        self.assertTrue((self.directory / "out/result.json").exists())

    def test_held_and_undecided_limits(self):
        self.run_status(limited("es(core, 99%) <= 99%"), 0)
        self.run_status(limited("mean(core) <= 6%"), 3, "--paths", "100")

    def test_a_tail_of_one_observation_decides_nothing(self):
        outcome = self.run_status(limited("es(core, 99%) <= 99%"), 3, "--paths", "50", "--format", "json")
        [limit] = outcome.json()["limits"]
        self.assertEqual((limit["verdict"], limit["se"]), ("undecided", None))
        self.run_status(limited("var(core, 99%) <= 99%"), 3, "--paths", "50")
        self.run_status(limited("quantile(core, 1%) >= -99%"), 3, "--paths", "50")
        self.run_status(limited("quantile(core, 50%) >= -99%"), 0, "--paths", "50")

    def test_precision(self):
        self.run_status(precise("es(core, 99%) +- 1bp"), 4, says="precision")
        self.run_status(precise("mean(core) +- 1%"), 0)

    def test_outputs_are_probed_before_the_work(self):
        self.write(MARKET, "file")
        for directory in ("file", "file/below", "/proc/nowhere"):
            outcome = self.run_status(MARKET, 5, "--paths", "1G", "-o", directory, says="cannot")
            self.assertLess(outcome.seconds, 2.0 * SLOWNESS)
        self.run_status(MARKET, 5, "--paths", "1G", "--samples", "/proc/nowhere/paths.nc", says="cannot")

    def test_a_target_that_is_a_directory_is_refused_before_the_work(self):
        (self.directory / "out/manifest.json").mkdir(parents=True)
        outcome = self.run_status(MARKET, 5, "--paths", "1G", "-o", "out", says="manifest.json")
        self.assertLess(outcome.seconds, 2.0 * SLOWNESS)

    def test_what_a_run_reads_is_not_what_it_writes(self):
        text = MARKET + "run: {sampling: plain}\n"
        self.write(text, "base.yaml")
        self.write("extends: base.yaml\n", "scenario.yaml")
        for target in ("base.yaml", "./scenario.yaml"):
            outcome = self.faultline("run", "scenario.yaml", "--paths", "1G", "--samples", target)
            self.assert_status(outcome, 2)
            self.assertIn("would be replaced", outcome.err)
        outcome = self.faultline("run", "scenario.yaml", "--paths", "1G", "-o", ".")
        self.assert_status(outcome, 2)
        self.assertIn("scenario.yaml' is read by this run", outcome.err)
        self.assertEqual((self.directory / "base.yaml").read_text(encoding="utf-8"), text)

    def test_samples_go_to_a_plain_file_of_their_own(self):
        self.run_status(MARKET, 5, "--paths", "1G", "--samples", "/dev/null", says="not a plain file")
        for name in ("out/result.json", "out/../out/manifest.json"):
            self.run_status(MARKET, 2, "--paths", "1G", "-o", "out", "--samples", name, says="is where -o writes")

    def test_an_empty_value_is_no_option_left_out(self):
        for option in ("-o", "--samples", "--set", "--without", "--time", "--paths"):
            with self.subTest(option):
                self.run_status(MARKET, 2, option, "", says=option)

    def test_paths_are_those_asked_for(self):
        self.write(MARKET.replace("12m\nstep", "4w\nstep").replace("[4w, 12m]", "[4w]"))
        outcome = self.faultline("run", "scenario.yaml", "--paths", str(1 << 30), "--time", "0.2s", "--format", "json")
        self.assertEqual(outcome.json()["run"]["requested_paths"], 1 << 30)

    def test_a_disk_that_is_full_is_named_and_leaves_what_was_computed(self):
        def small_files_only():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

        self.write(MARKET)
        printed = self.faultline("run", "scenario.yaml", "--paths", "5000")
        for arguments, name in ((["-o", "out"], "result.json"), (["--samples", "all.nc"], "all.nc")):
            with self.subTest(name):
                outcome = self.faultline("run", "scenario.yaml", "--paths", "5000", *arguments,
                                         preexec_fn=small_files_only, restore_signals=False)
                self.assert_status(outcome, 5)
                self.assertEqual(outcome.out.splitlines()[2:9], printed.out.splitlines()[2:9])
                self.assertRegex(outcome.err, f"cannot (write|describe) '.*{name}': File too large")

    def test_full_disk(self):
        self.write(MARKET)
        with open("/dev/full", "wb") as full:
            outcome = self.faultline("run", "scenario.yaml", "--paths", "5000", stdout=full)
        self.assert_status(outcome, 5)
        self.assertIn("No space left", outcome.err)

    def test_full_disk_leaves_what_was_there(self):
        self.run_status(MARKET, 0, "--paths", "5000", "-o", "out")
        before = (self.directory / "out/result.json").read_bytes()
        self.write(MARKET)

        def small_files_only():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

        outcome = self.faultline("run", "scenario.yaml", "--paths", "6000", "-o", "out", preexec_fn=small_files_only)
        self.assertNotEqual(outcome.status, 0)
        self.assertEqual((self.directory / "out/result.json").read_bytes(), before)

    @unittest.skipIf(SLOWNESS > 1, "sanitizers reserve address space of their own")
    def test_memory_is_refused_before_the_work(self):
        def little_memory():
            resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))

        self.write(MARKET)
        outcome = self.faultline("run", "scenario.yaml", "--paths", "3M", preexec_fn=little_memory)
        self.assert_status(outcome, 6)
        self.assertIn("GB", outcome.err)
        self.write("faultline: 1\ntitle: a\nhorizon: 12m\nstep: 12m\nassets: {A: {volatility: 30%}}\n"
                   "run: {sampling: integrated}\n")
        outcome = self.faultline("run", "scenario.yaml", "--paths", "3M", preexec_fn=little_memory)
        self.assert_status(outcome, 6)
        self.assertRegex(outcome.err, "needs about 0.[67][0-9]* GB")

    def test_sampling_that_rests_on_samples_refuses_more_paths_than_it_can_keep(self):
        for sampling in ("antithetic", "sobol", "integrated"):
            with self.subTest(sampling):
                self.write(MARKET + f"run: {{sampling: {sampling}}}\n")
                outcome = self.faultline("run", "scenario.yaml", "--paths", "1G")
                self.assert_status(outcome, 6)
                self.assertRegex(outcome.err, r"allows \d+ paths with the \d+ numbers")


if __name__ == "__main__":
    unittest.main()
