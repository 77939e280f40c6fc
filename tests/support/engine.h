#pragma once

#include "faultline/model.h"
#include "faultline/simulate.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace faultline::testing {

/// What the engine records of some paths, by the names of reference/reference.h: values[name][i] belongs to
/// paths[i]. Figures of the twin without shocks begin with "twin/".
using EngineColumns = std::map<std::string, std::vector<double>>;

/// Compiles and runs the given paths. Throws std::runtime_error when the compiler refuses and RunError when
/// the run ends.
EngineColumns run_engine(const Model& model, std::uint64_t seed, std::span<const std::uint64_t> paths,
                         std::size_t block_paths = 128, NormalPrecision precision = NormalPrecision::single);

/// Paths first, first + 1, ... first + n - 1.
std::vector<std::uint64_t> path_numbers(std::uint64_t first, std::uint64_t n);

}  // namespace faultline::testing
