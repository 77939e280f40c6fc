#pragma once

#include "faultline/model.h"

#include <stdexcept>
#include <string>

namespace faultline {

/// A checked model of a text that must be free of errors.
inline Model model_of(const std::string& text) {
  Sources sources;
  const Result<ScenarioSpec> spec = parse_scenario(text, "test.yaml", {}, sources);
  if (!spec) throw std::invalid_argument(to_text(spec.diagnostics(), sources));
  Result<Model> model = validate(spec.value());
  if (!model) throw std::invalid_argument(to_text(model.diagnostics(), sources));
  return std::move(model).value();
}

/// Two assets over a year, with these shocks (each line indented by two).
inline std::string with_shocks(const std::string& shocks) {
  return "faultline: 1\nhorizon: 1y\nstep: 1q\n"
         "parameters: {fast: 2/y}\n"
         "assets: {AAA: {drift: 5%, volatility: 20%}, BBB: {drift: 0%, volatility: 30%}}\n"
         "shocks:\n" +
         shocks;
}

}  // namespace faultline
