#include "language_fixture.h"

#include <gmock/gmock.h>

namespace faultline {
namespace {

std::string canonical(const std::string& text) {
  const ParsedText parsed = parse(text, any_rule());
  if (!parsed.quantity) return parsed.code();
  return to_text(parsed.quantity->expression(), test_symbols());
}

TEST(Expression, NumbersCarryTheirUnits) {
  EXPECT_EQ(constant("35%"), 0.35);
  EXPECT_EQ(constant("250bp"), 0.025);
  EXPECT_EQ(constant("100_000"), 100000.0);
  EXPECT_EQ(constant("1e-3"), 1e-3);
  EXPECT_EQ(constant("1.5/y"), 1.5);
  EXPECT_EQ(constant("5%/y"), 0.05);
  EXPECT_EQ(constant("0.2/m"), 2.4);
  EXPECT_EQ(constant("10d"), 10.0 / 252);
  EXPECT_EQ(constant("2w"), 2.0 / 52);
  EXPECT_EQ(constant("5m"), 5.0 / 12);
  EXPECT_EQ(constant("1q"), 0.25);
  EXPECT_EQ(constant("+3%"), 0.03);
  EXPECT_EQ(constant("28.6%"), 0.286);
  EXPECT_EQ(constant("2026-01-01"), 365 / 365.25);
}

TEST(Expression, DurationsAreCorrectlyRoundedMultiplesOfTheStep) {
  for (int k = 1; k <= 600; ++k) {
    EXPECT_EQ(constant(std::to_string(k) + "m"), k / 12.0);
    EXPECT_EQ(constant(std::to_string(k) + "w"), k / 52.0);
    EXPECT_EQ(parse_duration(std::to_string(k) + "d")->time, reduced(k, 252));
  }
  EXPECT_EQ(parse_duration("1.5y")->time, (ExactTime{3, 2}));
  EXPECT_EQ(parse_duration("0.25m")->time, (ExactTime{1, 48}));
  EXPECT_FALSE(parse_duration("-1y"));
  EXPECT_FALSE(parse_duration("1"));
  EXPECT_FALSE(parse_duration("1/y"));
}

TEST(Expression, PrecedenceAndAssociativity) {
  EXPECT_EQ(constant("1 + 2 * 3"), 7.0);
  EXPECT_EQ(constant("(1 + 2) * 3"), 9.0);
  EXPECT_EQ(constant("2 ^ 3 ^ 2"), 512.0);
  EXPECT_EQ(constant("-2 ^ 2"), -4.0);
  EXPECT_EQ(constant("2 ^ -1"), 0.5);
  EXPECT_EQ(constant("8 / 4 / 2"), 1.0);
  EXPECT_EQ(constant("5 - 3 - 1"), 1.0);
  EXPECT_EQ(constant("1 < 2 and 3 < 2 or 1 == 1"), 1.0);
  EXPECT_EQ(constant("not 1 < 2"), 0.0);
  EXPECT_EQ(constant("not 0 and 0"), 0.0);
  EXPECT_EQ(constant("1 or 0 and 0"), 1.0);
  EXPECT_EQ(constant("2 - -3"), 5.0);
}

TEST(Expression, FoldsAsTheRunWould) {
  EXPECT_EQ(constant("min(3, 1, 2)"), 1.0);
  EXPECT_EQ(constant("max(3%, 250bp)"), 0.03);
  EXPECT_EQ(constant("clamp(5, 0, 1)"), 1.0);
  EXPECT_EQ(constant("if(1 > 2, 1/0, 7)"), 7.0);
  EXPECT_EQ(constant("sqrt(4y * 1y)"), 2.0);
  EXPECT_EQ(constant("exp(0) + log(1) + abs(-2)"), 3.0);
  EXPECT_EQ(parse("1 / 0").code(), "E0224");
  EXPECT_EQ(parse("log(-1)").code(), "E0224");
  EXPECT_EQ(canonical("share * (2 + 3)"), "share * 5");
}

TEST(Expression, BoundsOfNestedExtremesAreFoundOnce) {
  std::string text = "share";
  for (int i = 0; i < 60; ++i) text = "min(" + text + ", 2)";
  EXPECT_TRUE(parse(text).quantity);
}

TEST(Expression, NamesAndExports) {
  EXPECT_EQ(canonical("BRK.B.return+BRK.return"), "BRK.B.return + BRK.return");
  EXPECT_EQ(canonical("curb.is( dead ) * two-part"), "curb.is(dead) * two-part");
  EXPECT_EQ(canonical("share-profit"), "share - profit");
  EXPECT_EQ(canonical("us - china"), "us - china");
  EXPECT_EQ(parse("us-china").code(), "E0214");
  EXPECT_EQ(parse("share - curb").code(), "E0211");
  EXPECT_EQ(parse("curb.coun").code(), "E0212");
  EXPECT_THAT(parse("curb.coun").hint(), testing::HasSubstr("did you mean '.count'"));
  EXPECT_EQ(parse("curb.is(shut)").code(), "E0213");
  EXPECT_EQ(parse("curb.is").code(), "E0213");
  EXPECT_EQ(parse("curb.count(1)").code(), "E0213");
  EXPECT_EQ(parse("shar + profi").diagnostics.items().size(), 2u);
  EXPECT_EQ(parse("shar").hint(), "did you mean 'share'?");
  EXPECT_EQ(parse("curb_rat.x", any_rule()).code(), "E0210");
  EXPECT_EQ(parse("level").code(), "E0215");
}

TEST(Expression, ANameThatReadsLikeANumberIsOneBeforeItsExports) {
  EXPECT_EQ(canonical("-600036.return + 10y.return"), "-600036.return + 10y.return");
  EXPECT_EQ(constant("600036 - 600036.5"), -0.5);
  EXPECT_EQ(constant("10y"), 10.0);
  EXPECT_EQ(parse("600036.retur").code(), "E0205");
}

TEST(Expression, DimensionsAreChecked) {
  QuantityRule rate;
  rate.dimension = rate_dimension;
  EXPECT_EQ(parse("1.5", rate).code(), "E0217");
  EXPECT_EQ(parse("1.5", rate).hint(), "did you mean 1.5/y?");
  EXPECT_TRUE(parse("curb_rate * 2 + 1/delay", rate).quantity);
  EXPECT_TRUE(parse("0", rate).quantity);
  EXPECT_EQ(parse("curb.first < 0.5").hint(), "did you mean 6m?");
  EXPECT_TRUE(parse("curb.first < 6m and t >= 5m").quantity);
  EXPECT_TRUE(parse("curb.first > 0").quantity);
  EXPECT_EQ(parse("share + delay").code(), "E0217");
  EXPECT_EQ(parse("exp(delay)").code(), "E0217");
  EXPECT_EQ(parse("if(delay, 1, 2)").code(), "E0217");
  EXPECT_EQ(parse("min(delay, 0, 3m) / delay").code(), "");
  EXPECT_EQ(parse("min(delay, share)").code(), "E0217");
  EXPECT_EQ(parse("delay ^ share").code(), "E0217");
  EXPECT_EQ(parse("(delay * 1/y) ^ share").code(), "");
  EXPECT_EQ(parse("sqrt(delay)").code(), "E0217");
}

TEST(Expression, AnUnknownNameIsTheOnlyProblem) {
  QuantityRule rate;
  rate.dimension = rate_dimension;
  for (const char* text : {"1.5/yy", "yy * 2", "2/y * yy", "1/(3m + yy)", "log(1/yy) / 1y"}) {
    const auto found = parse(text, rate);
    ASSERT_EQ(found.diagnostics.items().size(), 1u) << text;
    EXPECT_EQ(found.code(), "E0210") << text;
  }
}

TEST(Expression, RefusesWhatIsNotOne) {
  const std::pair<const char*, const char*> cases[] = {{"1 +", "E0201"},
                                                       {"(1", "E0201"},
                                                       {"1)", "E0201"},
                                                       {"a < b < c", "E0210"},
                                                       {"1 < 2 < 3", "E0219"},
                                                       {"010", "E0202"},
                                                       {"nan", "E0203"},
                                                       {"-inf", "E0203"},
                                                       {"1e999", "E0204"},
                                                       {".5", "E0205"},
                                                       {"5.", "E0205"},
                                                       {"1__0", "E0205"},
                                                       {"0x1F", "E0205"},
                                                       {"5 %", "E0206"},
                                                       {"6 m", "E0206"},
                                                       {"1.5 / y", "E0206"},
                                                       {"5x", "E0207"},
                                                       {"5%%", "E0207"},
                                                       {"2025-02-30", "E0209"},
                                                       {"min(1)", "E0218"},
                                                       {"exp(1, 2)", "E0218"},
                                                       {"1 \xE2\x88\x92 2", "E0201"},
                                                       {"1 ** 2", "E0201"},
                                                       {"a = 1", "E0210"},
                                                       {"2 * normal(0, 1)", "E0220"},
                                                       {"normal(0, 1) * 2", "E0220"},
                                                       {"(1 +- 2) * 3", "E0220"},
                                                       {"max(1 to 2, 3)", "E0220"},
                                                       {"1 to 2", "E0221"},
                                                       {"+-3", "E0201"}};
  for (const auto& [text, code] : cases) EXPECT_EQ(parse(text).code(), code) << text;
}

TEST(Expression, DeepAndLongTextsAreRefused) {
  EXPECT_EQ(parse(std::string(5000, '(') + "1").code(), "E0227");
  EXPECT_EQ(parse(std::string(5000, '-') + "1").code(), "E0227");
  std::string sum = "1";
  for (int i = 0; i < 7000; ++i) sum += "+1";
  EXPECT_EQ(parse(sum).code(), "E0227");
  EXPECT_EQ(parse(std::string(20000, '1')).code(), "E0227");
  std::string nots;
  for (int i = 0; i < 2000; ++i) nots += "not ";
  EXPECT_EQ(parse(nots + "1").code(), "E0227");
  std::string powers = "2";
  for (int i = 0; i < 2000; ++i) powers += "^2";
  EXPECT_EQ(parse(powers).code(), "E0227");
}

TEST(Expression, BoundsAreChecked) {
  QuantityRule chance;
  chance.range = Range::probability();
  EXPECT_EQ(parse("1.5", chance).code(), "E0225");
  EXPECT_EQ(parse("2 + curb.any", chance).code(), "E0225");
  EXPECT_TRUE(parse("0.5 * curb.any + share / 2", chance).quantity);
  EXPECT_TRUE(parse("curb.count", chance).quantity);
  QuantityRule percent;
  percent.percent_like = true;
  EXPECT_EQ(parse("8", percent).hint(), "did you mean 8%?");
  EXPECT_EQ(parse("-3", percent).hint(), "did you mean -3%?");
  EXPECT_TRUE(parse("150%", percent).quantity);
  QuantityRule base;
  base.state_allowed = false;
  EXPECT_EQ(parse("share * curb.any", base).code(), "E0216");
  EXPECT_EQ(parse("t / 1y", base).code(), "E0216");
  EXPECT_TRUE(parse("share * 2", base).quantity);
}

TEST(Expression, PlacesPointAtThePart) {
  const ParsedText parsed = parse("share * nosuchname");
  ASSERT_FALSE(parsed.diagnostics.empty());
  EXPECT_EQ(parsed.diagnostics.items()[0].where.column, 9u);
  EXPECT_EQ(parsed.diagnostics.items()[0].where.length, 10u);
}

TEST(Names, WhatCanBeOne) {
  for (const char* good : {"AAPL", "700.HK", "us_curb", "BRK.B", "two-part", "2x"})
    EXPECT_FALSE(invalid_name(good)) << good;
  for (const char* bad : {"", "5m", "1e5", "t", "level", "normal", "min", "and", "a b", "_a", ".a",
                          "\xC3\xA9", "2025-01-01", "12"})
    EXPECT_TRUE(invalid_name(bad)) << bad;
  for (const char* number : {"600036", "1e5", "2025-01-01"}) {
    EXPECT_TRUE(invalid_name(number, NumberNames::unquoted)) << number;
    EXPECT_FALSE(invalid_name(number, NumberNames::allowed)) << number;
  }
  EXPECT_FALSE(invalid_name("10y", NumberNames::unquoted));
  for (const char* word : {"t", "m", "normal", "min"})
    EXPECT_TRUE(invalid_name(word, NumberNames::allowed)) << word;
  EXPECT_EQ(nearest_name("curb_rat", {"share", "curb_rate"}), "curb_rate");
  EXPECT_EQ(nearest_name("ahsre", {"share", "x"}), "");
  EXPECT_EQ(nearest_name("hsare", {"share", "x"}), "share");
}

TEST(Dates, CalendarRoundTrip) {
  EXPECT_EQ(parse_date("1970-01-01")->days, 0);
  EXPECT_EQ(parse_date("2000-03-01")->days, 11017);
  EXPECT_FALSE(parse_date("2023-02-29"));
  EXPECT_FALSE(parse_date("2023-13-01"));
  for (int days = -100000; days < 100000; days += 37) EXPECT_EQ(parse_date(to_text(Date{days}))->days, days);
}

}  // namespace
}  // namespace faultline
