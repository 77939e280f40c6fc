#pragma once

#include "engine/tally_histogram.h"
#include "math/order_statistics.h"

#include <cstddef>
#include <span>
#include <vector>

namespace faultline {

/// What is wanted of the order of a sample: ranks from 1, ascending by value, and expected shortfalls of the
/// losses (minus the values) at confidences.
struct OrderRequest {
  std::vector<std::size_t> ranks;
  std::vector<double> confidence;
};

/// The answer to a request.
struct OrderAnswer {
  std::vector<std::size_t> ranks;  ///< ascending, without repeats
  std::vector<double> values;
  std::vector<Shortfall> shortfalls;  ///< in the order of the confidences asked

  /// The value of a rank that was asked for.
  double at(std::size_t rank) const;
};

/// Exact, from a sample in pieces, without sorting it: one pass counts on a grid of bins, a second collects
/// the bins the ranks fall into and the tail. About 5 ns a value.
OrderAnswer order_of(std::span<const std::span<const double>> sample, OrderRequest request);

/// From a histogram of values between `lowest` and `highest`: sums are exact, ranks interpolated in their
/// bin.
OrderAnswer order_of(const FineHistogram& histogram, double lowest, double highest, OrderRequest request);
OrderAnswer order_of(const BatchHistogram& histogram, double lowest, double highest, OrderRequest request);

}  // namespace faultline
