// Texts made to hurt: each is refused or read within a second, and never brings the reader down.
#include "faultline/scenario.h"

#include <ctime>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr double most_seconds = 2.0;  // under one on a quiet machine

std::string repeat(const std::string& text, std::size_t n) {
  std::string out;
  out.reserve(text.size() * n);
  for (std::size_t i = 0; i < n; ++i) out += text;
  return out;
}

/// The first code, "" when the text was read.
std::string outcome(const std::string& text) {
  const std::clock_t begin = std::clock();  // processor time: other tests run beside this one
  Sources sources;
  const auto spec = parse_scenario(text, "hostile.yaml", {}, sources);
  const std::string shown = to_text(spec.diagnostics(), sources);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(seconds, most_seconds) << text.substr(0, 40);
#endif
  if (spec) return "";
  EXPECT_FALSE(shown.empty());
  return spec.diagnostics().items().front().code;
}

TEST(Hostile, Nesting) {
  for (const char* unit : {"[", "{", "{a: ", "- ", "? ", ": ", "[{", "[? "})
    EXPECT_EQ(outcome(repeat(unit, 1'000'000)), "E0107") << unit;
  std::string stairs;
  for (std::size_t i = 0; i < 1000; ++i) stairs += std::string(i, ' ') + "a:\n";
  EXPECT_EQ(outcome(stairs), "E0107");
  EXPECT_EQ(outcome("a: " + repeat("[", 63) + repeat("]", 63)), "");
  EXPECT_EQ(outcome("a: " + repeat("[", 64) + repeat("]", 64)), "E0107");
  EXPECT_EQ(outcome("a: &a " + repeat("[", 40) + repeat("]", 40) + "\nb: " + repeat("[", 40) + "*a" +
                    repeat("]", 40)),
            "E0107");
}

TEST(Hostile, CommasAndBrackets) {
  EXPECT_EQ(outcome(","), "E0105");
  EXPECT_EQ(outcome(repeat(",", 3'000'000)), "E0105");
  EXPECT_EQ(outcome(repeat(",\n", 1'500'000)), "E0105");
  EXPECT_EQ(outcome(repeat("]", 3'000'000)), "E0105");
  EXPECT_EQ(outcome("[,]"), "E0117");
  EXPECT_EQ(outcome("a: ,"), "E0105");
  EXPECT_EQ(outcome(repeat("\"a\" ", 800'000)), "E0105");
}

TEST(Hostile, BracketsInsideTextsAreOnlyText) {
  const std::string brackets = repeat("[{(", 500);
  EXPECT_EQ(outcome("a: \"" + brackets + "\"\nb: '" + brackets + "'\nc: |\n  " + brackets + "\nd: x" +
                    brackets + "\n# " + brackets),
            "");
}

TEST(Hostile, Aliases) {
  std::string laughs = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    laughs += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) laughs += std::string(i == 0 ? "*" : ",*") + static_cast<char>(c - 1);
    laughs += "]\n";
  }
  EXPECT_EQ(outcome(laughs), "E0106");
  EXPECT_EQ(outcome("a: &a " + repeat("x", 3'000'000) + "\nb: [" + repeat("*a, ", 190'000) + "]"), "E0102");
  EXPECT_EQ(outcome("a: &a [*a]"), "E0110");
  EXPECT_EQ(outcome("a: &a {b: {c: *a}}"), "E0110");
  EXPECT_EQ(outcome("a: *b"), "E0111");
  EXPECT_EQ(outcome("a: &a 1\nb: [*a, *a]\nc: {d: *a}"), "");
}

TEST(Hostile, Sizes) {
  EXPECT_EQ(outcome(std::string(5'000'000, 'x')), "E0102");
  EXPECT_EQ(outcome("a: " + std::string(4'000'000, 'x')), "");
  EXPECT_EQ(outcome("a: x" + std::string(4'000'000, ' ') + "x"), "");
  EXPECT_EQ(outcome("a: x" + std::string(4'000'000, '\n')), "");
  EXPECT_EQ(outcome("a: \"" + std::string(4'000'000, 'x')), "E0105");
  EXPECT_EQ(outcome(std::string(4'000'000, ' ')), "E0109");
  EXPECT_EQ(outcome("#" + std::string(4'000'000, '#')), "E0109");
  EXPECT_EQ(outcome("[" + repeat("a, ", 1'300'000) + "]"), "E0106");
  EXPECT_EQ(outcome("{" + repeat("\"a\": 1, ", 500'000) + "}"), "E0106");
  EXPECT_EQ(outcome(repeat("- a\n", 1'000'000)), "E0106");
  EXPECT_EQ(outcome(repeat("a: 1\n", 90'000)), "E0114");
  EXPECT_EQ(outcome("a: [" + repeat("f(1, 2), ", 20'000) + "]"), "E0116");
}

TEST(Hostile, DirectivesTagsAndDocuments) {
  EXPECT_EQ(outcome(repeat("---\n", 1'000'000)), "E0108");
  EXPECT_EQ(outcome(repeat("...\n", 1'000'000)), "E0109");
  EXPECT_EQ(outcome(repeat("%YAML 1.2\n", 300'000)), "E0105");
  EXPECT_EQ(outcome("a: !<" + std::string(3'000'000, 'a')), "E0105");
  EXPECT_EQ(outcome("a: " + repeat("!a ", 1'000'000)), "E0105");
  EXPECT_EQ(outcome("a: " + repeat("*", 3'000'000)), "E0111");
  EXPECT_EQ(outcome("!x {a: 1}"), "E0112");
  EXPECT_EQ(outcome("a: &b !x [1]"), "E0112");
  EXPECT_EQ(outcome("a: ! x"), "E0112");
  EXPECT_EQ(outcome("a: !x"), "E0112");
}

TEST(Hostile, Bytes) {
  EXPECT_EQ(outcome(std::string("a: \0b", 5)), "E0104");
  EXPECT_EQ(outcome("a: 1\rb: 2\r"), "E0104");
  EXPECT_EQ(outcome("a: 1\r\nb: 2\r\n"), "");
  EXPECT_EQ(outcome("\xEF\xBB\xBF"
                    "a: 1"),
            "");
  for (const char* bad : {"a: \xC0\x80", "a: \xED\xA0\x80", "a: \xF5\x80\x80\x80", "a: \xE2\x82", "a: \x80"})
    EXPECT_EQ(outcome(bad), "E0103");
  EXPECT_EQ(outcome(std::string("\xFF\xFE"
                                "a\0",
                                4)),
            "E0103");
}

}  // namespace
}  // namespace faultline
