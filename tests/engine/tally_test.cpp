#include "faultline/tally.h"

#include "engine/parallel.h"
#include "engine/tally_state.h"
#include "risk/sample_market.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

constexpr std::uint64_t paths = 10 * leaf_paths + 1234;

LeafSamples leaf(std::uint64_t number, std::uint64_t of = paths) {
  return leaf_of(number, of, 8, [](std::uint64_t p, std::vector<double>& row) { one_series_path(p, row); });
}

Tally empty_tally(bool exact, std::uint64_t planned = paths) {
  return Tally(one_series_outputs(), {planned, exact ? planned * 8 : 1});
}

template <int Order>
void expect_same_bits(const std::vector<Moments<Order>>& a, const std::vector<Moments<Order>>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(std::memcmp(&a[i], &b[i], sizeof(a[i])), 0) << i;
}

void expect_same_bits(const FineHistogram& a, const FineHistogram& b) {
  std::vector<double> left, right;
  for (const auto& [histogram, list] : {std::pair{&a, &left}, {&b, &right}}) {
    histogram->ascend([list = list](const Bin& bin) {
      list->insert(list->end(), {bin.lower, bin.mean, static_cast<double>(bin.count)});
      return true;
    });
  }
  EXPECT_EQ(left, right);
}

void expect_same_bits(const Tally& a, const Tally& b) {
  EXPECT_EQ(a.paths(), b.paths());
  const LeafSums x = a.state().totals(), y = b.state().totals();
  expect_same_bits(x.columns, y.columns);
  expect_same_bits(x.conditionals, y.conditionals);
  expect_same_bits(x.differences, y.differences);
  expect_same_bits(x.batches, y.batches);
  EXPECT_EQ(a.state().hits, b.state().hits);
  EXPECT_EQ(a.state().batch_paths, b.state().batch_paths);
  ASSERT_EQ(a.state().kept.size(), b.state().kept.size());
  for (const auto& [number, kept] : a.state().kept) {
    EXPECT_EQ(kept.values, b.state().kept.at(number).values);
    EXPECT_EQ(kept.conditions, b.state().kept.at(number).conditions);
  }
  for (std::size_t i = 0; i < a.state().histograms().columns.size(); ++i) {
    expect_same_bits(a.state().histograms().columns[i], b.state().histograms().columns[i]);
  }
}

class TallyModes : public ::testing::TestWithParam<bool> {};

TEST_P(TallyModes, OrderOfLeavesIsForgotten) {
  Tally forward = empty_tally(GetParam()), backward = empty_tally(GetParam());
  for (std::uint64_t l = 0; l < leaf_count(paths); ++l) forward.add(leaf(l));
  for (std::uint64_t l = leaf_count(paths); l-- > 0;) backward.add(leaf(l));
  EXPECT_EQ(forward.exact(), GetParam());
  expect_same_bits(forward, backward);
}

TEST_P(TallyModes, ThreadsAreForgotten) {
  Tally serial = empty_tally(GetParam()), parallel = empty_tally(GetParam());
  for (std::uint64_t l = 0; l < leaf_count(paths); ++l) serial.add(leaf(l));
  run_parallel(leaf_count(paths), 4, [&](std::size_t l) { parallel.add(leaf(l)); });
  expect_same_bits(serial, parallel);
}

TEST_P(TallyModes, ShardsMergeInAnyOrder) {
  Tally whole = empty_tally(GetParam());
  std::vector<Tally> shards;
  for (int s = 0; s < 3; ++s) shards.push_back(empty_tally(GetParam()));
  for (std::uint64_t l = 0; l < leaf_count(paths); ++l) {
    whole.add(leaf(l));
    shards[l < 3 ? 0 : l < 8 ? 1 : 2].add(leaf(l));
  }
  shards[2].merge(shards[0]);
  shards[2].merge(shards[1]);
  expect_same_bits(whole, shards[2]);
}

