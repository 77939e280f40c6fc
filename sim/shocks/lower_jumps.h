#pragma once

#include "shocks/lowering.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// A place where a shock jumps: at its arrivals, an outcome, a phase's entry, an edge.
struct JumpSite {
  const ShockBase* shock = nullptr;
  const Jump* jump = nullptr;
  std::string part;  ///< of the stream labels; empty for the shock itself
  EventNumber number;
  RegisterId severity{};  ///< where the drawn severity is kept
};

/// Appends the draw of the severity (1 without one, when `always`) and the jump to an action.
void append_jump(Lowering& lowering, const JumpSite& site, Action& action, bool severity_always = false);

/// Every asset that a jump can move.
std::vector<std::uint32_t> moved_assets(const Lowering& lowering, const Jump& jump);

/// What one asset feels of a jump: J = s sum_i w_i log(1 + x_i), self-contained.
struct AssetJump {
  std::vector<std::pair<Quantity, double>> loads;  ///< law of x_i, w_i
  std::optional<Quantity> severity;
};

AssetJump asset_jump(const Lowering& lowering, const Jump& jump, std::uint32_t asset);

/// How finely an expectation is integrated.
enum class Quadrature : std::uint8_t { fine, quick };

/// E[exp(sum of J)] of jumps felt together, their severities drawn apart: a product over the jumps of
/// E_s[prod_i E[(1 + x_i)^(s w_i)]].
double expected_factor(const std::vector<AssetJump>& jumps, const Evaluator& evaluate, Quadrature quadrature);

/// The same for an asset as a number of the plan: a constant, or per path where drawn parameters are in it.
Operand expected_factor(Lowering& lowering, const std::vector<const Jump*>& jumps, std::uint32_t asset,
                        const std::string& field);

/// E[(sum of J)^2] of jumps felt together, unfolded at once.
double expected_square(const std::vector<AssetJump>& jumps, const Evaluator& evaluate, Quadrature quadrature);

}  // namespace faultline
