"""The verb bench. Speeds are not judged here: other tests run beside it."""
from command import BREAKABLE, MARKET, CommandTest, unittest


class Bench(CommandTest):
    def bench(self, *arguments):
        self.write(MARKET)
        outcome = self.faultline("bench", "scenario.yaml", "--paths", "8192", "--threads", "2", *arguments)
        self.assert_status(outcome, 0)
        return outcome

    def test_text(self):
        text = self.bench().out
        for part in ("asset-steps/s", "scaling", "Bytes per path", "over its own normals alone",
                     "over its diffusion without shocks", "clocks and events"):
            self.assertIn(part, text)

    def test_json(self):
        found = self.bench("--format", "json").json()
        self.assertEqual([row["threads"] for row in found["speed"]], [1, 2])
        self.assertEqual(found["paths"], 8192)
        self.assertGreater(found["bytes_per_path"], 0)
        self.assertAlmostEqual(sum(found["shares"].values()), 1.0)
        self.assertGreater(found["over_normals"], 1.0)
        self.assertGreater(found["over_diffusion"], 0.0)

    def test_one_instruction_set(self):
        self.assertEqual(self.bench("--simd", "scalar", "--format", "json").json()["simd"], "scalar")
        outcome = self.faultline("bench", "scenario.yaml", "--simd", "mmx")
        self.assert_status(outcome, 2)
        self.assertIn("mmx", outcome.err)

    def test_no_twin_no_ratio(self):
        self.write(MARKET.replace("report: {", "report: {without: false, "))
        found = self.faultline("bench", "scenario.yaml", "--paths", "4096", "--threads", "1", "--format", "json").json()
        self.assertIsNone(found["over_diffusion"])

    def test_the_path_that_breaks_is_that_of_the_run(self):
        self.write(BREAKABLE.replace("2/y", "0.01/y") + "run: {seed: 7}\n")
        said = {self.faultline(verb, "scenario.yaml", "--set", "grant=50%").err for verb in ("run", "explain", "bench")}
        self.assertEqual(len(said), 1, said)
        self.assertIn("on path 170 at", said.pop())


if __name__ == "__main__":
    unittest.main()
