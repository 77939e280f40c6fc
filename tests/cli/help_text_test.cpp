#include "help_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace faultline::cli {
namespace {

constexpr const char* reference =
    "# Reference\n"
    "Opening.\n"
    "## Shock kind `arrivals`\n"
    "Events.\n"
    "### arrivals: excitation\n"
    "```\n"
    "# no heading\n"
    "```\n"
    "## phases\n"
    "Deals.\n"
    "## Inside phases\n"
    "Edges.\n";

TEST(HelpText, ListsHeadings) {
  EXPECT_THAT(headings(reference), testing::ElementsAre("Reference", "Shock kind arrivals",
                                                        "arrivals: excitation", "phases", "Inside phases"));
}

TEST(HelpText, CutsTheSectionAboutATopic) {
  EXPECT_EQ(section_about(reference, "Arrivals"),
            "## Shock kind `arrivals`\nEvents.\n### arrivals: excitation\n```\n# no heading\n```\n");
  EXPECT_EQ(section_about(reference, "excitation"), "### arrivals: excitation\n```\n# no heading\n```\n");
}

TEST(HelpText, AnExactHeadingWins) {
  EXPECT_EQ(section_about(reference, "phases"), "## phases\nDeals.\n");
}

TEST(HelpText, KnowsWholeWordsOnly) {
  EXPECT_EQ(section_about(reference, "arrival"), "");
  EXPECT_EQ(section_about(reference, ""), "");
}

}  // namespace
}  // namespace faultline::cli
