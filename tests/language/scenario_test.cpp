#include "faultline/scenario.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <unistd.h>

namespace faultline {
namespace {

namespace fs = std::filesystem;

class ScenarioFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("faultline_scenario_" + std::to_string(::getpid()) + "_" +
                                           testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_ / "top" / "base");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / "top" / name, std::ios::binary) << text;
  }

  /// The merged tree as YAML, or the codes of what is wrong.
  std::string read(const std::string& name, const ReadOptions& options = {}) {
    sources_ = {};
    auto spec = read_scenario(folder_ / "top" / name, options, sources_);
    text_ = to_text(spec.diagnostics(), sources_);
    if (spec) return to_yaml(spec.value().root);
    std::string codes;
    for (const Diagnostic& d : spec.diagnostics().items()) codes += (codes.empty() ? "" : " ") + d.code;
    return codes;
  }

  fs::path folder_;
  Sources sources_;
  std::string text_;
};

TEST_F(ScenarioFiles, ExtendsMergesMappingsAndKeepsTheOrder) {
  write("base/a.yaml", "assets: {A: {drift: 1%}, B: {drift: 2%}}\nlimits: [x, y]\nhorizon: 1y\n");
  write("b.yaml",
        "extends: base/a.yaml\nassets: {B: {volatility: 3%}, A: null, C: {drift: 4%}}\nlimits: [z]\n");
  EXPECT_EQ(
      read("b.yaml"),
      "assets:\n  B:\n    drift: 2%\n    volatility: 3%\n  C:\n    drift: 4%\nlimits:\n  - z\nhorizon: 1y\n");
}

TEST_F(ScenarioFiles, SomeMappingsAreReplacedWhole) {
  write("a.yaml",
        "portfolios: {core: {weights: {A: 1}, cash: 5%}}\n"
        "shocks: {s: {kind: scheduled, outcomes: {yes_: 1}, at: 1m}, r: {kind: arrivals, rate: 1/y}, p: "
        "{kind: phases}}\n");
  write("b.yaml",
        "extends: a.yaml\nportfolios: {core: {weights: {B: 1}}}\n"
        "shocks: {s: {outcomes: {no_: 1}}, r: {kind: process, initial: 1}, p: {initial: a}}\n");
  EXPECT_EQ(read("b.yaml"),
            "portfolios:\n  core:\n    weights:\n      B: 1\n    cash: 5%\n"
            "shocks:\n  s:\n    kind: scheduled\n    outcomes:\n      no_: 1\n    at: 1m\n"
            "  r:\n    kind: process\n    initial: 1\n  p:\n    kind: phases\n    initial: a\n");
}

TEST_F(ScenarioFiles, LaterEntriesOfAListWin) {
  write("a.yaml", "x: 1\ny: 1\n");
  write("b.yaml", "x: 2\nz: 2\n");
  write("c.yaml", "extends: [a.yaml, b.yaml]\nz: 3\n");
  EXPECT_EQ(read("c.yaml"), "x: 2\ny: 1\nz: 3\n");
}

TEST_F(ScenarioFiles, CirclesOutsideAndMissingFilesAreErrors) {
  write("a.yaml", "extends: b.yaml\n");
  write("b.yaml", "extends: a.yaml\n");
  EXPECT_EQ(read("a.yaml"), "E0118");
  EXPECT_THAT(text_, testing::ContainsRegex("a.yaml -> .*b.yaml -> .*a.yaml"));
  std::ofstream(folder_ / "out.yaml") << "x: 1\n";
  write("c.yaml", "extends: ../out.yaml\n");
  EXPECT_EQ(read("c.yaml"), "E0119");
  ReadOptions outside;
  outside.allow_outside = true;
  EXPECT_EQ(read("c.yaml", outside), "x: 1\n");
  fs::create_symlink(folder_ / "out.yaml", folder_ / "top" / "link.yaml");
  write("d.yaml", "extends: [link.yaml, none.yaml]\n");
  EXPECT_EQ(read("d.yaml"), "E0119 E0101");
  EXPECT_EQ(read("nowhere.yaml"), "E0101");
  write("e.yaml", "extends: base\n");
  EXPECT_EQ(read("e.yaml"), "E0101");
}

TEST_F(ScenarioFiles, ManyRoutesToOneFileCostOnce) {
  // 2^30 routes without memory of what was read.
  write("f30.yaml", "x: 1\n");
  for (int i = 0; i < 30; ++i) {
    const std::string next = "f" + std::to_string(i + 1) + ".yaml";
    write("f" + std::to_string(i) + ".yaml", "extends: [" + next + ", " + next + "]\n");
  }
  EXPECT_EQ(read("f0.yaml"), "x: 1\n");
}

TEST_F(ScenarioFiles, ProblemsNameTheirOwnFile) {
  write("base/a.yaml", "x: 1\nx: 2\n");
  write("b.yaml", "extends: base/a.yaml\ny: *none\n");
  EXPECT_EQ(read("b.yaml"), "E0111");
  write("b.yaml", "extends: base/a.yaml\n");
  EXPECT_EQ(read("b.yaml"), "E0114");
  EXPECT_THAT(text_, testing::HasSubstr("base/a.yaml:2:1: error"));
}

