// docs/words.md tells every word that a file may use in laws, expressions and metrics.
#include "language/words.h"

#include "model/model_fixture.h"
#include "support/everything.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

std::string page() {
  std::ifstream file(std::filesystem::path(FAULTLINE_SOURCE_DIR) / "docs" / "words.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(WordsPage, NamesEveryFunctionAndLaw) {
  const std::string text = page();
  for (const FunctionWord& word : function_words)
    EXPECT_NE(text.find("`" + std::string(word.name) + "("), std::string::npos) << word.name;
  for (const LawWord& word : law_words)
    EXPECT_NE(text.find("`" + std::string(word.name) + "("), std::string::npos) << word.name;
}

TEST(WordsPage, NamesWhatEveryKindLetsRead) {
  const std::string text = page();
  const Market market = checked_model(everything()).market;
  std::set<std::string> kinds;
  for (std::uint32_t i = 0; i < market.symbols.size(); ++i) {
    const Symbol& symbol = market.symbols[i];
    for (const Export& readable : symbol.exports)
      EXPECT_NE(text.find("`." + readable.name + (readable.takes_argument ? "(" : "`")), std::string::npos)
          << symbol.shock_kind << " ." << readable.name;
    if (symbol.kind == SymbolKind::shock) kinds.insert(symbol.shock_kind);
  }
  EXPECT_EQ(kinds.size(), 5u);
  for (const std::string& kind : kinds) EXPECT_NE(text.find("| " + kind + " |"), std::string::npos) << kind;
}

}  // namespace
}  // namespace faultline::testing
