// One small bad file per code with the exact text expected: golden/<CODE>-name.yaml and .txt. Options of the
// reading stand in the first line: "# set: NAME=VALUE", "# without: NAME". FAULTLINE_UPDATE_GOLDEN=1 writes
// the expected texts anew.
#include "language/codes.h"
#include "language_fixture.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace faultline {
namespace {

namespace fs = std::filesystem;

/// Fields of every type, so that whatever a field can say can be shown.
struct Sample {
  Quantity rate, share, chance, law, effect, base;
  Duration horizon;
  Quantity at;
  std::uint64_t paths = 0;
  bool enabled = true;
  std::string kind, title;
  std::vector<Quantity> list;
  NamedList<Quantity> impact, names;
  Located<std::uint32_t> shock;
};

QuantityRule rule_of(Dimension dimension, Range range, bool law) {
  QuantityRule rule;
  rule.dimension = dimension;
  rule.range = range;
  rule.law_allowed = law;
  return rule;
}

FieldTable<Sample> sample_fields() {
  QuantityRule share = rule_of(number_dimension, Range::above(-1.0), true);
  share.percent_like = true;
  QuantityRule base = rule_of(number_dimension, Range::any(), false);
  base.state_allowed = false;
  const QuantityRule chance = rule_of(number_dimension, Range::probability(), false);
  FieldTable<Sample> table;
  table.field("title", &Sample::title, text_field(), "A text.", Need::required)
      .field("rate", &Sample::rate,
             quantity_field(rule_of(rate_dimension, Range::non_negative(), true), "rate"), "A rate.")
      .field("share", &Sample::share, quantity_field(share, "law"), "A share.")
      .field("chance", &Sample::chance, quantity_field(chance, "probability"), "A probability.")
      .field("base", &Sample::base, quantity_field(base, "number"), "A base value.")
      .field("horizon", &Sample::horizon, duration_field(), "A duration.")
      .field("at", &Sample::at, moment_field(), "A moment.")
      .field("paths", &Sample::paths, integer_field(1, 1'000'000), "A count.")
      .field("enabled", &Sample::enabled, bool_field(), "A switch.", Need::optional, "true")
      .field("kind", &Sample::kind, choice_field({"arrivals", "scheduled"}), "A choice.")
      .field("list", &Sample::list, list_field(quantity_field(chance, "probability"), true), "A list.")
      .field("impact", &Sample::impact,
             map_field(quantity_field(share, "law"), {SymbolKind::asset, SymbolKind::group},
                       "map of asset or group to a law"),
             "A map.")
      .field("names", &Sample::names, map_field(quantity_field(chance, "probability"), {}, "map of names"),
             "A map.")
      .field("shock", &Sample::shock, symbol_field({SymbolKind::shock}, "shock"), "A name.");
  return table;
}

std::string read_all(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

ReadOptions options_of(const std::string& text) {
  ReadOptions options;
  const std::string line = text.substr(0, text.find('\n'));
  if (line.starts_with("# set: ")) {
    const std::size_t equals = line.find('=');
    options.set.emplace_back(line.substr(7, equals - 7), line.substr(equals + 1));
  }
  if (line.starts_with("# without: ")) options.without.push_back(line.substr(11));
  return options;
}

/// Everything said about one file, read as a scenario and then by the table above.
std::string diagnose(const fs::path& path) {
  Sources sources;
  Diagnostics all;
  const std::string text = read_all(path);
  const std::string name = path.filename().string();
  auto spec = parse_scenario(text, name, options_of(text), sources);
  all.append(spec.diagnostics());
  if (spec) {
    const Symbols symbols = test_symbols();
    const NodeEntry* start = spec.value().root.find("start");
    std::optional<Date> day;
    if (start != nullptr) day = parse_date(start->value.text);
    std::erase_if(spec.value().root.entries, [](const NodeEntry& e) { return e.key.value == "start"; });
    ReadContext context{symbols, all, day};
    Sample sample;
    sample_fields().read(spec.value().root, "", sample, context);
  }
  all.sort();
  return to_text(all, sources);
}

fs::path golden_folder() {
  return fs::path(FAULTLINE_SOURCE_DIR) / "tests" / "language" / "golden";
}

std::vector<fs::path> golden_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(golden_folder()))
    if (entry.path().extension() == ".yaml" && entry.path().filename().string().find('-') == 5)
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

TEST(GoldenDiagnostics, SayExactlyThis) {
  const fs::path before = fs::current_path();
  fs::current_path(golden_folder());
  for (const fs::path& file : golden_files()) {
    const std::string text = diagnose(file);
    fs::path expected = file;
    expected.replace_extension(".txt");
    if (std::getenv("FAULTLINE_UPDATE_GOLDEN") != nullptr) std::ofstream(expected, std::ios::binary) << text;
    EXPECT_EQ(text, read_all(expected)) << file;
    const std::string code = file.filename().string().substr(0, 5);
    EXPECT_NE(text.find("[" + code + "]"), std::string::npos) << file << "\n" << text;
  }
  fs::current_path(before);
}

TEST(GoldenDiagnostics, EveryCodeHasOne) {
  std::set<std::string> shown;
  for (const fs::path& file : golden_files()) shown.insert(file.filename().string().substr(0, 5));
  std::set<std::string> known;
  for (const DiagnosticCode* code : language_codes()) {
    EXPECT_TRUE(known.insert(code->id).second) << code->id << " stands twice";
    EXPECT_TRUE(shown.contains(code->id)) << code->id << ": " << code->title;
  }
}

}  // namespace
}  // namespace faultline
