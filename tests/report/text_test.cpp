#include "report/small_report.h"
#include "report/text_numbers.h"
#include "report/text_table.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

std::string percent(double value, double error) {
  return joined(percent_text({value, error, 1}));
}

TEST(TextNumbers, ErrorsDecideTheDigits) {
  EXPECT_EQ(percent(0.0742, 0.00088), "7.42 ± 0.09");
  EXPECT_EQ(percent(0.0742, 0.00013), "7.420 ± 0.013");
  EXPECT_EQ(percent(0.42, 0.02), "42 ± 2");
  EXPECT_EQ(percent(0.42, 0.15), "42 ± 15");
  EXPECT_EQ(percent(-0.00001, 0.001), "0.00 ± 0.10");
  EXPECT_EQ(percent(0.5, 0.0), "50.00 ± 0.00");
  EXPECT_EQ(joined(percent_text({0.5, std::numeric_limits<double>::quiet_NaN(), 1})), "50.00");
  EXPECT_EQ(joined(percent_text({})), "-");
  EXPECT_EQ(joined(percent_text({0.5, 0.05, 150, true})), "50? ± 5");
}

TEST(TextNumbers, GroupsAndUnits) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
  EXPECT_STREQ(natural_unit(0.05).name, "weeks");
  EXPECT_STREQ(natural_unit(0.5).name, "months");
  EXPECT_STREQ(natural_unit(4.0).name, "years");
  EXPECT_EQ(display_width("Größe ±"), 7u);
}

TEST(TextTable, FoldsBetweenGroupsAndAlignsAtTheError) {
  TextTable table("T");
  table.column("a", 0);
  table.column("b", 0);
  table.column("c", 1);
  table.row("x", {{"1.0", "0.5"}, {"10.00", "0.05"}, {"never", ""}});
  table.row("long", {{"-20", "3"}, {"-", ""}, {"5", "1"}});
  EXPECT_EQ(table.render({false, 80}),
            "T             a             b          c\n"
            "----------------------------------------\n"
            "x     1.0 ± 0.5  10.00 ± 0.05  never\n"
            "long  -20 ± 3        -             5 ± 1\n");
  EXPECT_EQ(table.render({false, 34}),
            "T             a             b\n"
            "-----------------------------\n"
            "x     1.0 ± 0.5  10.00 ± 0.05\n"
            "long  -20 ± 3        -\n"
            "\n"
            "T             c\n"
            "---------------\n"
            "x     never\n"
            "long      5 ± 1\n");
}

TEST(Text, IsTheTableOneExpects) {
  std::ifstream file(FAULTLINE_SOURCE_DIR "/tests/report/golden/small.txt");
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(to_text(small_report(), small_run()), golden.str());
}

TEST(Text, KeepsWithinTheWidth) {
  for (std::size_t width : {60u, 80u, 100u, 120u}) {
    std::istringstream lines(to_text(small_report(), small_run(), {false, width}));
    for (std::string line; std::getline(lines, line);) {
      if (line.find("paths x") == std::string::npos && line.find("percent") == std::string::npos) {
        EXPECT_LE(display_width(line), std::max<std::size_t>(width, 88)) << line;
      }
    }
  }
}

TEST(Text, IsFoldedToAnyWidth) {
  for (const std::size_t width : {0u, 1u, 30u})
    EXPECT_NE(to_text(small_report(), small_run(), {false, width}), "") << width;
}

TEST(Text, ColourIsOnlyOnRequest) {
  EXPECT_EQ(to_text(small_report(), small_run()).find('\x1b'), std::string::npos);
  EXPECT_NE(to_text(small_report(), small_run(), {true, 120}).find("\x1b[1m"), std::string::npos);
}

}  // namespace
}  // namespace faultline::testing