TEST_F(ScenarioFiles, ChangesFromTheCommandLine) {
  write("a.yaml",
        "parameters: {rate: {value: 1/y, note: n}, BRK.B: 2%, plain: 3}\n"
        "shocks: {us.curb: {kind: arrivals, rate: rate}}\nhorizon: 1y\n");
  ReadOptions options;
  options.set = {{"rate", "2/y"},   {"BRK.B", "5%"},           {"shocks.us.curb.rate", "3/y"},
                 {"horizon", "6m"}, {"parameters.plain", "4"}, {"shocks.us.curb.max", "7"}};
  options.without = {"us.curb"};
  EXPECT_EQ(read("a.yaml", options),
            "parameters:\n  rate:\n    value: 2/y\n    note: n\n  BRK.B: 5%\n  plain: 4\n"
            "shocks:\n  us.curb:\n    kind: arrivals\n    rate: 3/y\n    max: 7\n    enabled: "
            "false\nhorizon: 6m\n");
  options.set = {{"rat", "1"}};
  options.without = {"curb"};
  EXPECT_EQ(read("a.yaml", options), "E0121 E0122");
  EXPECT_THAT(text_, testing::HasSubstr("--set rat:1:1"));
}

TEST_F(ScenarioFiles, ChangesMayAddEveryFieldThatAFileLeavesOut) {
  write("a.yaml", "horizon: 1y\nassets: {A: {volatility: 5%}}\n");
  ReadOptions options;
  options.set = {{"limits", "[x]"},          {"start", "2025-01-01"},    {"variables.v", "1"},
                 {"groups.g", "[A]"},        {"report.given.late", "t"}, {"run", "{seed: 1}"},
                 {"run.until.paths", "100"}, {"assets.A.betas.m", "1"},  {"shocks.x", "{kind: arrivals}"}};
  EXPECT_EQ(read("a.yaml", options),
            "horizon: 1y\nassets:\n  A:\n    volatility: 5%\n    betas:\n      m: 1\nlimits:\n  - x\n"
            "start: 2025-01-01\nvariables:\n  v: 1\ngroups:\n  g:\n    - A\nreport:\n  given:\n    late: t\n"
            "run:\n  seed: 1\n  until:\n    paths: 100\nshocks:\n  x:\n    kind: arrivals\n");
  for (const char* unknown :
       {"starts", "shocks.curb.rate", "assets.B.volatility", "until.paths", "run.x.y"}) {
    options.set = {{unknown, "1"}};
    EXPECT_EQ(read("a.yaml", options), "E0121") << unknown;
  }
}

TEST_F(ScenarioFiles, DigestsAndFilesAreKept) {
  write("base/a.yaml", "x: 1\n");
  write("b.yaml",
        "\xEF\xBB\xBF"
        "extends: base/a.yaml\n");
  Sources sources;
  const auto spec = read_scenario(folder_ / "top" / "b.yaml", {}, sources);
  ASSERT_TRUE(spec);
  ASSERT_EQ(spec.value().files.size(), 2u);
  // sha256sum of "x: 1\n"
  EXPECT_EQ(sources.file(spec.value().files[1]).sha256,
            "d09edadd173a8bbc233d47dcafc30cc876af2fb569812f2bbe0e92a1905bbce8");
}

bool same_tree(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size() ||
      a.entries.size() != b.entries.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!same_tree(a.items[i], b.items[i])) return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i)
    if (a.entries[i].key.value != b.entries[i].key.value ||
        !same_tree(a.entries[i].value, b.entries[i].value))
      return false;
  return true;
}

TEST(Writer, ReadsBackToTheSameTree) {
  const char* text =
      "a: [1, \"no\", '', ~, [], {}, [[x, {y: z}]]]\n\"key: odd\": \"line\\nbreak \\\"q\\\" \\\\ \\t\\x01\"\n"
      "b: >\n  folded\n  text\nc: - 5\nd: \"# no comment\"\ne: \"null\"\nf: {\"true\": 1, \"- x\": \" "
      "lead\"}\n"
      "g: \xE6\xA0\xAA\xE4\xBE\xA1\nh: \"\\u2028\"\ni: max(a, b) <= 45%\nj: &k [1, 2]\nl: *k\n";
  std::string source(text);
  source.replace(source.find("c: - 5"), 6, "c: -5");
  Sources sources;
  const auto first = parse_scenario(source, "a", {}, sources);
  ASSERT_TRUE(first) << to_text(first.diagnostics(), sources);
  const std::string written = to_yaml(first.value().root);
  const auto second = parse_scenario(written, "b", {}, sources);
  ASSERT_TRUE(second) << to_text(second.diagnostics(), sources) << written;
  EXPECT_TRUE(same_tree(first.value().root, second.value().root)) << written;
  EXPECT_EQ(to_yaml(second.value().root), written);
}

TEST(Places, AreCharactersOfTheValueItself) {
  const std::string text = "é: &x  \"ü\"\nlist:\n  - plain text # note\n  - 'q'\nflow: {ä: b, c: [d]}\n";
  Sources sources;
  const auto spec = parse_scenario(text, "a", {}, sources);
  ASSERT_TRUE(spec);
  const Node& root = spec.value().root;
  EXPECT_EQ(root.entries[0].key.where, (SourceRange{FileId{0}, 1, 1, 1}));
  EXPECT_EQ(root.entries[0].value.where, (SourceRange{FileId{0}, 1, 8, 3}));
  EXPECT_EQ(root.entries[1].value.items[0].where, (SourceRange{FileId{0}, 3, 5, 10}));
  EXPECT_EQ(root.entries[1].value.items[1].where, (SourceRange{FileId{0}, 4, 5, 3}));
  const Node& flow = root.entries[2].value;
  EXPECT_EQ(flow.where, (SourceRange{FileId{0}, 5, 7, 1}));
  EXPECT_EQ(flow.entries[0].key.where, (SourceRange{FileId{0}, 5, 8, 1}));
  EXPECT_EQ(flow.entries[0].value.where, (SourceRange{FileId{0}, 5, 11, 1}));
  EXPECT_EQ(flow.entries[1].value.items[0].where, (SourceRange{FileId{0}, 5, 18, 1}));
}

}  // namespace
}  // namespace faultline
