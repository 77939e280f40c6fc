// faultline schema: the JSON Schema of the scenario language, or its reference.
#include "faultline/schema.h"

#include "exit_status.h"
#include "terminal.h"
#include "verbs.h"

#include <CLI/CLI.hpp>

namespace faultline::cli {
namespace {

std::string with_line_end(std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

class Schema : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb =
        program.add_subcommand("schema", "Print the JSON Schema or the reference of the language");
    verb->add_flag("--reference", reference_, "The reference in Markdown instead of the JSON Schema");
    verb->footer(
        "An editor with a YAML language server completes and checks a scenario that begins with\n"
        "  # yaml-language-server: $schema=scenario.schema.json\n\n"
        "Examples:\n"
        "  faultline schema > scenario.schema.json\n"
        "  faultline schema --reference > scenario-reference.md");
    return verb;
  }

  int run() override {
    write_stdout(with_line_end(reference_ ? scenario_reference() : scenario_schema()));
    return done;
  }

 private:
  bool reference_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_schema() {
  return std::make_unique<Schema>();
}

}  // namespace faultline::cli
