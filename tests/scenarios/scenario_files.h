#pragma once

#include "faultline/risk_report.h"
#include "faultline/scenario.h"

#include <filesystem>
#include <string>
#include <vector>

namespace faultline::testing {

/// The six scenarios, sorted by name: every YAML file directly in scenarios/.
std::vector<std::string> scenario_names();
std::filesystem::path scenario_file(const std::string& name);

/// A scenario with what it extends; throws std::runtime_error with the diagnostics when it is refused.
ScenarioSpec spec_of(const std::string& name, Sources& sources);

/// The node at a path such as {"shocks", "deal", "phases", "models"}; nullptr when there is none.
const Node* at(const Node& root, const std::vector<std::string>& path);
void put(Node& mapping, const std::string& key, Node value);
void remove(Node& mapping, const std::string& key);

/// Runs a scenario as it stands in memory, with fixed seed; throws like spec_of.
RiskReport run(const ScenarioSpec& spec, const Sources& sources, std::uint64_t paths);

/// Mean and standard deviation of the simple return of a series at its last horizon.
struct Moments {
  double mean = 0.0;
  double sd = 0.0;
};
Moments moments_of(const RiskReport& report, const std::string& series);

}  // namespace faultline::testing
