#pragma once

#include "faultline/reverse.h"
#include "study/reverse_cuts.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace faultline {

/// Paths by whether they lie in the tail and whether a condition holds.
struct Crossing {
  std::uint64_t paths = 0;
  std::uint64_t tail = 0;
  std::uint64_t with = 0;
  std::uint64_t tail_with = 0;
};

/// Shares with errors: probabilities by Wilson. The lift by the delta method on the four counts of a
/// multinomial:
///
///     Var(log lift) = (1 / P(A and T) - 1 / P(A) - 1 / P(T) + 2 lift - 1) / n
ReverseShares shares_of(const Crossing& counts, std::string condition);

/// z of the difference between the share in the tail and that of the other paths, by the pooled share.
double difference_z(const Crossing& counts);

/// Whether |z| exceeds a critical value and, where the tail is expected to hold fewer than ten paths with or
/// without the condition, so does the difference of the roots of the counts (Anscombe 1948, Biometrika 35).
bool beyond_chance(const Crossing& counts, double z, double critical);

/// p log(p / q) + (1 - p) log((1 - p) / (1 - q)) [nats]; infinite where q is 0 or 1 and p is not.
double relative_entropy(double p, double q);

/// Classes low ... high of a feature.
struct ClassRange {
  std::size_t feature = 0;
  std::uint8_t low = 0;
  std::uint8_t high = 255;

  bool holds(std::uint8_t c) const { return c >= low && c <= high; }
};

/// Paths per class of one feature.
using ClassCounts = std::array<std::uint64_t, 256>;

/// What of a feature is worth telling on its own: that it happened, how often, early or late; of a number the
/// lowest and highest tenth and quarter. `all` are the counts of all paths.
std::vector<ClassRange> outcomes_of(const CutFeature& feature, std::size_t position, const ClassCounts& all,
                                    double horizon);

/// The class from `first` on that begins nearest to the p-quantile of the paths counted there.
std::uint8_t class_at(const ClassCounts& counts, std::size_t first, std::size_t classes, double p);

}  // namespace faultline
