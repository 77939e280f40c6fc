#pragma once

#include <cstdint>

namespace faultline {

/// How the random numbers of a run's paths are chosen.
enum class Sampling : std::uint8_t {
  plain,       ///< independent paths
  antithetic,  ///< paths 2k and 2k + 1 mirror each other; a pair is one observation
  sobol,       ///< scrambled quasi-random points; independent scramblings give the errors
  integrated,  ///< plain paths, whose terminal laws along one direction of the noise are integrated
};

}  // namespace faultline
