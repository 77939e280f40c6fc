// One small bad file per code of the model, shocks and compile layers, with the exact text expected:
// golden/<CODE>-name.yaml and .txt. FAULTLINE_UPDATE_GOLDEN=1 writes the expected texts anew.
#include "compile/codes.h"
#include "faultline/compile.h"
#include "faultline/model.h"
#include "model/codes.h"
#include "shocks/codes.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace faultline {
namespace {

namespace fs = std::filesystem;

std::string read_all(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string diagnose(const fs::path& path) {
  Sources sources;
  const auto spec = parse_scenario(read_all(path), path.filename().string(), {}, sources);
  Diagnostics all = spec.diagnostics();
  if (spec) {
    const auto model = validate(spec.value());
    all.append(model.diagnostics());
    if (model) all.append(compile(model.value()).diagnostics());
  }
  all.sort();
  return to_text(all, sources);
}

std::vector<fs::path> golden_files() {
  std::vector<fs::path> files;
  for (const auto& entry :
       fs::directory_iterator(fs::path(FAULTLINE_SOURCE_DIR) / "tests" / "compile" / "golden"))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

TEST(GoldenModelDiagnostics, SayExactlyThis) {
  for (const fs::path& file : golden_files()) {
    const std::string text = diagnose(file);
    fs::path expected = file;
    expected.replace_extension(".txt");
    if (std::getenv("FAULTLINE_UPDATE_GOLDEN") != nullptr) std::ofstream(expected, std::ios::binary) << text;
    EXPECT_EQ(text, read_all(expected)) << file;
    EXPECT_NE(text.find("[" + file.filename().string().substr(0, 5) + "]"), std::string::npos) << file << "\n"
                                                                                               << text;
  }
}

TEST(GoldenModelDiagnostics, EveryCodeHasOne) {
  std::set<std::string> shown;
  for (const fs::path& file : golden_files()) shown.insert(file.filename().string().substr(0, 5));
  std::set<std::string> known;
  for (const auto codes : {model_codes(), shock_codes(), compile_codes()})
    for (const DiagnosticCode* code : codes) {
      EXPECT_TRUE(known.insert(code->id).second) << code->id << " stands twice";
      EXPECT_TRUE(shown.contains(code->id)) << code->id << ": " << code->title;
    }
}

}  // namespace
}  // namespace faultline
