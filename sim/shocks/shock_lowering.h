#pragma once

#include "shocks/lowering.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace faultline {

/// A figure that a shock reports: a program evaluated at the end of the path, or at every reported horizon.
struct ShockFigure {
  std::vector<std::string> path;
  FigureKind kind = FigureKind::mean;
  Program program;
  bool at_horizons = false;
};

/// The translation of one shock. Its constructor declares registers and publishes exports; `emit` then writes
/// what acts.
class ShockLowering {
 public:
  virtual ~ShockLowering() = default;
  virtual void emit() = 0;
  virtual std::vector<ShockFigure> figures() = 0;
};

std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Arrivals& shock, std::uint32_t position);
std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Scheduled& shock,
                                           std::uint32_t position);
std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Phases& shock, std::uint32_t position);
std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Process& shock, std::uint32_t position);
std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Regimes& shock, std::uint32_t position);

/// Per asset the expected jump variance rate at the start [1/year], where a shock moves it: over arrivals
/// with those they bring at once, and hazards out of initial phases, intensity times E[J^2].
std::vector<std::optional<Program>> jump_variance_rates(Lowering& lowering);

/// Small programs.
inline Program constant_program(double value) {
  return {{}, Operand::constant(value)};
}
inline Program state_program(RegisterId r) {
  return {{}, Operand::state(r)};
}
Program equals_program(RegisterId r, double value);

}  // namespace faultline
