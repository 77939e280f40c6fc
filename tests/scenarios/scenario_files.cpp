#include "scenarios/scenario_files.h"

#include "faultline/compile.h"
#include "faultline/model.h"
#include "faultline/simulate.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace faultline::testing {
namespace {

const std::filesystem::path folder = std::filesystem::path(FAULTLINE_SOURCE_DIR) / "scenarios";

/// The value, or its diagnostics as an exception.
template <class T>
T need(Result<T> result, const Sources& sources) {
  if (!result) throw std::runtime_error(to_text(result.diagnostics(), sources));
  return std::move(result).value();
}

}  // namespace

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::filesystem::path scenario_file(const std::string& name) {
  return folder / (name + ".yaml");
}

ScenarioSpec spec_of(const std::string& name, Sources& sources) {
  Result<ScenarioSpec> spec = read_scenario(scenario_file(name), {}, sources);
  return need(std::move(spec), sources);
}

const Node* at(const Node& root, const std::vector<std::string>& path) {
  const Node* node = &root;
  for (const std::string& key : path) {
    const NodeEntry* entry = node->find(key);
    if (!entry) return nullptr;
    node = &entry->value;
  }
  return node;
}

void put(Node& mapping, const std::string& key, Node value) {
  if (NodeEntry* entry = mapping.find(key)) {
    entry->value = std::move(value);
    return;
  }
  NodeEntry entry;
  entry.key.value = key;
  entry.value = std::move(value);
  mapping.entries.push_back(std::move(entry));
}

void remove(Node& mapping, const std::string& key) {
  std::erase_if(mapping.entries, [&](const NodeEntry& entry) { return entry.key.value == key; });
}

RiskReport run(const ScenarioSpec& spec, const Sources& sources, std::uint64_t paths) {
  const Model model = need(validate(spec), sources);
  const CompiledScenario compiled = need(compile(model), sources);
  SimulateOptions options;
  options.paths = paths;
  Tally tally(compiled.outputs, {.planned_paths = paths});
  simulate(compiled, options, tally);
  return measure(compiled.outputs, tally);
}

Moments moments_of(const RiskReport& report, const std::string& series) {
  for (const SeriesReport& entry : report.series)
    if (entry.name == series) {
      const Figures& figures = entry.horizons.back().figures;
      return {figures.mean.value().value, figures.sd.value().value};
    }
  throw std::runtime_error("no series " + series);
}

}  // namespace faultline::testing
