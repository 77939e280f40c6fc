#include "faultline/explain.h"
#include "report/text_numbers.h"
#include "scenario_text.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr const char* folder = FAULTLINE_SOURCE_DIR "/tests/explain/golden/";

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// FAULTLINE_UPDATE_GOLDEN=1 writes the expected text anew.
TEST(Text, GoldenOfASmallScenario) {
  const std::string text =
      to_text(explain(model_of(content_of(std::string(folder) + "small.yaml")), {4096, 1}), 100);
  const std::string path = std::string(folder) + "small.txt";
  if (std::getenv("FAULTLINE_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
  EXPECT_EQ(text, content_of(path));
}

TEST(Text, KeepsToTheWidth) {
  const Explanation e = explain(model_of(content_of(std::string(folder) + "small.yaml")), {4096, 1});
  for (const std::size_t width : {100u, 140u}) {
    std::istringstream lines(to_text(e, width));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), width) << line;
  }
}

}  // namespace
}  // namespace faultline
