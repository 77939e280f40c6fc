#pragma once

#include <string>

namespace faultline::testing {

/// A scenario with something of everything: drawn parameters, mixing, factors, every kind of shock listening
/// to another, trades, conditions.
const std::string& everything();

}  // namespace faultline::testing
