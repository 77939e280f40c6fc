// Bulk draws and single laws. Before anything is timed, the rows are checked against the scalar target.
#include "math/distribution.h"
#include "math/quantile_table.h"
#include "random/bulk.h"
#include "random/mixing.h"

#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

namespace faultline {
namespace {

constexpr std::size_t paths_per_block = 128;
constexpr std::size_t draws_per_call = 4 * paths_per_block;
constexpr StreamId stream{77};

std::array<std::uint64_t, paths_per_block> block_of_paths() {
  std::array<std::uint64_t, paths_per_block> paths{};
  for (std::size_t i = 0; i < paths.size(); ++i) paths[i] = (std::uint64_t{1} << 33) + i;
  return paths;
}

template <class T>
struct alignas(64) Block {
  T value[draws_per_call];
};

template <class T>
bool answers_agree(SimdTarget target) {
  const auto paths = block_of_paths();
  Block<T> expected;
  Block<T> rows;
  BulkRandom(SeedKey(7), SimdTarget::scalar).normals(stream, 3, paths, expected.value, paths_per_block);
  BulkRandom(SeedKey(7), target).normals(stream, 3, paths, rows.value, paths_per_block);
  return std::memcmp(expected.value, rows.value, sizeof rows.value) == 0;
}

template <class T>
void normals(benchmark::State& state, SimdTarget target) {
  if (!answers_agree<T>(target)) {
    state.SkipWithError("differs from the scalar target");
    return;
  }
  const BulkRandom random(SeedKey(7), target);
  const auto paths = block_of_paths();
  Block<T> rows;
  std::uint32_t quad = 0;
  for (auto _ : state) {
    random.normals(stream, quad++, paths, rows.value, paths_per_block);
    benchmark::DoNotOptimize(rows.value[quad % draws_per_call]);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(draws_per_call));
}

void grid_words(benchmark::State& state, SimdTarget target) {
  const auto paths = block_of_paths();
  Block<std::uint32_t> rows;
  const BulkRandom random(SeedKey(7), target);
  random.uniform_words(stream, 3, paths, rows.value, paths_per_block);
  for (std::size_t i = 0; i < paths_per_block; ++i) {
    const PhiloxBlock expected = philox(draw_counter(paths[i], DrawDomain::grid, 3, stream), SeedKey(7));
    for (std::size_t j = 0; j < expected.size(); ++j)
      if (rows.value[j * paths_per_block + i] != expected[j]) {
        state.SkipWithError("differs from the counter's words");
        return;
      }
  }
  std::uint32_t quad = 0;
  for (auto _ : state) {
    random.uniform_words(stream, quad++, paths, rows.value, paths_per_block);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(draws_per_call));
}

void event_uniforms(benchmark::State& state, SimdTarget target) {
  const BulkRandom random(SeedKey(7), target);
  const auto paths = block_of_paths();
  std::array<double, paths_per_block> u{};
  random.event_uniforms(stream, 3, paths, u.data());
  for (std::size_t i = 0; i < u.size(); ++i)
    if (u[i] != event_uniform(SeedKey(7), paths[i], stream, 3)) {
      state.SkipWithError("differs from the uniforms of the paths");
      return;
    }
  std::uint32_t number = 0;
  for (auto _ : state) {
    random.event_uniforms(stream, number++, paths, u.data());
    benchmark::DoNotOptimize(u[number % paths_per_block]);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(paths_per_block));
}

void mixing(benchmark::State& state) {
  const MixingTable table(5.0);
  Block<std::uint32_t> words;
  BulkRandom(SeedKey(7)).uniform_words(stream, 0, block_of_paths(), words.value, paths_per_block);
  Block<double> factors;
  table.factors(words.value, draws_per_call, factors.value);
  for (std::size_t i = 0; i < draws_per_call; ++i)
    if (factors.value[i] != table.factor(words.value[i])) {
      state.SkipWithError("differs from single factors");
      return;
    }
  for (auto _ : state) {
    table.factors(words.value, draws_per_call, factors.value);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(draws_per_call));
}

/// The distribution function undoes the quantile.
bool quantile_holds(const Distribution& law, const std::function<double(double)>& quantile) {
  for (const double u : {1e-6, 0.01, 0.3, 0.5, 0.9, 0.999})
    if (std::abs(law.cdf(quantile(u)) - u) > 1e-7) return false;
  return true;
}

void draw(benchmark::State& state, const Distribution& law) {
  if (!quantile_holds(law, [&](double u) { return law.quantile(u); })) {
    state.SkipWithError("the quantile is wrong");
    return;
  }
  std::uint32_t number = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(law.quantile(event_uniform(SeedKey(7), 17, stream, number++)));
  state.SetItemsProcessed(state.iterations());
}

void draw_from_table(benchmark::State& state, const QuantileTable& table) {
  if (!quantile_holds(table.law(), [&](double u) { return table(u); })) {
    state.SkipWithError("the quantile is wrong");
    return;
  }
  std::uint32_t number = 0;
  for (auto _ : state) benchmark::DoNotOptimize(table(event_uniform(SeedKey(7), 17, stream, number++)));
  state.SetItemsProcessed(state.iterations());
}

void register_all() {
  for (const SimdTarget target : supported_simd_targets()) {
    const std::string name(name_of(target));
    benchmark::RegisterBenchmark(("words/" + name).c_str(), grid_words, target);
    benchmark::RegisterBenchmark(("normals/single/" + name).c_str(), normals<float>, target);
    benchmark::RegisterBenchmark(("normals/double/" + name).c_str(), normals<double>, target);
    benchmark::RegisterBenchmark(("event_uniforms/" + name).c_str(), event_uniforms, target);
  }
  benchmark::RegisterBenchmark("mixing", mixing);
  const std::vector<std::pair<std::string, Distribution>> laws = {
      {"normal", Distribution::normal(0.0, 1.0)},
      {"lognormal", Distribution::lognormal(1.0, 0.5)},
      {"exponential", Distribution::exponential(1.0)},
      {"pert", Distribution::pert(-0.6, -0.2, 0.1)},
      {"gamma", Distribution::gamma(2.0, 1.0)},
      {"student_t", Distribution::student_t(4.0, 0.0, 1.0)},
      {"triangular", Distribution::triangular(0, 1, 3)},
  };
  for (const auto& [name, law] : laws) benchmark::RegisterBenchmark(("draw/" + name).c_str(), draw, law);
  benchmark::RegisterBenchmark("draw/pert from a table", draw_from_table,
                               QuantileTable(Distribution::pert(-0.6, -0.2, 0.1)));
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
