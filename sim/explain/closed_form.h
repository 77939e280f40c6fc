#pragma once

#include "explain/words.h"

#include <optional>

namespace faultline {

/// The law of what a shock alone adds to an asset's log price up to the horizon, X, where it can be written
/// down.
struct ClosedEffect {
  double log_factor = 0.0;  ///< log E[exp(X)], compensation by `priced_in` included
  double variance = 0.0;    ///< Var[X]
};

/// With m(theta) = E[exp(theta J)], T the horizon and g(u) the part of a jump felt after time u:
///
/// | kind      | needs                                   | log E[exp(X)] |
/// |-----------|-----------------------------------------|-----------------------------------------------------|
/// | arrivals  | fixed rate; no upon, excitation or max  | rate * integral over the window of m(g(T - t)) - 1
/// | | scheduled | fixed date and probabilities            | sum over dates of log sum_o P_o m_o(g(T - t)) |
/// | phases    | fixed hazards, jumps felt at once       | log e' exp(G T) 1, G_ij = hazard_ij m_ij, rows of
/// | |           |                                         | the chain's generator elsewhere |
///
/// Fixed means free of state and of drawn parameters. Nothing for other kinds, for shocks with `while`, and
/// where this does not hold. Whether other parts of the model listen to the shock is the caller's to know.
std::optional<ClosedEffect> closed_effect(const Shock& shock, std::uint32_t asset, const Reader& reader);

}  // namespace faultline
