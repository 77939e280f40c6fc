#include "counts.h"

#include "failures.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace faultline::cli {
namespace {

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

TEST(Counts, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_count("100000", "--paths", 1, most), 100'000u);
  EXPECT_EQ(parse_count("100_000", "--paths", 1, most), 100'000u);
  EXPECT_EQ(parse_count("1e6", "--paths", 1, most), 1'000'000u);
  EXPECT_EQ(parse_count("250k", "--paths", 1, most), 250'000u);
  EXPECT_EQ(parse_count("2.5M", "--paths", 1, most), 2'500'000u);
  EXPECT_EQ(parse_count("1G", "--paths", 1, most), 1'000'000'000u);
}

TEST(Counts, PlainDigitsAreExactOverAllBits) {
  EXPECT_EQ(parse_count("18446744073709551615", "--seed", 0, most), most);
  EXPECT_THROW(parse_count("18446744073709551616", "--seed", 0, most), UsageError);
}

TEST(Counts, RefusesEverythingElse) {
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "1.5", "0.0001k", "1K", "1kk", "0x10", "nan", "inf",
                           "1e99", "_1", "1_", "1__0", "1_k", "many"})
    EXPECT_THROW(parse_count(text, "--paths", 0, most), UsageError) << text;
}

TEST(Counts, SaysTheRangeOfWhatIsTooLarge) {
  for (const char* text : {"1e30", "99999999999999999999", "11"}) {
    try {
      parse_count(text, "--paths", 1, 10);
      FAIL() << text;
    } catch (const UsageError& error) {
      EXPECT_EQ(std::string(error.what()), std::string("--paths: ") + text + " is outside 1 to 10");
    }
  }
}

TEST(Counts, KeepsToTheRange) {
  EXPECT_THROW(parse_count("0", "--paths", 1, 10), UsageError);
  EXPECT_THROW(parse_count("11", "--paths", 1, 10), UsageError);
  EXPECT_EQ(parse_count("10", "--paths", 1, 10), 10u);
}

TEST(Fractions, ReadsSharesAndPercents) {
  EXPECT_EQ(read_fraction("0.25")->value, 0.25);
  EXPECT_FALSE(read_fraction("0.25")->percent);
  EXPECT_EQ(read_fraction("2.5%")->value, 0.025);
  EXPECT_TRUE(read_fraction("2.5%")->percent);
  EXPECT_EQ(read_fraction("-1%")->value, -0.01);
  for (const char* text : {"", "%", "1%%", "1 %", " 1", "+1", "0,5", "0x1", "1e999", "half"})
    EXPECT_FALSE(read_fraction(text)) << text;
}

TEST(Seconds, ReadsUnits) {
  EXPECT_EQ(parse_seconds("60", "--time"), 60.0);
  EXPECT_EQ(parse_seconds("0.5s", "--time"), 0.5);
  EXPECT_EQ(parse_seconds("5min", "--time"), 300.0);
  EXPECT_EQ(parse_seconds("2h", "--time"), 7200.0);
  for (const char* text : {"", "0s", "-1s", "5m", "1 s", "soon", "inf"})
    EXPECT_THROW(parse_seconds(text, "--time"), UsageError) << text;
}

}  // namespace
}  // namespace faultline::cli
