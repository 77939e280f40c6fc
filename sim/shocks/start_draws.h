#pragma once

#include "faultline/model.h"

namespace faultline {

/// Whether a value at time 0 differs between paths: a drawn parameter stands in it, or an export of a process
/// that starts at a drawn level, or the intensity of arrivals with such a rate.
bool drawn_at_start(const Quantity& quantity, const Model& model);
bool drawn_at_start(const Jump& jump, const Model& model);

}  // namespace faultline
