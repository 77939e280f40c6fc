#include "study/sign_regression.h"

#include "core/contract.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace faultline {

SignDesign::SignDesign(std::size_t count) : parameters(count), groups(std::bit_ceil(count + 1)) {
  groups = std::max<std::size_t>(groups, 8);
}

double SignDesign::sign(std::size_t group, std::size_t parameter) const {
  return std::popcount(group & (parameter + 1)) % 2 == 0 ? 1.0 : -1.0;
}

std::vector<Estimate> regress_on_signs(const SignDesign& design, const std::vector<GroupSums>& groups) {
  FAULTLINE_EXPECT(groups.size() == design.groups);
  const double count = static_cast<double>(design.groups);
  std::vector<double> slopes(design.parameters, 0.0);
  double variance = 0.0;
  std::size_t pairs = 0;
  for (std::size_t g = 0; g < design.groups; ++g) {
    FAULTLINE_EXPECT(groups[g].pairs > 1);
    const double n = static_cast<double>(groups[g].pairs);
    const double mean = groups[g].sum / n;
    variance += std::max(groups[g].squares / n - mean * mean, 0.0) / (n - 1.0);
    pairs += groups[g].pairs;
    for (std::size_t i = 0; i < design.parameters; ++i) slopes[i] += design.sign(g, i) * mean / (2.0 * count);
  }
  const double error = std::sqrt(variance) / (2.0 * count);
  std::vector<Estimate> out;
  for (const double slope : slopes) out.push_back({slope, error, pairs});
  return out;
}

}  // namespace faultline
