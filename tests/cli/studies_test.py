"""What every study writes as JSON is what docs/study-files.schema.json says."""
import json

import jsonschema

from command import MARKET, SOURCE, CommandTest, unittest

SCHEMA = json.loads((SOURCE / "docs/study-files.schema.json").read_text())
RANGED = MARKET.replace("{curb_rate: 1.5/y}", "{curb_rate: {value: 1.5/y, range: [1/y, 2/y]}, growth: {value: 7%, range: [5%, 9%]}}").replace(
    "AAPL: {drift: 7%", "AAPL: {drift: growth")


class Schema(CommandTest):
    def expect(self, kind, *arguments):
        outcome = self.faultline(*arguments, "--format", "json")
        self.assert_status(outcome, 0)
        schema = {"$schema": SCHEMA["$schema"], "$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{kind}"}
        jsonschema.Draft202012Validator(schema).validate(outcome.json())
        jsonschema.Draft202012Validator(SCHEMA).validate(outcome.json())
        return outcome.json()

    def test_schema_is_one(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_sweep(self):
        self.write(MARKET)
        result = self.expect("sweep", "sweep", "scenario.yaml", "--vary", "curb_rate=1/y,2/y", "--design", "oat", "--metric",
                             "mean(core)", "--paths", "1000")
        del result["rows"][0]["metrics"]
        self.assertFalse(jsonschema.Draft202012Validator(SCHEMA).is_valid(result))

    def test_diff(self):
        self.write(MARKET)
        self.write(MARKET.replace("28%", "29%").replace("1.5/y", "2/y"), "b.yaml")
        result = self.expect("diff", "diff", "scenario.yaml", "b.yaml", "--paths", "1000")
        self.assertEqual(len(result["groups"]), 2)

    def test_conditional_tails_of_few_paths_are_marked(self):
        given = MARKET.replace("report: {", "report: {given: {hit: export_curb.count > 0}, ")
        self.write(given)
        self.write(given.replace("28%", "29%"), "b.yaml")
        metric = "es(core, 99% | hit)"
        result = self.expect("diff", "diff", "scenario.yaml", "b.yaml", "--metric", metric, "--paths", "1000")
        self.assertTrue(result["metrics"][metric]["before"]["unreliable"])

    def test_sensitivity(self):
        self.write(RANGED)
        for method, more in (("tornado", []), ("gradient", []), ("sobol", ["--rows", "16"])):
            self.expect(method, "sensitivity", "scenario.yaml", "--method", method, "--metric", "mean(core)", "--paths", "2000",
                        *more)

    def test_replay(self):
        self.write(MARKET)
        self.expect("replay", "replay", "scenario.yaml", "--worst", "2")


if __name__ == "__main__":
    unittest.main()
