// The distribution of 1.3e8 draws in either precision, and that damage of 2 % does not pass.
#include "draw_statistics.h"

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

constexpr double allowed = 4.0;
constexpr double kolmogorov_allowed = 1.95;  // 0.1 % point

template <class Real>
class NormalsStatistics : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(NormalsStatistics, Precisions);

TYPED_TEST(NormalsStatistics, MomentsAndTails) {
  const Worst worst = moments_and_tails(Normals<TypeParam>(StreamId{1}));
  EXPECT_LT(worst.errors, allowed) << worst;
}

TYPED_TEST(NormalsStatistics, KolmogorovDistance) {
  EXPECT_LT(kolmogorov_of_normals(Normals<TypeParam>(StreamId{2})), kolmogorov_allowed);
}

TYPED_TEST(NormalsStatistics, PathsAreUncorrelated) {
  const Worst worst = across_paths(Normals<TypeParam>(StreamId{3}));
  EXPECT_LT(worst.errors, allowed) << worst;
}

TYPED_TEST(NormalsStatistics, StepsAreUncorrelated) {
  const Worst worst = across_steps(Normals<TypeParam>(StreamId{4}));
  EXPECT_LT(worst.errors, allowed) << worst;
}

TYPED_TEST(NormalsStatistics, StreamsAndSeedsAreUncorrelated) {
  for (std::uint32_t bit : {0u, 1u, 31u}) {
    const Worst worst = across_sources(Normals<TypeParam>(StreamId{5}),
                                       Normals<TypeParam>(StreamId{5u ^ (1u << bit)}), "two streams");
    EXPECT_LT(worst.errors, allowed) << worst << ", bit " << bit;
  }
  const Worst worst = across_sources(Normals<TypeParam>(StreamId{5}, {}, 6),
                                     Normals<TypeParam>(StreamId{5}, {}, 7), "two seeds");
  EXPECT_LT(worst.errors, allowed) << worst;
}

TEST(UniformsStatistics, WordsOfTheGrid) {
  Uniforms uniforms;
  const BulkRandom random(SeedKey(11));
  std::vector<std::uint64_t> paths(block);
  auto words = std::make_unique<std::array<std::uint32_t, 4 * block + 16>>();
  std::uint32_t* aligned = words->data();
  while (reinterpret_cast<std::uintptr_t>(aligned) % 64 != 0) ++aligned;
  std::vector<double> u(4 * block);
  for (std::size_t b = 0; b < blocks; ++b) {
    std::iota(paths.begin(), paths.end(), b * block);
    for (std::uint32_t quad = 0; quad < quads; ++quad) {
      random.uniform_words(StreamId{1}, quad, paths, aligned, block);
      std::transform(aligned, aligned + u.size(), u.begin(), grid_uniform);
      uniforms.add(u.data(), u.size());
    }
  }
  EXPECT_LT(uniforms.worst().errors, allowed) << uniforms.worst();
}

/// Uniforms of the events 0 .. 63 of each path, changed by `damage`.
template <class Damage>
Worst event_uniforms(Damage damage) {
  Uniforms uniforms;
  const BulkRandom random(SeedKey(12));
  std::vector<std::uint64_t> paths(block);
  std::vector<double> u(block);
  for (std::size_t b = 0; b < blocks; ++b) {
    std::iota(paths.begin(), paths.end(), b * block);
    for (std::uint32_t number = 0; number < rows; ++number) {
      random.event_uniforms(StreamId{1}, number, paths, u.data());
      for (double& x : u) x = damage(x);
      uniforms.add(u.data(), u.size());
    }
  }
  return uniforms.worst();
}

TEST(UniformsStatistics, OfEvents) {
  const Worst worst = event_uniforms([](double x) { return x; });
  EXPECT_LT(worst.errors, allowed) << worst;
}

// What would be missed if the tests above were blind. Each finds its damage with much to spare.
TEST(PlantedBias, AShiftedUniformIsFound) {
  EXPECT_GT(event_uniforms([](double x) { return x + 0.02 * (1.0 - x); }).errors, 100.0);
}

TEST(PlantedBias, ScaledNormalsAreFound) {
  const auto scale = [](float* row) {
    for (std::size_t i = 0; i < block; ++i) row[i] *= 1.02f;
  };
  EXPECT_GT(moments_and_tails(Normals<float>(StreamId{1}, scale)).errors, 100.0);
  EXPECT_GT(kolmogorov_of_normals(Normals<float>(StreamId{2}, scale)), 10.0 * kolmogorov_allowed);
}

TEST(PlantedBias, TailsOnlyAreFound) {
  const auto stretch = [](double* row) {
    for (std::size_t i = 0; i < block; ++i)
      if (std::abs(row[i]) > 3.9) row[i] *= 1.02;
  };
  EXPECT_GT(moments_and_tails(Normals<double>(StreamId{1}, stretch)).errors, allowed);
}

TEST(PlantedBias, ACopiedLaneIsFound) {
  const auto copy = [](float* row) {  // one lane of 64
    for (std::size_t i = 0; i < block; i += 64) row[i + 5] = row[i + 4];
  };
  EXPECT_GT(across_paths(Normals<float>(StreamId{3}, copy)).errors, 100.0);
}

TEST(PlantedBias, ALeakFromStepToStepIsFound) {
  std::vector<float> before(block, 0.0f);
  const auto leak = [&before](float* row) {
    for (std::size_t i = 0; i < block; ++i) {
      const float own = row[i];
      row[i] = 0.9998f * own + 0.02f * before[i];
      before[i] = own;
    }
  };
  EXPECT_GT(across_steps(Normals<float>(StreamId{4}, leak)).errors, 100.0);
}

}  // namespace
}  // namespace faultline::testing
