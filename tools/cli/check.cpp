// faultline check: reads, validates and translates scenarios without running them.
#include "exit_status.h"
#include "scenario_options.h"
#include "terminal.h"
#include "verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace faultline::cli {
namespace {

std::string counted(std::size_t n, const char* what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::string verdict_line(const std::string& file, const LoadedScenario& loaded) {
  std::size_t warnings = 0;
  for (const Diagnostic& d : loaded.diagnostics.items())
    warnings += d.severity == Severity::warning ? 1u : 0u;
  std::string line = fmt::format(
      "{}: ok ({}, {}, {})", file, counted(loaded.model->market.assets.size(), "asset"),
      counted(loaded.model->shocks.size(), "shock"), counted(loaded.compiled->plan.steps(), "step"));
  if (warnings > 0) line += ", " + counted(warnings, "warning");
  return line + "\n";
}

class Check : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand("check", "Check scenarios without running them");
    verb->add_option("FILE", files_, "Scenario files")->required()->type_name("");
    options_.add_to(*verb);
    verb->footer(
        "Every problem is shown with its place; warnings do not fail the check. JSON and GitHub annotations "
        "go to\n"
        "standard output, text to standard error. Exit status 2 when a file has an error.\n\n"
        "Examples:\n"
        "  faultline check deal.yaml\n"
        "  faultline check scenarios/*.yaml --diagnostics github\n"
        "  faultline check deal.yaml --set curb_rate=2/y --without export_curb");
    return verb;
  }

  int run() override {
    int status = done;
    const DiagnosticsFormat format = options_.format();
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const std::string& file : files_) {
      const LoadedScenario loaded = load_scenario(file, options_);
      if (!loaded.usable()) status = bad_input;
      if (format == DiagnosticsFormat::json) {
        for (auto& problem : nlohmann::ordered_json::parse(to_json(loaded.diagnostics, loaded.sources)))
          all.push_back(std::move(problem));
      } else {
        const std::string problems = shown(loaded.diagnostics, loaded.sources, format);
        format == DiagnosticsFormat::text ? write_stderr(problems) : write_stdout(problems);
        if (loaded.usable()) write_stdout(verdict_line(file, loaded));
      }
    }
    if (format == DiagnosticsFormat::json) write_stdout(all.dump(2) + "\n");
    return status;
  }

 private:
  std::vector<std::string> files_;
  ScenarioOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_check() {
  return std::make_unique<Check>();
}

}  // namespace faultline::cli
