#include "support/scenario.h"

#include "faultline/scenario.h"

#include <stdexcept>

namespace faultline::testing {
namespace {

constexpr const char* text_name = "test.yaml";

}  // namespace

Model model_of(const std::string& yaml) {
  Sources sources;
  Result<ScenarioSpec> spec = parse_scenario(yaml, text_name, {}, sources);
  if (!spec) throw std::runtime_error(to_text(spec.diagnostics(), sources) + "\n" + yaml);
  Result<Model> model = validate(spec.value());
  if (!model) throw std::runtime_error(to_text(model.diagnostics(), sources) + "\n" + yaml);
  return std::move(model).value();
}

std::string complaints_of(const std::string& yaml) {
  Sources sources;
  Result<ScenarioSpec> spec = parse_scenario(yaml, text_name, {}, sources);
  std::string text = to_text(spec.diagnostics(), sources);
  if (spec) text += to_text(validate(spec.value()).diagnostics(), sources);
  return text;
}

}  // namespace faultline::testing
