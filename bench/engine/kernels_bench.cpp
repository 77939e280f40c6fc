// The engine's inner loops on one block of paths. Before anything is timed, each instruction set is held
// against the scalar one, bit by bit.
#include "engine/evaluate.h"
#include "engine/kernels.h"
#include "engine/noise_rows.h"
#include "engine/rows.h"
#include "engine/tally_moments.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace faultline {
namespace {

constexpr std::size_t paths = 128;
constexpr std::size_t assets = 10;

NoiseRows lower_triangle() {
  NoiseRows rows(assets);
  for (std::size_t a = 0; a < assets; ++a) {
    std::vector<double> weights(assets);
    for (std::size_t j = 0; j <= a; ++j) weights[j] = 0.2 / static_cast<double>(1 + a - j);
    rows.add(weights, false);
  }
  return rows;
}

/// Rows of a block as the kernels see them, filled with smooth numbers of a step's size.
struct Block {
  Block()
      : normals(steps_per_quad * assets, paths),
        table(lower_triangle(), normals),
        mixed(steps_per_quad * (assets + 2), paths),
        state(2, paths),
        x(assets, paths),
        prices(assets, paths),
        follow(4, paths) {
    for (std::size_t a = 0; a < assets; ++a)
      for (std::size_t i = 0; i < paths; ++i) {
        for (std::size_t j = 0; j < steps_per_quad; ++j)
          normals[steps_per_quad * a + j][i] =
              3.0f * std::sin(static_cast<float>(1 + (i * assets + a) * steps_per_quad + j));
        x[a][i] = 0.0;
        prices[a][i] = 1.0;
      }
    for (std::size_t a = 0; a < assets; ++a) {
      steady.push_back({-0.025, 0.95, 0.5, a, x[a], prices[a]});
      positions.push_back({prices[a], 0.1, nullptr});
    }
    for (std::size_t i = 0; i < paths; ++i) {
      follow[2][i] = 1.0;
      state[0][i] = 0.06, state[1][i] = 0.9;
    }
  }

  /// Of a step whose drift and multiplier differ between paths.
  Motion motion() const {
    return {.drift = {state[0]},
            .multiplier = {state[1]},
            .variance = {nullptr, 0.09},
            .residual = {},
            .mixing = {},
            .dt = 1.0 / 252,
            .sqrt_dt = 0.063};
  }

