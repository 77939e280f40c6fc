#include "reference/compare.h"

#include "faultline/run_error.h"
#include "reference/reference.h"
#include "support/engine.h"
#include "support/scenario.h"

#include <cmath>
#include <optional>
#include <stdexcept>
#include <vector>

namespace faultline::reference {
namespace {

/// In double precision. Rounding of sums in another order; and the engine's tables: mixing variable 1e-7,
/// expectations of jumps over laws with a kink about 1e-5 of a jump.
double tolerance(const Model& model, const std::string& yaml) {
  if (yaml.find("priced_in") != std::string::npos || yaml.find("total:") != std::string::npos) return 1e-5;
  return model.market.dependence.student_t_dof ? 1e-6 : 1e-9;
}

bool agree(double a, double b, double allowed) {
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(a - b) <= allowed * (1.0 + std::abs(b));
}

struct Expected {
  ReferenceResult with, without;
};

std::string describe(const std::string& figure, std::uint64_t path, double engine, double reference) {
  char text[256];
  std::snprintf(text, sizeof text, "path %llu: %s is %.15g in the engine and %.15g in the reference",
                static_cast<unsigned long long>(path), figure.c_str(), engine, reference);
  return text;
}

}  // namespace

std::string difference(const std::string& yaml, std::uint64_t seed, std::span<const std::uint64_t> paths,
                       std::size_t block_paths) {
  const Model model = testing::model_of(yaml);
  std::vector<Expected> expected;
  std::string refused;
  try {
    for (const std::uint64_t path : paths)
      expected.push_back({simulate_reference(model, seed, path, {.normals = NormalPrecision::twice}),
                          simulate_reference(model, seed, path,
                                             {.without_shocks = true, .normals = NormalPrecision::twice})});
  } catch (const ReferenceError& error) {
    refused = error.what();
  }
  testing::EngineColumns columns;
  try {
    columns = testing::run_engine(model, seed, paths, block_paths, faultline::NormalPrecision::full);
  } catch (const RunError& error) {
    return refused.empty() ? std::string("the engine alone ends the run: ") + error.what() : "";
  }
  if (!refused.empty()) return "the reference alone ends the run: " + refused;

  const double allowed = tolerance(model, yaml);
  for (const auto& [name, values] : columns)
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const bool twin = name.starts_with("twin/");
      const ReferenceResult& result = twin ? expected[i].without : expected[i].with;
      const auto found = result.figures.find(twin ? name.substr(5) : name);
      if (found == result.figures.end()) return "the reference does not know " + name;
      if (!agree(values[i], found->second, allowed))
        return describe(name, paths[i], values[i], found->second);
    }
  for (const std::string name : {"series/", "given/", "variable/"}) {
    const auto any = [&](const auto& map) {
      return map.lower_bound(name) != map.end() && map.lower_bound(name)->first.starts_with(name);
    };
    if (any(expected.front().with.figures) != any(columns)) return "the engine records nothing of " + name;
  }
  return "";
}

}  // namespace faultline::reference
