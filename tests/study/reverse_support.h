#pragma once

#include "faultline/reverse.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace faultline::testing {

/// A scenario in a file of its own, gone with it.
class ScenarioFile {
 public:
  explicit ScenarioFile(const std::string& yaml) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            (std::string("faultline_") + test->test_suite_name() + test->name() + ".yaml");
    std::ofstream(path_) << "faultline: 1\nhorizon: 1y\nstep: 1m\n" << yaml;
  }
  ~ScenarioFile() { std::filesystem::remove(path_); }
  ScenarioFile(const ScenarioFile&) = delete;
  ScenarioFile& operator=(const ScenarioFile&) = delete;

  template <class Study, class Options>
  auto run(const Study& study, const Options& options) const {
    Sources sources;
    auto found = study(path_, ReadOptions{}, options, sources);
    if (!found) throw std::runtime_error(to_text(found.diagnostics(), sources));
    return found.value();
  }

  ReverseLoss loss(ReverseOptions options) const {
    if (options.run.paths == 0) options.run.paths = 100'000;
    if (options.run.threads == 0) options.run.threads = 2;
    return run(reverse_loss, options);
  }
  Belief belief(const std::string& limit, std::uint64_t seed = 42, std::uint64_t paths = 100'000) const {
    BeliefOptions options;
    options.limits = {limit};
    options.run.paths = paths;
    options.run.seed = seed;
    options.run.threads = 2;
    return run(reverse_belief, options).beliefs.at(0);
  }

 private:
  std::filesystem::path path_;
};

/// Half an event a year that takes 40 %, and one that takes nothing.
inline constexpr const char* one_shock = R"yaml(
assets: {A: {drift: 0, volatility: 0}}
shocks:
  hit: {kind: arrivals, rate: 0.5/y, impact: {A: -40%}}
  noise: {kind: arrivals, rate: 1/y, impact: {A: 0%}}
)yaml";

}  // namespace faultline::testing