TEST_P(TallyModes, MorePathsExtendARun) {
  constexpr std::uint64_t more = 13 * leaf_paths;
  Tally all = empty_tally(GetParam(), more), extended = empty_tally(GetParam(), more);
  for (std::uint64_t l = 0; l < 6; ++l) extended.add(leaf(l, more));
  const double halfway = extended.state().totals().columns[0].mean;
  for (std::uint64_t l = 6; l < 13; ++l) extended.add(leaf(l, more));
  for (std::uint64_t l = 13; l-- > 0;) all.add(leaf(l, more));
  EXPECT_NE(halfway, all.state().totals().columns[0].mean);
  expect_same_bits(all, extended);
}

INSTANTIATE_TEST_SUITE_P(Both, TallyModes, ::testing::Bool(),
                         [](const auto& mode) { return mode.param ? "Exact" : "Histogram"; });

TEST(Tally, MomentsAreTheSameBitsInBothModes) {
  Tally exact = empty_tally(true), binned = empty_tally(false);
  for (std::uint64_t l = 0; l < leaf_count(paths); ++l) {
    exact.add(leaf(l));
    binned.add(leaf(l));
  }
  expect_same_bits(exact.state().totals().columns, binned.state().totals().columns);
  expect_same_bits(exact.state().totals().conditionals, binned.state().totals().conditionals);
  EXPECT_EQ(exact.state().hits, binned.state().hits);
}

/// Errors of skewness and kurtosis rest on the fifth to the eighth; nobody else asks for them.
TEST(Tally, HighMomentsAreFoundWhereTheyAreAskedFor) {
  Outputs outputs = one_series_outputs();
  outputs.measures.skewness = true;
  Tally all(outputs, {paths, paths * 8});
  outputs.measures.skewness = outputs.measures.kurtosis = false;
  Tally low(outputs, {paths, paths * 8});
  for (std::uint64_t l = 0; l < leaf_count(paths); ++l) {
    all.add(leaf(l));
    low.add(leaf(l));
  }
  const LeafSums x = all.state().totals(), y = low.state().totals();
  const auto compare = [](const std::vector<Moments<8>>& a, const std::vector<Moments<8>>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].n, b[i].n);
      EXPECT_EQ(a[i].mean, b[i].mean);
      EXPECT_EQ(a[i].lowest, b[i].lowest);
      EXPECT_EQ(a[i].highest, b[i].highest);
      for (int p = 2; p <= 4; ++p) EXPECT_EQ(a[i].sum(p), b[i].sum(p));
      for (int p = 5; p <= 8; ++p) {
        EXPECT_TRUE(std::isfinite(a[i].sum(p)));
        EXPECT_TRUE(std::isnan(b[i].sum(p)));
      }
    }
  };
  compare(x.columns, y.columns);
  compare(x.conditionals, y.conditionals);
}

