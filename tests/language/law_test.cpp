#include "language_fixture.h"

namespace faultline {
namespace {

QuantityRule law_rule(Dimension dimension = number_dimension, Range range = Range::any()) {
  QuantityRule rule;
  rule.dimension = dimension;
  rule.range = range;
  rule.law_allowed = true;
  return rule;
}

Law law_of(const std::string& text, const QuantityRule& rule = law_rule()) {
  const ParsedText parsed = parse(text, rule);
  if (!parsed.quantity || !parsed.quantity->is_law()) {
    ADD_FAILURE() << text << ": "
                  << (parsed.diagnostics.empty() ? "no law" : parsed.diagnostics.items()[0].message);
    return {};
  }
  return parsed.quantity->law();
}

TEST(Laws, EveryFormIsRead) {
  const std::pair<const char*, LawKind> cases[] = {{"normal(-3%, 2%)", LawKind::normal},
                                                   {"lognormal(1, 0.4)", LawKind::lognormal},
                                                   {"uniform(0, 1)", LawKind::uniform},
                                                   {"triangular(0, 1, 1)", LawKind::triangular},
                                                   {"pert(0, 0.2, 1)", LawKind::pert},
                                                   {"beta(2, 3)", LawKind::beta},
                                                   {"gamma(2, 3%)", LawKind::gamma},
                                                   {"exponential(5%)", LawKind::exponential},
                                                   {"student_t(4, 0, 2%)", LawKind::student_t},
                                                   {"discrete(1% @ 40%, 2% @ 60%)", LawKind::discrete},
                                                   {"mixture(0 @ 60%, -5% +- 2% @ 40%)", LawKind::mixture},
                                                   {"truncate(1% +- 2%, 0, 1)", LawKind::truncate},
                                                   {"-3% +- 2%", LawKind::plus_minus},
                                                   {"-3% \xC2\xB1 2%", LawKind::plus_minus},
                                                   {"1% to 5%", LawKind::interval}};
  for (const auto& [text, kind] : cases) EXPECT_EQ(law_of(text).kind, kind) << text;
}

TEST(Laws, ArgumentsAreFoldedInOrder) {
  const Law discrete = law_of("discrete(1% @ 40%, 2% @ 60%)");
  ASSERT_EQ(discrete.arguments.size(), 4u);
  EXPECT_EQ(discrete.arguments[1].value, 0.02);
  EXPECT_EQ(discrete.arguments[2].value, 0.4);
  const Law sum = law_of("share - 1% +- 2 * 1%");
  EXPECT_EQ(sum.arguments[0].operation, Operation::subtract);
  EXPECT_EQ(sum.arguments[1].value, 0.02);
}

TEST(Laws, IntervalIsLognormalWhereTheFieldIsPositive) {
  EXPECT_FALSE(law_of("-1% to 5%").positive);
  EXPECT_TRUE(law_of("1w to 6w", law_rule(time_dimension, Range::non_negative())).positive);
  EXPECT_TRUE(law_of("1/y to 2/y", any_rule()).positive);
  EXPECT_FALSE(law_of("1 to 2", any_rule()).positive);
  EXPECT_EQ(parse("0 to 6w", law_rule(time_dimension, Range::non_negative())).code(), "E0222");
  EXPECT_EQ(parse("5% to 1%", law_rule()).code(), "E0222");
  EXPECT_EQ(parse("1% to 1%", law_rule()).code(), "E0222");
  const ParsedText parameter = parse("1/y +- 0.1/y", any_rule());
  ASSERT_TRUE(parameter.quantity);
  EXPECT_EQ(parameter.quantity->dimension, rate_dimension);
  EXPECT_EQ(parameter.quantity->range.lower, 0.0);
}

TEST(Laws, DimensionsFollowTheField) {
  const QuantityRule time = law_rule(time_dimension, Range::non_negative());
  EXPECT_TRUE(parse("gamma(2, 3m)", time).quantity);
  EXPECT_TRUE(parse("lognormal(3m, 0.5)", time).quantity);
  EXPECT_TRUE(parse("mixture(exponential(delay) @ 50%, 2m @ 50%)", time).quantity);
  EXPECT_EQ(parse("gamma(2m, 3m)", time).code(), "E0217");
  EXPECT_EQ(parse("lognormal(3m, 1w)", time).code(), "E0217");
  EXPECT_EQ(parse("3 to 6", time).code(), "E0217");
  EXPECT_EQ(parse("beta(2, 3)", time).code(), "E0217");
  EXPECT_EQ(parse("1m to 5", any_rule()).code(), "E0217");
}

TEST(Laws, WrongArgumentsAreErrors) {
  const std::pair<const char*, const char*> cases[] = {{"normal(0, 0)", "E0222"},
                                                       {"normal(0, -1)", "E0222"},
                                                       {"normal(0)", "E0218"},
                                                       {"uniform(1, 1)", "E0222"},
                                                       {"triangular(0, 2, 1)", "E0222"},
                                                       {"beta(0, 1)", "E0222"},
                                                       {"gamma(-1, 1)", "E0222"},
                                                       {"lognormal(-1, 1)", "E0222"},
                                                       {"student_t(0, 0, 1)", "E0222"},
                                                       {"discrete(1 @ 40%, 2 @ 50%)", "E0223"},
                                                       {"discrete(1 @ 140%, 2 @ 50%)", "E0222"},
                                                       {"discrete(1, 2)", "E0201"},
                                                       {"truncate(1 +- 1, 1, 0)", "E0222"},
                                                       {"normal(curb.count, 1)", "E0216"},
                                                       {"normal(profit, 1)", "E0216"},
                                                       {"normal(t / 1y, 1)", "E0216"},
                                                       {"normal(normal(0, 1), 1)", "E0220"},
                                                       {"1 +- 2 +- 3", "E0201"},
                                                       {"1 to 2 to 3", "E0201"}};
  for (const auto& [text, code] : cases) EXPECT_EQ(parse(text, law_rule()).code(), code) << text;
  QuantityRule percent = law_rule();
  percent.percent_like = true;
  EXPECT_EQ(parse("-3 +- 2%", percent).code(), "E0226");
  EXPECT_EQ(parse("discrete(-3% @ 1)", percent).code(), "");
}

}  // namespace
}  // namespace faultline
