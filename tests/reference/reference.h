#pragma once

#include "faultline/model.h"

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace faultline::reference {

/// What ends a run: an expression that is not a number on a path, or a value outside what its field allows.
class ReferenceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class NormalPrecision : std::uint8_t { single, twice };

struct ReferenceOptions {
  bool without_shocks = false;  ///< the twin: same draws, every shock off
  NormalPrecision normals =
      NormalPrecision::single;  ///< of grid normals; events are in double precision either way
  bool story = false;           ///< keep one line per event
};

/// All figures of one path by name:
///
///     series/NAME/HORIZON/return, series/NAME/HORIZON/drawdown        drawdown: the largest so far
///     shock/NAME/count, any, first; outcomes/O (times it came); reached/P, final/P, when/P; level/HORIZON,
///     min, max; share/S variable/NAME/HORIZON given/LABEL, condition/LABEL
struct ReferenceResult {
  std::map<std::string, double> figures;
  std::vector<std::string> story;

  double at(const std::string& name) const { return figures.at(name); }
};

/// One path of a scenario, from the language page and the model alone: no plan, no blocks, nothing
/// precomputed. Written to be read and compared against; draws and laws are the library's own.
ReferenceResult simulate_reference(const Model& model, std::uint64_t seed, std::uint64_t path,
                                   const ReferenceOptions& options = {});

}  // namespace faultline::reference
