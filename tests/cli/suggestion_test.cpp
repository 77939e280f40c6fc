#include "suggestion.h"

#include <gtest/gtest.h>

namespace faultline::cli {
namespace {

TEST(Suggestion, FindsTheNearestWord) {
  const std::vector<std::string> verbs{"check", "run", "schema", "help"};
  EXPECT_EQ(nearest_word("rnu", verbs), "run");
  EXPECT_EQ(nearest_word("chekc", verbs), "check");
  EXPECT_EQ(nearest_word("shema", verbs), "schema");
  EXPECT_EQ(did_you_mean("hlep", verbs), " (did you mean 'help'?)");
}

TEST(Suggestion, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(did_you_mean("backtest", {"check", "run"}), "");
  EXPECT_EQ(did_you_mean("", {"check", "run"}), "");
  EXPECT_EQ(did_you_mean(std::string(100'000, 'x'), {"check", "run"}), "");
}

}  // namespace
}  // namespace faultline::cli
