#pragma once

#include "model/market.h"

namespace faultline {

/// Whether the values of a field, or those of a parameter in it, are written in percent or basis points. A
/// probability or a shape of a law that is says nothing about its values.
bool written_in_percent(const Quantity& quantity, const Market& market);

}  // namespace faultline