TEST(FiniteMoments, AreThoseOfTheFiniteValues) {
  std::vector<double> values, finite, scratch;
  for (int i = 0; i < 1003; ++i) {
    const bool never = i % 7 == 3;
    values.push_back(never ? std::numeric_limits<double>::infinity() : std::sin(i));
    if (!never) finite.push_back(values.back());
  }
  const Moments<4> found = finite_moments_of<4>(values, scratch), expected = moments_of<4>(finite);
  EXPECT_EQ(std::memcmp(&found, &expected, sizeof found), 0);
  values.assign(5, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(finite_moments_of<8>(values, scratch).n, 0u);
  // Finite, though their sum is not.
  values.assign(20, 1e308);
  values[0] = 1.0;
  EXPECT_EQ(finite_moments_of<8>(values, scratch).n, 20u);
}

TEST(Tally, KeepsSamplesUpToTheStatedNumber) {
  const Outputs outputs = one_series_outputs();  // six columns keep samples
  EXPECT_TRUE(Tally(outputs, {1000, 6000}).exact());
  EXPECT_FALSE(Tally(outputs, {1000, 5999}).exact());
}

TEST(Tally, CountsPathsPerBatch) {
  Tally tally = empty_tally(true);
  for (std::uint64_t l = 0; l < leaf_count(paths); ++l) tally.add(leaf(l));
  for (std::size_t b = 0; b < batch_count; ++b) {
    EXPECT_EQ(tally.state().batch_paths[b], paths / batch_count + (b < paths % batch_count));
  }
}

TEST(Tally, HistogramsStayWithinTheStatedMemory) {
  Tally tally = empty_tally(false);
  for (std::uint64_t l = 0; l < leaf_count(paths); ++l) tally.add(leaf(l));
  // Six columns with samples, four of them in two pairs, two under the condition: at most about 1 MB each.
  EXPECT_LT(tally.bytes(), 12u << 20);
}

TEST(Tally, MemoryIsBoundedByValuesAndByPaths) {
  Outputs outputs = one_series_outputs();
  const std::uint64_t most_paths = 1u << 24;
  const auto exact = [&](std::uint64_t planned, std::uint64_t kept_paths_by_values) {
    const std::uint64_t columns = TallyLayout(outputs).sample_columns.size();
    return Tally(outputs, {.planned_paths = planned, .kept_values = columns * kept_paths_by_values}).exact();
  };
  EXPECT_TRUE(exact(1000, 1000));
  EXPECT_FALSE(exact(1001, 1000));
  EXPECT_TRUE(exact(most_paths, 2 * most_paths));
  EXPECT_FALSE(exact(most_paths + 1, 2 * most_paths));
  EXPECT_TRUE(Tally(outputs, TallyOptions::keeping_all(std::uint64_t{1} << 40)).exact());
  outputs.sampling = Sampling::sobol;  // rests on every sample
  EXPECT_TRUE(exact(2 * most_paths, 2 * most_paths));
  EXPECT_FALSE(exact(2 * most_paths + 1, 2 * most_paths));
}

TEST(Tally, TakesEveryLeafOnce) {
  for (const bool exact : {true, false}) {
    Tally tally = empty_tally(exact), same = empty_tally(exact), next = empty_tally(exact);
    for (const std::uint64_t l : {0u, 1u, 3u}) tally.add(leaf(l));
    for (const std::uint64_t l : {0u, 1u, 3u}) EXPECT_THROW(tally.add(leaf(l)), std::invalid_argument) << l;
    same.add(leaf(1));
    EXPECT_THROW(tally.merge(same), std::invalid_argument);
    EXPECT_EQ(tally.paths(), 3 * leaf_paths);
    next.add(leaf(2));
    tally.merge(next);
    EXPECT_EQ(tally.paths(), 4 * leaf_paths);
    EXPECT_THROW(tally.add(leaf(2)), std::invalid_argument);
  }
}

TEST(Tally, MergesItsOwnKindOnly) {
  Tally exact = empty_tally(true), binned = empty_tally(false);
  exact.add(leaf(0));
  binned.add(leaf(1));
  EXPECT_THROW(exact.merge(binned), std::invalid_argument);
  EXPECT_THROW(binned.merge(exact), std::invalid_argument);
  EXPECT_THROW(exact.merge(exact), std::invalid_argument);
  Outputs other = one_series_outputs();
  other.losses.push_back(0.5);
  Tally of_other(other, {paths, paths * 8});
  EXPECT_THROW(exact.merge(of_other), std::invalid_argument);
  EXPECT_EQ(exact.paths(), leaf_paths);
}

TEST(Tally, RefusesLeavesThatAreNotItsOwn) {
  Tally tally = empty_tally(true);
  LeafSamples samples = leaf(0);
  samples.values.resize(7 * leaf_paths);
  EXPECT_THROW(tally.add(samples), std::invalid_argument);
  samples = leaf(0);
  samples.paths = leaf_paths + 1;
  EXPECT_THROW(tally.add(samples), std::invalid_argument);
  samples = leaf(0);
  samples.leaf = path_number_limit / leaf_paths;
  EXPECT_THROW(tally.add(samples), std::invalid_argument);
  EXPECT_EQ(tally.paths(), 0u);
}

TEST(Tally, SaysItsSizeWhileItGrows) {
  for (const bool exact : {true, false}) {
    Tally tally = empty_tally(exact, 64 * leaf_paths);
    run_parallel(64, 4, [&](std::size_t l) {
      tally.add(leaf(l, 64 * leaf_paths));
      EXPECT_GT(tally.bytes(), 0u);
    });
    EXPECT_EQ(tally.paths(), 64 * leaf_paths);
  }
}

TEST(LeafSet, JoinsWhatTouches) {
  LeafSet set;
  set.add(4, 6);
  set.add(0, 2);
  EXPECT_TRUE(set.holds_any(1, 4));
  EXPECT_FALSE(set.holds_any(2, 4));
  EXPECT_FALSE(set.holds_any(6, 100));
  EXPECT_FALSE(set.holds_any(5, 5));
  set.add(2, 4);
  set.add(7, 8);
  EXPECT_TRUE(set.holds_any(0, 100));
  for (std::uint64_t l = 0; l < 9; ++l) EXPECT_EQ(set.holds_any(l, l + 1), l != 6 && l != 8) << l;
  LeafSet other;
  other.add(6, 7);
  EXPECT_FALSE(set.holds_any(other));
  set.add(other);
  EXPECT_TRUE(set.holds_any(other));
  EXPECT_FALSE(set.holds_any(8, 9));
}

/// 2^32 is fewer than the values that one batch of the largest runs has.
TEST(BatchHistogram, CountsBeyond32Bits) {
  BatchHistogram a, b;
  a.add(std::vector<double>{-0.25, std::numeric_limits<double>::infinity()});
  b.add(std::vector<double>{-0.25, std::numeric_limits<double>::infinity()});
  std::uint64_t in_a = 1, in_b = 1;
  while (in_a < std::uint64_t{1} << 36) {
    a.merge(b);
    in_a += in_b;
    b.merge(a);
    in_b += in_a;
    ASSERT_EQ(a.above(), in_a);
  }
  a.add(-0.25);
  std::vector<Bin> bins;
  a.ascend([&](const Bin& bin) { return bins.push_back(bin), true; });
  ASSERT_EQ(bins.size(), 1u);
  EXPECT_EQ(bins[0].count, in_a + 1);
  EXPECT_EQ(bins[0].upper, -0.25);
  EXPECT_EQ(a.above(), in_a);
  EXPECT_EQ(a.below(), 0u);
}

TEST(FineHistogram, EveryValueLiesInItsBin) {
  const double least = 0x1p-12;
  for (double x :
       {0.0, 1e-300, least / 3, std::nextafter(least, 0.0), least, std::nextafter(least, 1.0),
        std::nextafter(2 * least, 0.0), 2 * least, 0.3, 1.0, std::nextafter(1.0, 0.0), 1e9, 1e300}) {
    for (double value : {x, -x}) {
      FineHistogram histogram;
      histogram.add(value);
      std::size_t bins = 0;
      histogram.ascend([&](const Bin& bin) {
        ++bins;
        EXPECT_LE(bin.lower, value);
        EXPECT_LE(value, bin.upper);
        EXPECT_NEAR(bin.mean, value, (bin.upper - bin.lower) * 0x1p-19);
        return true;
      });
      EXPECT_EQ(bins, 1u) << value;
    }
  }
}

TEST(FineHistogram, InfinitiesAreCountedApart) {
  constexpr double never = std::numeric_limits<double>::infinity();
  FineHistogram histogram, other;
  histogram.add(std::vector<double>{never, 1.0, -never, never});
  other.add(never);
  histogram.merge(other);
  EXPECT_EQ(histogram.above(), 3u);
  EXPECT_EQ(histogram.below(), 1u);
  std::uint64_t finite = 0;
  histogram.ascend([&](const Bin& bin) { return finite += bin.count, true; });
  EXPECT_EQ(finite, 1u);
}

}  // namespace
}  // namespace faultline::testing
