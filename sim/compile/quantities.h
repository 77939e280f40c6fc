#pragma once

#include "faultline/model.h"

#include <functional>

namespace faultline {

/// Calls visit on every field of the market that was given as a number, expression or law, parameters and
/// variables left out.
void each_quantity(const Market& market, const std::function<void(const Quantity&)>& visit);
/// The same for a shock.
void each_quantity(const Shock& shock, const std::function<void(const Quantity&)>& visit);
/// Calls visit on every jump of a shock: of events, outcomes, entries and edges.
void each_jump(const Shock& shock, const std::function<void(const Jump&)>& visit);

/// Calls visit on the annotation of every parameter, factor, asset, shock, phase, state, outcome and
/// portfolio.
void each_annotation(const Model& model, const std::function<void(const Annotation&)>& visit);

}  // namespace faultline
