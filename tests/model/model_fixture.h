#pragma once

#include "faultline/model.h"

#include <stdexcept>
#include <string>

namespace faultline::testing {

/// Reads and validates a text; throws with the diagnostics when it is refused.
inline Model checked_model(const std::string& yaml) {
  Sources sources;
  const auto spec = parse_scenario(yaml, "test.yaml", {}, sources);
  if (!spec) throw std::runtime_error(to_text(spec.diagnostics(), sources));
  auto model = validate(spec.value());
  if (!model) throw std::runtime_error(to_text(model.diagnostics(), sources));
  return std::move(model).value();
}

inline Market market_of(const std::string& yaml) {
  return checked_model(yaml).market;
}

/// What is said about a text, warnings included.
inline std::string said_of(const std::string& yaml) {
  Sources sources;
  const auto spec = parse_scenario(yaml, "test.yaml", {}, sources);
  if (!spec) return to_text(spec.diagnostics(), sources);
  return to_text(validate(spec.value()).diagnostics(), sources);
}

}  // namespace faultline::testing
