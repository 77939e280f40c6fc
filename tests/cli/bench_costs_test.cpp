#include "bench_costs.h"

#include "faultline/compile.h"

#include <filesystem>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace faultline::cli {
namespace {

CompiledScenario compiled(const std::filesystem::path& file) {
  Sources sources;
  return compile(validate(read_scenario(file, {}, sources).value()).value()).value();
}

TEST(BenchCosts, DiffusionIsTheTwinBitByBit) {
  std::vector<std::uint64_t> paths(40);
  std::iota(paths.begin(), paths.end(), std::uint64_t{0});
  int scenarios = 0;
  for (const auto& entry : std::filesystem::directory_iterator(FAULTLINE_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    const CompiledScenario whole = compiled(entry.path());
    if (!whole.twin) continue;
    ++scenarios;
    const CompiledScenario alone = diffusion_of(whole);
    EXPECT_FALSE(alone.twin);
    const std::vector<double> expected = simulate_paths(whole, {}, paths),
                              found = simulate_paths(alone, {}, paths);
    ASSERT_EQ(expected.size(), found.size());
    for (const SeriesOutput& series : whole.outputs.series)
      for (const SeriesColumns& at : series.horizons)
        for (const auto column : {at.twin_return, at.twin_drawdown}) {
          if (!column) continue;
          const std::size_t first = static_cast<std::size_t>(*column) * paths.size();
          for (std::size_t i = first; i < first + paths.size(); ++i)
            ASSERT_EQ(found[i], expected[i]) << entry.path();
        }
  }
  EXPECT_GE(scenarios, 5);
}

}  // namespace
}  // namespace faultline::cli
