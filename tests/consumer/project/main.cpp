// Reads a scenario, runs it and prints VaR and ES of what it reports.
#include "faultline/compile.h"
#include "faultline/risk_report.h"
#include "faultline/run_error.h"
#include "faultline/scenario.h"
#include "faultline/simulate.h"

#include <cstdio>
#include <exception>

namespace {

/// 2 after showing what is wrong with the file, with its lines.
int refused(const faultline::Diagnostics& problems, const faultline::Sources& sources) {
  std::fputs(faultline::to_text(problems, sources).c_str(), stderr);
  return 2;
}

int run(const char* file) {
  faultline::Sources sources;
  const auto spec = faultline::read_scenario(file, {}, sources);
  if (!spec) return refused(spec.diagnostics(), sources);
  const auto model = faultline::validate(spec.value());
  if (!model) return refused(model.diagnostics(), sources);
  const auto scenario = faultline::compile(model.value());
  if (!scenario) return refused(scenario.diagnostics(), sources);

  faultline::SimulateOptions options;
  options.seed = model.value().market.run.seed;
  options.paths = 20'000;
  const faultline::Outputs& outputs = scenario.value().outputs;
  faultline::Tally tally(outputs, {.planned_paths = options.paths});
  faultline::simulate(scenario.value(), options, tally);

  const faultline::RiskReport report = faultline::measure(outputs, tally);
  for (const auto& series : report.series)
    for (const auto& horizon : series.horizons)
      for (std::size_t i = 0; i < horizon.figures.es.size(); ++i) {
        const auto& [level, var] = horizon.figures.var[i];
        const auto& es = horizon.figures.es[i].estimate;
        std::printf("%s after %s, %g %%: VaR %.4f, ES %.4f +- %.4f\n", series.name.c_str(),
                    horizon.text.c_str(), 100.0 * level, var.value, es.value, es.standard_error);
      }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: consumer FILE\n", stderr);
    return 2;
  }
  try {
    return run(arguments[1]);
  } catch (const faultline::RunError& error) {
    std::fprintf(stderr, "%s: %s\n", error.field.c_str(), error.text().c_str());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
