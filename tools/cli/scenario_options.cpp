#include "scenario_options.h"

#include "failures.h"
#include "faultline/compile.h"
#include "github.h"

#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace faultline::cli {

void ScenarioOptions::add_to(CLI::App& verb) {
  verb.add_option("--set", set, "Change a parameter or a field: NAME=VALUE (may be repeated)")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  verb.add_option("--without", without, "Leave a shock out (may be repeated)")
      ->type_name("SHOCK")
      ->allow_extra_args(false);
  verb.add_flag("--allow-outside", allow_outside, "Let `extends` leave the directory of the scenario");
  verb.add_option("--diagnostics", diagnostics, "How problems are shown")
      ->type_name("FORM")
      ->check(CLI::IsMember({"text", "json", "github"}));
}

DiagnosticsFormat ScenarioOptions::format() const {
  if (diagnostics == "json") return DiagnosticsFormat::json;
  return diagnostics == "github" ? DiagnosticsFormat::github : DiagnosticsFormat::text;
}

ReadOptions ScenarioOptions::read_options() const {
  ReadOptions options;
  for (const std::string& change : set) {
    const std::size_t equals = change.find('=');
    if (equals == std::string::npos || equals == 0)
      throw UsageError(fmt::format("--set: '{}' is not NAME=VALUE", change));
    options.set.emplace_back(change.substr(0, equals), change.substr(equals + 1));
  }
  options.without = without;
  options.allow_outside = allow_outside;
  return options;
}

namespace {

void load(const std::string& file, const ScenarioOptions& options, LoadedScenario& loaded) {
  Result<ScenarioSpec> spec = read_scenario(file, options.read_options(), loaded.sources);
  loaded.diagnostics.append(spec.diagnostics());
  if (!spec) return;
  loaded.spec = std::move(spec).value();
  Result<Model> model = validate(*loaded.spec);
  loaded.diagnostics.append(model.diagnostics());
  if (!model) return;
  loaded.model = std::move(model).value();
  Result<CompiledScenario> compiled = compile(*loaded.model);
  loaded.diagnostics.append(compiled.diagnostics());
  if (compiled) loaded.compiled = std::move(compiled).value();
}

}  // namespace

LoadedScenario load_scenario(const std::string& file, const ScenarioOptions& options) {
  LoadedScenario loaded;
  load(file, options, loaded);
  loaded.diagnostics.sort();
  return loaded;
}

std::string shown(const Diagnostics& diagnostics, const Sources& sources, DiagnosticsFormat format) {
  switch (format) {
    case DiagnosticsFormat::json:
      return to_json(diagnostics, sources) + "\n";
    case DiagnosticsFormat::github:
      return to_github(diagnostics, sources);
    default:
      return to_text(diagnostics, sources);
  }
}

}  // namespace faultline::cli
