#pragma once

#include "faultline/estimate.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace faultline {

/// Members stay in the order in which they are written.
using Json = nlohmann::ordered_json;

/// null for what does not exist; never -0.
inline Json number(double x) {
  return std::isfinite(x) ? Json(x + 0.0) : Json(nullptr);
}

inline Json to_json(const Estimate& estimate) {
  Json json = {{"value", number(estimate.value)}, {"se", number(estimate.standard_error)}, {"n", estimate.n}};
  if (estimate.unreliable) json["unreliable"] = true;
  return json;
}

}  // namespace faultline
