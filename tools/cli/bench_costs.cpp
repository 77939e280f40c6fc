#include "bench_costs.h"

#include "core/contract.h"
#include "random/bulk.h"

#include <algorithm>
#include <ctime>
#include <functional>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

namespace faultline::cli {
namespace {

constexpr std::size_t steps_per_draw = 4;

double processor_seconds(const std::function<void()>& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

std::vector<StreamId> streams_of(const NoisePlan& noise) {
  std::vector<StreamId> streams;
  for (const NoisePlan::Source& source : noise.sources)
    if (source.needed) streams.push_back(source.stream);
  if (noise.blend) streams.push_back(noise.blend_stream);
  return streams;
}

/// Every normal of a run, block by block and step by step, as the engine draws them.
template <class Real>
void draw_normals(const std::vector<StreamId>& streams, std::uint32_t steps, const SimulateOptions& options) {
  const SimdTarget target = chosen_simd_target(options.simd);
  const BulkRandom random(SeedKey(options.seed), target);
  const std::size_t block = block_of(options), stride = padded_row(block);
  std::vector<Real> room(steps_per_draw * stride + row_granule * sizeof(Real));
  void* place = room.data();
  std::size_t bytes = room.size() * sizeof(Real);
  Real* rows = static_cast<Real*>(std::align(64, steps_per_draw * stride * sizeof(Real), place, bytes));
  std::vector<std::uint64_t> paths(block);
  for (std::uint64_t first = 0; first < options.paths; first += paths.size()) {
    std::iota(paths.begin(), paths.end(), first);
    for (std::uint32_t quad = 0; quad * steps_per_draw < steps; ++quad)
      for (const StreamId stream : streams) random.normals(stream, quad, paths, rows, stride);
  }
}

void run(const CompiledScenario& scenario, const SimulateOptions& options) {
  Tally tally(scenario.outputs, {.planned_paths = options.paths});
  simulate(scenario, options, tally);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

CompiledScenario diffusion_of(const CompiledScenario& scenario) {
  FAULTLINE_EXPECT(scenario.twin);
  CompiledScenario alone{*scenario.twin, std::nullopt, scenario.outputs};
  // Both halves read one noise, but each keeps its blend in a register of its own.
  alone.plan.noise = scenario.plan.noise;
  alone.plan.noise.blend = scenario.twin->noise.blend;
  Outputs& outputs = alone.outputs;
  for (Column& column : outputs.columns) column.retain = Retain::moments;
  const auto reported = [&](std::optional<ColumnId> column) {
    if (column)
      outputs.columns[static_cast<std::size_t>(*column)].retain =
          scenario.outputs.columns[static_cast<std::size_t>(*column)].retain;
    return column;
  };
  for (SeriesOutput& series : outputs.series)
    for (SeriesColumns& at : series.horizons) {
      const SeriesColumns both = at;
      at = {};
      at.simple_return = reported(both.twin_return);
      at.drawdown = reported(both.twin_drawdown);
    }
  outputs.shocks.clear();
  outputs.variables.clear();
  outputs.given.clear();
  outputs.conditions.clear();
  outputs.limits.clear();
  outputs.precision.clear();
  return alone;
}

RelativeCosts relative_costs(const CompiledScenario& scenario, SimulateOptions options, int rounds) {
  options.threads = 1;
  const std::vector<StreamId> streams = streams_of(scenario.plan.noise);
  const auto normals = [&] {
    if (options.precision == NormalPrecision::full)
      draw_normals<double>(streams, scenario.plan.steps(), options);
    else
      draw_normals<float>(streams, scenario.plan.steps(), options);
  };
  std::optional<CompiledScenario> diffusion;
  if (scenario.twin) diffusion = diffusion_of(scenario);

  std::vector<double> over_normals, over_diffusion;
  for (int round = 0; round < rounds; ++round) {
    const double whole = processor_seconds([&] { run(scenario, options); });
    if (!streams.empty()) over_normals.push_back(whole / processor_seconds(normals));
    if (diffusion) over_diffusion.push_back(whole / processor_seconds([&] { run(*diffusion, options); }));
  }
  RelativeCosts costs;
  if (!over_normals.empty()) costs.over_normals = median(over_normals);
  if (!over_diffusion.empty()) costs.over_diffusion = median(over_diffusion);
  return costs;
}

}  // namespace faultline::cli
