// Texts are read and written the same whatever C locale the program around the library has chosen.
#include "faultline/compile.h"
#include "faultline/report.h"
#include "faultline/risk_report.h"
#include "faultline/simulate.h"
#include "support/everything.h"
#include "support/scenario.h"

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

namespace fs = std::filesystem;

/// Makes a locale with a decimal comma, by glibc's localedef, and chooses it for as long as it lives. Throws
/// where that fails.
class DecimalComma {
 public:
  DecimalComma() {
    fs::create_directories(made_);
    std::ofstream(made_ / "comma.txt") << "LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \".\"\n"
                                          "grouping 3;3\nEND LC_NUMERIC\n";
    const std::string command =
        "cd '" + made_.string() + "' && localedef -c -i comma.txt -f ANSI_X3.4-1968 ./comma >made.log 2>&1";
    // localedef -c ends with 1 for the categories that are missing.
    if (std::system(command.c_str()) == -1) throw std::runtime_error("no shell");
    setenv("LOCPATH", made_.c_str(), 1);
    char text[8] = "";
    if (std::setlocale(LC_NUMERIC, "comma") != nullptr) std::snprintf(text, sizeof text, "%.1f", 0.5);
    if (std::string(text) != "0,5") throw std::runtime_error("localedef made no locale with a decimal comma");
  }
  ~DecimalComma() {
    std::setlocale(LC_ALL, "C");
    unsetenv("LOCPATH");
    fs::remove_all(made_);
  }
  DecimalComma(const DecimalComma&) = delete;
  DecimalComma& operator=(const DecimalComma&) = delete;

 private:
  const fs::path made_ =
      fs::temp_directory_path() / ("faultline_locale_" + std::to_string(std::random_device{}()));
};

const std::string head = "faultline: 1\nhorizon: 12m\nstep: 1.5m\n";
const std::string assets = "assets: {A: {volatility: 20.5%}, B: {volatility: 30%}}\n";

/// Refused scenarios whose complaints contain computed numbers with a fraction.
const std::string refused[] = {
    head + assets + "portfolios: {core: {weights: {A: 79.25%}, cash: 1.5%}}\n",
    head + assets + "report: {horizons: [3.2m]}\n",
    head + assets +
        "shocks: {vote: {kind: scheduled, at: 3m, outcomes: {a: {probability: 50.25%}, b: "
        "{probability: 40%}}}}\n",
    head + assets +
        "shocks: {curb: {kind: arrivals, rate: 1.5/y, excitation: {jump: 3.7/y, half_life: 3m}, "
        "impact: {A: -1%}}}\n",
    head +
        "assets: {A: {volatility: {total: 20%}}}\n"
        "shocks: {curb: {kind: arrivals, rate: 12.5/y, impact: {A: -30%}}}\n",
    head + "factors: {f: {volatility: 33.3%}}\nassets: {A: {volatility: 20.5%, betas: {f: 1.5}}}\n",
    head + assets +
        "shocks: {curb: {kind: arrivals, rate: 1/y, severity: normal(1.5, 1), impact: {A: -1%}}}\n",
};

TEST(DecimalComma, DoesNotChangeHowNumbersAreRead) {
  const std::string text = head + assets + "run: {until: {time: 2.5min}}\nreport: {horizons: [4.5m]}\n";
  const DecimalComma comma;
  const Model model = testing::model_of(text);
  EXPECT_EQ(model.market.run.until_seconds, 150.0);
  EXPECT_EQ(model.market.assets[0].volatility, 0.205);
  EXPECT_EQ(model.market.grid.times.size(), 9u);
}

TEST(DecimalComma, DoesNotChangeWhatIsSaid) {
  std::vector<std::string> said;
  for (const std::string& text : refused) said.push_back(testing::complaints_of(text));
  const DecimalComma comma;
  for (std::size_t i = 0; i < said.size(); ++i) {
    EXPECT_NE(said[i], "") << refused[i];
    EXPECT_EQ(testing::complaints_of(refused[i]), said[i]);
  }
}

TEST(DecimalComma, DoesNotChangeAReport) {
  const auto report = [] {
    const CompiledScenario scenario = compile(testing::model_of(testing::everything())).value();
    SimulateOptions options;
    options.paths = 2000;
    Tally tally(scenario.outputs, {options.paths});
    simulate(scenario, options, tally);
    const RiskReport found = measure(scenario.outputs, tally);
    return to_text(found, RunInfo{}) + to_result_json(found, RunInfo{});
  };
  const std::string expected = report();
  const DecimalComma comma;
  EXPECT_EQ(report(), expected);
}

}  // namespace
}  // namespace faultline
