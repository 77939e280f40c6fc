#include "faultline/diagnostics.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace faultline {
namespace {

constexpr DiagnosticCode code{"E0107", "for tests"};

Sources one_file(const std::string& text) {
  Sources sources;
  sources.add({"deal.yaml", text, ""});
  return sources;
}

std::string shown(const std::string& text, SourceRange where, const std::string& hint = {}) {
  Diagnostics diagnostics;
  diagnostics.error(code, where, "field", "message", hint);
  return to_text(diagnostics, one_file(text));
}

TEST(Diagnostics, ShowsTheLineAndACaret) {
  EXPECT_EQ(shown("a: 1\n      rate: curb_rat\n", {FileId{0}, 2, 13, 8}, "did you mean 'curb_rate'?"),
            "deal.yaml:2:13: error[E0107]: field: message\n"
            "    2 |       rate: curb_rat\n"
            "      |             ^^^^^^^^ did you mean 'curb_rate'?\n");
}

TEST(Diagnostics, CountsCharactersNotBytes) {
  EXPECT_EQ(shown("é\tü: x", {FileId{0}, 1, 6, 1}),
            "deal.yaml:1:6: error[E0107]: field: message\n"
            "    1 | é ü: x\n"
            "      |      ^\n");
  EXPECT_EQ(shown("株価: x", {FileId{0}, 1, 5, 1}),
            "deal.yaml:1:5: error[E0107]: field: message\n"
            "    1 | 株価: x\n"
            "      |       ^\n");
}

TEST(Diagnostics, HidesCharactersThatMoveTheCursor) {
  const std::string text = shown("a: \x1B[2J\xE2\x80\xAE!", {FileId{0}, 1, 1, 1});
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("\x1B")));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("\xE2\x80\xAE")));
}

TEST(Diagnostics, WritesControlCharactersOut) {
  Diagnostics diagnostics;
  diagnostics.error(code, {}, "a\x1B[2J", "two\nlines\x7F", "\xC2\x9B");
  EXPECT_EQ(to_text(diagnostics, {}), "error[E0107]: a\\x1b[2J: two\\x0alines\\x7f\n      = \\x9b\n");
}

TEST(Diagnostics, LongLinesOfWideCharactersAreShownThroughAWindow) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "\xF0\x9D\x84\x9E";
  EXPECT_LT(shown(text, {FileId{0}, 1, 1, 1}).size(), 1000u);
}

TEST(Diagnostics, LongLinesAreShownThroughAWindow) {
  const std::string text =
      shown(std::string(100'000, 'x') + "Y" + std::string(100'000, 'z'), {FileId{0}, 1, 100'001, 1});
  EXPECT_LT(text.size(), 500u);
  const std::size_t line = text.find("    1 | ");
  const std::size_t caret = text.find("      | ");
  EXPECT_EQ(text.find('Y') - line, text.find('^') - caret);
}

TEST(Diagnostics, NamesASecondPlaceAndPlacesBeyondTheText) {
  Diagnostics diagnostics;
  diagnostics.add(
      {Severity::warning, "W0101", {FileId{0}, 2, 1, 1}, "", "twice", "", SourceRange{FileId{0}, 1, 1, 1}});
  EXPECT_EQ(to_text(diagnostics, one_file("a: 1\na: 2")),
            "deal.yaml:2:1: warning[W0101]: twice\n"
            "    2 | a: 2\n      | ^\n"
            "deal.yaml:1:1: note: the other place\n"
            "    1 | a: 1\n      | ^\n");
  EXPECT_EQ(shown("a", {}, "hint"), "error[E0107]: field: message\n      = hint\n");
  EXPECT_THAT(shown("a", {FileId{0}, 7, 3, 1}), testing::HasSubstr("deal.yaml:7:3"));
}

TEST(Diagnostics, SortsByPlaceAndDropsRepeats) {
  Diagnostics diagnostics;
  diagnostics.error(code, {FileId{0}, 2, 1, 1}, "b", "x");
  diagnostics.error(code, {FileId{0}, 1, 5, 1}, "a", "x");
  diagnostics.error(code, {FileId{0}, 2, 1, 1}, "c", "x");
  diagnostics.error(code, {FileId{0}, 2, 1, 1}, "b", "x");
  diagnostics.sort();
  ASSERT_EQ(diagnostics.items().size(), 3u);
  EXPECT_EQ(diagnostics.items()[0].field, "a");
  EXPECT_EQ(diagnostics.items()[1].field, "b");
  EXPECT_EQ(diagnostics.items()[2].field, "c");
}

TEST(Diagnostics, AsJson) {
  Diagnostics diagnostics;
  diagnostics.error(code, {FileId{0}, 2, 1, 4}, "b", "say \"x\" \xFF");
  const auto json = nlohmann::json::parse(to_json(diagnostics, one_file("a")));
  EXPECT_EQ(json[0]["file"], "deal.yaml");
  EXPECT_EQ(json[0]["length"], 4);
  EXPECT_EQ(json[0]["severity"], "error");
  EXPECT_TRUE(json[0]["other"].is_null());
}

TEST(Result, OutlivesWhatItIsReadFrom) {
  const auto refused = [] {
    Diagnostics diagnostics;
    diagnostics.error(code, {FileId{0}, 2, 1, 4}, "b", "a long text that no small string holds");
    return Result<std::string>(diagnostics);
  };
  std::string text;
  for (const Diagnostic& problem : refused().diagnostics().items()) text += problem.message;
  EXPECT_EQ(text, "a long text that no small string holds");
  EXPECT_THROW(refused().value(), std::bad_optional_access);
  const std::string& kept = Result<std::string>(std::string(100, 'x')).value();
  EXPECT_EQ(kept, std::string(100, 'x'));
}

}  // namespace
}  // namespace faultline
