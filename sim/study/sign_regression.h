#pragma once

#include "faultline/estimate.h"

#include <cstddef>
#include <vector>

namespace faultline {

/// A two-level design: group g moves parameter i by sign(g, i) steps. The columns of a Hadamard matrix after
/// its constant one, so that every two parameters are orthogonal over the groups.
struct SignDesign {
  std::size_t parameters = 0;
  std::size_t groups = 0;  ///< a power of two above `parameters`

  explicit SignDesign(std::size_t count);
  double sign(std::size_t group, std::size_t parameter) const;
};

/// Differences of one pair: what the sum over a group's pairs and their squares come to.
struct GroupSums {
  std::size_t pairs = 0;
  double sum = 0.0;
  double squares = 0.0;

  void add(double difference) {
    ++pairs;
    sum += difference;
    squares += difference * difference;
  }
};

/// Least squares of d = 2 sum_i b_i sign_i + noise over pairs of paths on common random numbers, one with
/// every sign as the design says and one with every sign turned; d is the difference of their influences.
/// Groups count alike. The error is that of the groups' means, each from its own spread.
std::vector<Estimate> regress_on_signs(const SignDesign& design, const std::vector<GroupSums>& groups);

}  // namespace faultline
