#include "explain/words.h"

#include "explain/jump_law.h"
#include "explain/layout.h"
#include "scenario_text.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace faultline {
namespace {

TEST(Words, NumbersAsPeopleSayThem) {
  EXPECT_EQ(percent_words(0.286), "28.6%");
  EXPECT_EQ(percent_words(-0.04), "-4%");
  EXPECT_EQ(percent_words(0.0025), "0.25%");
  EXPECT_EQ(percent_words(-0.000001), "0%");
  EXPECT_EQ(duration_words(2.0 / 52.0), "2 weeks");
  EXPECT_EQ(duration_words(0.25), "3 months");
  EXPECT_EQ(duration_words(1.0), "1 year");
  EXPECT_EQ(duration_words(1.5), "18 months");
  EXPECT_EQ(duration_words(1.0 / 252.0), "1 trading day");
  EXPECT_EQ(duration_words(std::numeric_limits<double>::infinity()), "never");
  EXPECT_EQ(rate_words(1.5), "1.5 times a year");
  EXPECT_EQ(rate_words(1.0), "once a year");
  EXPECT_EQ(rate_words(0.5), "0.5 times a year, once in 2 years");
}

TEST(Words, PercentIsWhatTheValuesAreWrittenIn) {
  const auto severity = [](const std::string& law) {
    const Model model = model_of(
        with_shocks("  s: {kind: arrivals, rate: 1/y, severity: \"" + law + "\", impact: {AAA: -10%}}\n"));
    return Reader(model).words(*std::get<Arrivals>(model.shocks[0]).jump.severity);
  };
  EXPECT_TRUE(severity("lognormal(1.25, 30%)").starts_with("1.308 on average"));
  EXPECT_TRUE(severity("discrete(1 @ 30%, 2 @ 70%)").starts_with("1.7 on average, 9 in 10 between 1 and 2"));
  EXPECT_TRUE(severity("mixture(lognormal(1, 10%) @ 50%, gamma(4, 2) @ 50%)").starts_with("1.5"));
  EXPECT_TRUE(severity("lognormal(125%, 0.3)").starts_with("130.8% on average"));
  EXPECT_TRUE(severity("discrete(0 @ 0.5, 150% @ 0.5)").starts_with("75% on average"));
  EXPECT_EQ(severity("125%"), "125%");
}

TEST(Words, ResolveParametersAndState) {
  const Model model = model_of(
      with_shocks("  s: {kind: arrivals, rate: fast, impact: {AAA: -10%}}\n"
                  "  other: {kind: arrivals, rate: 0.5/y + 1/y * s.count, impact: {AAA: -3.2% +- 3.5%}}\n"));
  const Reader reader(model);
  EXPECT_EQ(reader.words(*std::get<Arrivals>(model.shocks[0]).rate), "2 times a year (fast)");
  EXPECT_EQ(reader.words(*std::get<Arrivals>(model.shocks[1]).rate),
            "`0.5/y + 1/y * s.count`, at the start 0.5 times a year, once in 2 years");
  EXPECT_EQ(reader.words(std::get<Arrivals>(model.shocks[1]).jump.impact[0].jump),
            "-3.2% on average, 9 in 10 between -9% and 2.6% [-3.2% +- 3.5%]");
}

TEST(JumpLaw, QuantilesOfAMoveTimesASeverity) {
  const Model model = model_of(with_shocks(
      "  s: {kind: arrivals, rate: 1/y, severity: \"lognormal(1, 0.5)\", impact: {AAA: -10%}}\n"));
  const Jump& jump = std::get<Arrivals>(model.shocks[0]).jump;
  const auto law = JumpLaw::of_target(jump, jump.impact[0], Reader(model));
  ASSERT_TRUE(law);
  // exp(s log 0.9) - 1 falls with s: its 5 % quantile belongs to the severity's 95 % quantile.
  const double s = std::exp(0.5 * 1.6448536269514722);
  EXPECT_NEAR(law->return_quantile(0.05), std::expm1(s * std::log(0.9)), 2e-3);
}

TEST(Layout, FoldsAtTheWidth) {
  EXPECT_EQ(folded("one two three four", 12, "- ", "  "), "- one two\n  three four\n");
  Columns table;
  table.column("a", Columns::Align::left);
  table.column("b", Columns::Align::right);
  table.column("c", Columns::Align::left);
  table.row({"long", "1.5%", ""});
  table.row({"x", "10%", ""});
  table.note("a note of its own");
  EXPECT_EQ(table.render(2, 80), "  a        b\n  long  1.5%\n  x      10%\n      a note of its own\n");
}

}  // namespace
}  // namespace faultline
