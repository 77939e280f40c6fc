#pragma once

#include <cstddef>
#include <cstdint>

namespace faultline {

/// How the random numbers of a run's paths are chosen.
enum class Sampling : std::uint8_t {
  plain,       ///< independent paths
  antithetic,  ///< paths 2k and 2k + 1 mirror each other; a pair is one observation
  sobol,       ///< scrambled quasi-random points; independent scramblings give the errors
  integrated,  ///< plain paths, whose terminal laws along one direction of the noise are integrated
};

/// Independent scramblings of quasi-random points: path p is point p / 32 of scrambling p mod 32.
inline constexpr std::size_t sobol_scramblings = 32;

/// Whether paths depend on one another, in groups: pairs or scramblings. Errors then come from the groups.
constexpr bool in_groups(Sampling sampling) {
  return sampling == Sampling::antithetic || sampling == Sampling::sobol;
}

/// Whether figures rest on every sample: a histogram in their place would not do.
constexpr bool keeps_samples(Sampling sampling) {
  return sampling != Sampling::plain;
}

}  // namespace faultline
