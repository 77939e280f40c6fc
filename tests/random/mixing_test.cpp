#include "random/mixing.h"

#include "math/special.h"
#include "random/philox.h"

#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

double exact_factor(double dof, std::uint32_t word) {
  const double u = grid_uniform(word);
  const double q = (word >> 31) != 0 ? chi_square_quantile_complement(dof, grid_uniform(~word))
                                     : chi_square_quantile(dof, std::max(u, 1e-6));
  return std::sqrt((dof - 2.0) / q);
}

TEST(MixingTable, AgreesWithTheExactQuantile) {
  for (const double dof : {2.1, 3.0, 5.0, 30.0, 400.0}) {
    const MixingTable table(dof);
    double worst = 0.0;
    std::vector<std::uint32_t> words{0, 1, 4294, 4295, 4296, 0x7fffffffu, 0x80000000u, ~0u, ~1u, ~2u};
    for (std::uint32_t i = 0; i < 4000; ++i) words.push_back(i * 1'073'741u + 12345u);
    for (std::uint32_t i = 1; i < 400; ++i) {
      const auto near = static_cast<std::uint32_t>(std::exp2(i * 0.0775));
      words.push_back(near);
      words.push_back(~near);
    }
    for (const std::uint32_t word : words) {
      worst = std::max(worst, std::abs(table.factor(word) / exact_factor(dof, word) - 1.0));
    }
    EXPECT_LT(worst, 1e-7) << dof;
  }
}

TEST(MixingTable, RowsAndSingleWordsHaveTheSameBits) {
  const MixingTable table(4.0);
  std::vector<std::uint32_t> words;
  for (std::uint32_t i = 0; i < 1001; ++i) words.push_back(i * 4'292'881u);
  std::vector<double> row(words.size());
  table.factors(words.data(), words.size(), row.data());
  for (std::size_t i = 0; i < words.size(); ++i) EXPECT_EQ(row[i], table.factor(words[i]));
}

TEST(MixingTable, MeanSquareIsOneButForTheFloor) {
  // E[factor^2] on the midpoints of 2^20 cells of u, the lowest treated by the floor itself.
  for (const double dof : {4.0, 8.0}) {
    const MixingTable table(dof);
    double sum = 0.0;
    constexpr std::uint32_t cells = 1u << 20;
    for (std::uint32_t i = 0; i < cells; ++i) {
      const double f = table.factor((i << 12) + 2048u);
      sum += f * f;
    }
    EXPECT_NEAR(sum / cells, 1.0, 2e-3) << dof;
  }
}

}  // namespace
}  // namespace faultline
