#pragma once

#include "faultline/diagnostics.h"
#include "faultline/model.h"
#include "faultline/plan.h"
#include "faultline/scenario.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace faultline::cli {

/// How problems of a scenario are shown.
enum class DiagnosticsFormat { text, json, github };

/// What every verb that reads a scenario takes.
struct ScenarioOptions {
  std::vector<std::string> set;  ///< "NAME=VALUE"
  std::vector<std::string> without;
  bool allow_outside = false;
  std::string diagnostics = "text";

  void add_to(CLI::App& verb);
  DiagnosticsFormat format() const;
  /// UsageError where a `--set` is not NAME=VALUE.
  ReadOptions read_options() const;
};

/// A scenario read, validated and translated; the parts reached before the first stage with errors are there.
struct LoadedScenario {
  Sources sources;
  Diagnostics diagnostics;  ///< warnings, and what is wrong
  std::optional<ScenarioSpec> spec;
  std::optional<Model> model;
  std::optional<CompiledScenario> compiled;

  bool usable() const { return compiled.has_value(); }
};

LoadedScenario load_scenario(const std::string& file, const ScenarioOptions& options);

/// The text to show for the problems of one scenario; empty without problems in text and github form.
std::string shown(const Diagnostics& diagnostics, const Sources& sources, DiagnosticsFormat format);

}  // namespace faultline::cli
