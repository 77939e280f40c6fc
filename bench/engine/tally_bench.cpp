// What a tally costs per value: moments and kept samples, histograms beyond them, and the figures read at the
// end. Before anything is timed, a known sample must give its known figures.
#include "engine/tally_state.h"
#include "faultline/risk_report.h"
#include "faultline/tally.h"
#include "math/special.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace faultline {
namespace {

constexpr std::size_t leaves = 64;

/// Normal values on a grid of probabilities, in the order of a multiplicative generator, so that every leaf
/// is a sample.
LeafSamples leaf_of_normals(std::uint64_t number, std::size_t columns) {
  LeafSamples leaf{number, static_cast<std::uint32_t>(leaf_paths), std::vector<double>(columns * leaf_paths)};
  for (std::size_t c = 0; c < columns; ++c)
    for (std::size_t i = 0; i < leaf_paths; ++i) {
      const std::uint64_t place = number * leaf_paths + i;
      const std::uint64_t turned = (place * 0x9E3779B97F4A7C15u + c * 0xD1B54A32D192ED03u) >> 11;
      leaf.values[c * leaf_paths + i] =
          std::expm1(0.2 * normal_quantile((static_cast<double>(turned) + 0.5) * 0x1p-53));
    }
  return leaf;
}

/// Returns of some series at one horizon; with `twins` each has one without shocks.
Outputs outputs_of(std::size_t series, bool twins) {
  Outputs outputs;
  outputs.horizons.push_back({"1y", 1.0, true});
  outputs.measures = {};
  outputs.measures.mean = outputs.measures.sd = outputs.measures.var = outputs.measures.es = true;
  outputs.confidence = {0.99};
  const auto column = [&] {
    outputs.columns.push_back({Retain::samples, "return"});
    return ColumnId{static_cast<std::uint32_t>(outputs.columns.size() - 1)};
  };
  for (std::size_t s = 0; s < series; ++s) {
    SeriesColumns at;
    at.simple_return = column();
    if (twins) at.twin_return = column();
    outputs.series.push_back({"S" + std::to_string(s), "asset", true, {at}});
  }
  return outputs;
}

TallyOptions options_of(bool exact) {
  return {leaves * leaf_paths, exact ? TallyOptions{}.kept_values : 1};
}

/// The 99 % VaR of the lognormal loss, 1 - exp(0.2 z(1 %)), within the histogram's resolution.
bool answer_holds(const Outputs& outputs, bool exact) {
  Tally tally(outputs, options_of(exact));
  for (std::size_t l = 0; l < leaves; ++l) tally.add(leaf_of_normals(l, outputs.columns.size()));
  const RiskReport report = measure(outputs, tally);
  const double truth = -std::expm1(0.2 * normal_quantile(0.01));
  return std::abs(report.series.at(0).horizons.at(0).figures.var.at(0).estimate.value - truth) < 2e-3;
}

void adding(benchmark::State& state, std::size_t series, bool twins, bool exact) {
  const Outputs outputs = outputs_of(series, twins);
  if (!answer_holds(outputs, exact)) {
    state.SkipWithError("the value at risk is off");
    return;
  }
  std::vector<LeafSamples> drawn;
  for (std::size_t l = 0; l < leaves; ++l) drawn.push_back(leaf_of_normals(l, outputs.columns.size()));
  for (auto _ : state) {
    Tally tally(outputs, options_of(exact));
    for (const LeafSamples& leaf : drawn) tally.add(leaf);
    benchmark::DoNotOptimize(tally.paths());
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<std::int64_t>(leaves * leaf_paths * outputs.columns.size()));
}

/// The values of as many leaves as are counted together, in a histogram that has seen them.
template <class Histogram>
void histogram(benchmark::State& state) {
  std::vector<double> values;
  for (std::size_t l = 0; l < leaves_counted_together; ++l) {
    const LeafSamples leaf = leaf_of_normals(l, 1);
    values.insert(values.end(), leaf.values.begin(), leaf.values.end());
  }
  Histogram counted;
  counted.add(values);
  std::uint64_t losses = 0;
  counted.ascend([&](const Bin& bin) { return losses += bin.upper <= 0.0 ? bin.count : 0, true; });
  if (std::abs(static_cast<double>(losses) / static_cast<double>(values.size()) - 0.5) > 0.005) {
    state.SkipWithError("half the values are losses");
    return;
  }
  for (auto _ : state) {
    counted.add(values);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}

void reading(benchmark::State& state, bool exact) {
  const Outputs outputs = outputs_of(1, false);
  if (!answer_holds(outputs, exact)) {
    state.SkipWithError("the value at risk is off");
    return;
  }
  Tally tally(outputs, options_of(exact));
  for (std::size_t l = 0; l < leaves; ++l) tally.add(leaf_of_normals(l, 1));
  for (auto _ : state) benchmark::DoNotOptimize(measure(outputs, tally).paths);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(leaves * leaf_paths));
}

void register_all() {
  benchmark::RegisterBenchmark("histogram/fine", histogram<FineHistogram>);
  benchmark::RegisterBenchmark("histogram/of a batch", histogram<BatchHistogram>);
  for (const bool exact : {true, false}) {
    const std::string mode = exact ? "samples" : "histograms";
    for (const std::size_t series : {1u, 33u})
      for (const bool twins : {false, true})
        benchmark::RegisterBenchmark(
            ("add/" + mode + "/" + std::to_string(series) + (twins ? " with twins" : "")).c_str(),
            [=](benchmark::State& state) { adding(state, series, twins, exact); });
    benchmark::RegisterBenchmark(("read/" + mode).c_str(),
                                 [=](benchmark::State& state) { reading(state, exact); });
  }
}

}  // namespace
}  // namespace faultline

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  faultline::register_all();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
