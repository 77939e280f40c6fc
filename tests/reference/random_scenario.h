#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace faultline::reference {

/// A valid scenario text over the whole language, made from a list of choices; choices beyond the end count
/// as 0. Fewer and smaller choices make a simpler scenario, so shrinking the list shrinks the scenario.
///
/// 2 to 4 assets, up to 2 factors, up to 5 shocks of all kinds that read and trigger one another, random
/// expressions, laws, parameters, variables, groups, portfolios, grids and conditions. Two things are left
/// out on purpose, because rounding decides them: comparisons with numbers a level can start at, and constant
/// sojourns that end on a grid point.
std::string random_scenario(std::span<const std::uint16_t> choices);

}  // namespace faultline::reference
