#include "language_fixture.h"

#include <nlohmann/json.hpp>

namespace faultline {
namespace {

struct Inner {
  std::string name;
  std::vector<Duration> horizons;
};

struct Outer : Inner {
  Inner inner;
  NamedList<Inner> named;
  std::uint64_t paths = 0;
  Quantity at;
};

FieldTable<Inner> inner_fields() {
  FieldTable<Inner> table;
  table.field("name", &Inner::name, text_field(), "A name.", Need::required)
      .field("horizons", &Inner::horizons, list_field(duration_field(), true), "Durations.");
  return table;
}

FieldTable<Outer> outer_fields(const FieldTable<Inner>& inner) {
  FieldTable<Outer> table;
  table.include(inner)
      .field("inner", &Outer::inner, object_field(inner, "an inner one"), "Nested.")
      .field("named", &Outer::named, map_field(object_field(inner, "an inner one"), {}, "map of names"),
             "Map.")
      .field("paths", &Outer::paths, integer_field(1, 1'000'000), "Count.", Need::optional, "100_000")
      .field("at", &Outer::at, moment_field(), "Moment.");
  return table;
}

struct ReadOuter {
  bool ok = false;
  Outer outer;
  Diagnostics diagnostics;
};

ReadOuter read(const std::string& text) {
  ReadOuter out;
  Sources sources;
  const auto spec = parse_scenario(text, "a.yaml", {}, sources);
  if (!spec) ADD_FAILURE() << to_text(spec.diagnostics(), sources);
  const Symbols symbols = test_symbols();
  const FieldTable<Inner> inner = inner_fields();
  ReadContext context{symbols, out.diagnostics, parse_date("2025-01-01")};
  out.ok = outer_fields(inner).read(spec.value().root, "", out.outer, context);
  return out;
}

TEST(Fields, ReadNestedTablesListsAndMaps) {
  const ReadOuter read_one = read(
      "name: top\nhorizons: 6m\ninner: {name: one, horizons: [1m, 1y]}\nnamed: {a: {name: two}, x-b: 5}\n"
      "paths: 100_000\nat: 2025-07-02\nx-note: anything\n");
  ASSERT_TRUE(read_one.ok);
  EXPECT_EQ(read_one.outer.name, "top");
  ASSERT_EQ(read_one.outer.horizons.size(), 1u);
  EXPECT_EQ(read_one.outer.inner.horizons[1].text, "1y");
  ASSERT_EQ(read_one.outer.named.size(), 1u);
  EXPECT_EQ(read_one.outer.named[0].second.name, "two");
  EXPECT_EQ(read_one.outer.paths, 100'000);
  EXPECT_EQ(read_one.outer.at.expression().value, 182 / 365.25);
}

TEST(Fields, MomentsMayBeLawsOfDatesAndDurations) {
  EXPECT_EQ(read("name: x\nat: 2025-03-01 to 2025-06-01").outer.at.law().kind, LawKind::interval);
  EXPECT_EQ(read("name: x\nat: uniform(1m, 3m)").outer.at.law().arguments[1].value, 0.25);
  EXPECT_FALSE(read("name: x\nat: delay + t").ok);
}

TEST(Fields, EveryProblemIsReported) {
  const ReadOuter bad = read(
      "nam: top\nhorizons: [6, 1m, x]\ninner: {horizons: []}\nnamed: {min: 3}\npaths: 0\nat: curb.first\n");
  EXPECT_FALSE(bad.ok);
  std::string codes;
  for (const Diagnostic& d : bad.diagnostics.items()) codes += d.code + " " + d.field + "\n";
  EXPECT_EQ(
      codes,
      "E0301 \nE0302 \nE0228 horizons[0]\nE0228 horizons[2]\nE0302 inner\nE0229 named.min\nE0303 named.min\n"
      "E0306 paths\nE0216 at\n");
}

TEST(Fields, TheTableWritesASchema) {
  const FieldTable<Inner> inner = inner_fields();
  const auto schema = nlohmann::json::parse(object_schema(outer_fields(inner).docs()));
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_TRUE(schema["patternProperties"].contains("^x-"));
  for (const char* name : {"name", "horizons", "inner", "named", "paths", "at"})
    EXPECT_TRUE(schema["properties"].contains(name)) << name;
  EXPECT_EQ(schema["properties"]["paths"]["description"], "Count. Default: 100_000.");
}

}  // namespace
}  // namespace faultline