  Rows<float> normals;
  MixTable<float> table;
  Rows<float> mixed;
  Rows<double> state;  ///< drifts, multipliers
  Rows<double> x;
  Rows<double> prices;
  Rows<double> follow;  ///< cash, value, peak, deepest
  std::vector<SteadyAsset> steady;
  std::vector<Position> positions;
};

/// A quad of steps.
void mix(const Kernels& kernels, Block& block) {
  const auto groups = block.table.groups();
  kernels.mix_single(groups.data(), groups.size(), block.mixed[0], paths, steps_per_quad, paths);
}

void move(const Kernels& kernels, Block& block, bool priced) {
  for (std::size_t a = 0; a < assets; ++a)
    kernels.move_single(block.mixed[steps_per_quad * a], block.motion(), block.x[a],
                        priced ? block.prices[a] : nullptr, paths);
}

/// The steps of a quad and its end.
void steady(const Kernels& kernels, Block& block, bool priced) {
  for (std::size_t j = 0; priced && j < steps_per_quad; ++j)
    kernels.grow_single(block.mixed[j], steps_per_quad * paths, block.steady.data(), assets, 1.0 / 252,
                        largest_single_normal, paths);
  const QuadSoFar quad{steps_per_quad, 4.0 / 252, 0.063, {1.0, 1.0, 1.0, 1.0}};
  for (const SteadyAsset& asset : block.steady)
    kernels.settled_single(block.mixed[steps_per_quad * asset.row], paths, asset, quad, asset.x, paths);
}

void follow(const Kernels& kernels, Block& block) {
  kernels.value_followed(block.follow[0], block.positions.data(), assets, block.follow[1], block.follow[2],
                         block.follow[3], paths);
}

bool same(const Rows<double>& a, const Rows<double>& b) {
  return std::memcmp(a[0], b[0], a.size() * a.stride() * sizeof(double)) == 0;
}

bool answers_agree(SimdTarget target) {
  const auto after_some_steps = [&](SimdTarget on, Block& block) {
    const Kernels& kernels = kernels_of(on);
    for (int step = 0; step < 20; ++step) {
      mix(kernels, block);
      move(kernels, block, true);
      steady(kernels, block, true);
      follow(kernels, block);
    }
  };
  Block expected, block;
  after_some_steps(SimdTarget::scalar, expected);
  after_some_steps(target, block);
  return same(expected.x, block.x) && same(expected.prices, block.prices) &&
         same(expected.follow, block.follow);
}

void time(benchmark::State& state, SimdTarget target, std::size_t items,
          const std::function<void(Block&)>& work) {
  if (!answers_agree(target)) {
    state.SkipWithError("differs from the scalar target");
    return;
  }
  Block block;
  for (auto _ : state) {
    work(block);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(items));
}

/// 0.04 * max(x - 0.6, 0) + exp(-x): what an effect or a rate may be.
Program some_program() {
  ProgramBuilder b;
  const Operand x = Operand::state(RegisterId{0});
  const Operand over =
      b.emit(Opcode::max, b.emit(Opcode::subtract, x, Operand::constant(0.6)), Operand::constant(0.0));
  const Operand decayed = b.emit(Opcode::exp, b.emit(Opcode::negate, x));
  return b.finish(b.emit(Opcode::add, b.emit(Opcode::multiply, Operand::constant(0.04), over), decayed));
}

void expressions(benchmark::State& state, SimdTarget target) {
  const Kernels& kernels = kernels_of(target);
  const Program program = some_program();
  Rows<double> registers(1, paths), temporaries(program.code.size(), paths), out(1, paths);
  for (std::size_t i = 0; i < paths; ++i) registers[0][i] = 0.01 * static_cast<double>(i);
  evaluate_row(kernels, program, registers, paths, {}, temporaries, out[0]);
  LanePrograms alone({program}, registers);
  for (std::size_t i = 0; i < paths; ++i)
    if (alone.evaluate(ProgramId{0}, i, {}) != out[0][i]) {
      state.SkipWithError("rows differ from single paths");
      return;
    }
  for (auto _ : state) {
    evaluate_row(kernels, program, registers, paths, {}, temporaries, out[0]);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(paths * program.code.size()));
}

/// Jumps of a law m +- s, from uniforms to logarithms and factors.
void jumps(benchmark::State& state, SimdTarget target) {
  const Distribution law = Distribution::normal(-0.02, 0.03).truncated(-0.9, 10.0);
  const Kernels& kernels = kernels_of(target);
  std::vector<double> u(paths), x(paths), logs(paths), factors(paths);
  for (std::size_t i = 0; i < paths; ++i) u[i] = (static_cast<double>(i) + 0.5) / paths;
  const bool far = kernels.draw_normal(*law.normal_form(), u.data(), x.data(), paths);
  for (std::size_t i = 0; i < paths; ++i)
    if (far || x[i] != law.quantile(u[i])) {
      state.SkipWithError("rows differ from single draws");
      return;
    }
  for (auto _ : state) {
    kernels.draw_normal(*law.normal_form(), u.data(), x.data(), paths);
    kernels.log_jumps(x.data(), nullptr, logs.data(), factors.data(), paths);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(paths));
}

/// The next due times of clocks, from uniforms.
void due_times(benchmark::State& state, SimdTarget target) {
  const Kernels& kernels = kernels_of(target);
  const Firing firing{3.0, 0.0, 2.0, 1.0};
  std::vector<double> u(paths), armed(2 * paths), due(2 * paths);
  std::vector<std::uint64_t> numbers(2 * paths), fired_paths(2 * paths), fired_lanes(2 * paths);
  const ClockRows from{armed.data(), numbers.data(), numbers.data()};
  const ClockRows to{due.data(), fired_paths.data(), fired_lanes.data()};
  const auto draw = [&] {
    for (std::size_t i = 0; i < paths; ++i) u[i] = (static_cast<double>(i) + 0.5) / paths;
    return kernels.fire(firing, u.data(), from, paths, to);
  };
  const auto fired = static_cast<double>(draw()), expected = (1.0 - std::exp(-3.0)) * paths;
  if (std::abs(fired - expected) > 1.0) {
    state.SkipWithError("as many fire as the rate does not allow");
    return;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(draw());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(paths));
}

void tallies(benchmark::State& state) {
  std::vector<double> values(4096);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  if (moments_of<8>(std::span<const double>(values)).mean != 2047.5) {
    state.SkipWithError("the mean is wrong");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(moments_of<8>(std::span<const double>(values)));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}

void register_all() {
  for (const SimdTarget target : supported_simd_targets()) {
    const Kernels& kernels = kernels_of(target);
    const auto add = [&](const std::string& name, std::size_t items, std::function<void(Block&)> work) {
      benchmark::RegisterBenchmark((name + "/" + std::string(name_of(target))).c_str(),
                                   [=](benchmark::State& state) { time(state, target, items, work); });
    };
    add("correlate", steps_per_quad * paths * assets, [&kernels](Block& block) { mix(kernels, block); });
    add("log prices", paths * assets, [&kernels](Block& block) { move(kernels, block, false); });
    add("log prices and prices", paths * assets, [&kernels](Block& block) { move(kernels, block, true); });
    add("steady log prices", 4 * paths * assets, [&kernels](Block& block) { steady(kernels, block, false); });
    add("steady log prices and prices", 4 * paths * assets,
        [&kernels](Block& block) { steady(kernels, block, true); });
    add("value and drawdown", paths, [&kernels](Block& block) { follow(kernels, block); });
    add("exp", paths * assets, [&kernels](Block& block) {
      for (std::size_t a = 0; a < assets; ++a) kernels.exp(block.x[a], block.prices[a], paths);
    });
    benchmark::RegisterBenchmark(("jumps/" + std::string(name_of(target))).c_str(),
                                 [=](benchmark::State& state) { jumps(state, target); });
    benchmark::RegisterBenchmark(("due_times/" + std::string(name_of(target))).c_str(),
                                 [=](benchmark::State& state) { due_times(state, target); });
    benchmark::RegisterBenchmark(("expressions/" + std::string(name_of(target))).c_str(),
                                 [=](benchmark::State& state) { expressions(state, target); });
  }
  benchmark::RegisterBenchmark("tallies", tallies);
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
