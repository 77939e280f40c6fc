#include "support/engine.h"

#include "faultline/compile.h"
#include "faultline/simulate.h"

#include <numeric>
#include <stdexcept>

namespace faultline::testing {
namespace {

std::map<std::string, ColumnId> named_columns(const Outputs& outputs) {
  std::map<std::string, ColumnId> columns;
  const auto add = [&](const std::string& name, const std::optional<ColumnId>& column) {
    if (column) columns.emplace(name, *column);
  };
  for (const SeriesOutput& series : outputs.series)
    for (std::size_t h = 0; h < series.horizons.size(); ++h) {
      const std::string key = "series/" + series.name + "/" + outputs.horizons[h].text + "/";
      add(key + "return", series.horizons[h].simple_return);
      add(key + "drawdown", series.horizons[h].drawdown);
      add("twin/" + key + "return", series.horizons[h].twin_return);
      add("twin/" + key + "drawdown", series.horizons[h].twin_drawdown);
    }
  for (const ShockOutput& shock : outputs.shocks)
    for (const FigureOutput& figure : shock.figures) {
      std::string key = "shock/" + shock.name;
      for (const std::string& part : figure.path) key += "/" + part;
      add(key, figure.column);
    }
  for (const VariableOutput& variable : outputs.variables)
    for (const FigureOutput& figure : variable.figures)
      add("variable/" + variable.name + "/" + figure.path.back(), figure.column);
  for (const ConditionOutput& condition : outputs.given) add("given/" + condition.label, condition.column);
  for (const ConditionOutput& condition : outputs.conditions)
    add("condition/" + condition.label, condition.column);
  return columns;
}

}  // namespace

EngineColumns run_engine(const Model& model, std::uint64_t seed, std::span<const std::uint64_t> paths,
                         std::size_t block_paths, NormalPrecision precision) {
  const Result<CompiledScenario> compiled = compile(model);
  if (!compiled) throw std::runtime_error("compile: " + compiled.diagnostics().items().front().message);
  SimulateOptions options;
  options.seed = seed;
  options.block_paths = block_paths;
  options.precision = precision;
  const std::vector<double> values = simulate_paths(compiled.value(), options, paths);
  EngineColumns columns;
  for (const auto& [name, column] : named_columns(compiled.value().outputs)) {
    const auto first =
        values.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(column) * paths.size());
    columns[name].assign(first, first + static_cast<std::ptrdiff_t>(paths.size()));
  }
  return columns;
}

std::vector<std::uint64_t> path_numbers(std::uint64_t first, std::uint64_t n) {
  std::vector<std::uint64_t> paths(n);
  std::iota(paths.begin(), paths.end(), first);
  return paths;
}

}  // namespace faultline::testing
