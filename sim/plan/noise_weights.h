#pragma once

#include "faultline/plan.h"

#include <cstddef>
#include <vector>

namespace faultline {

/// Inputs of the noise: the normals of its sources and, last, the one common to all assets under blend.
inline std::size_t noise_inputs(const NoisePlan& noise) {
  return noise.sources.size() + 1;
}

/// The weights of one z over the inputs.
inline std::vector<double> source_weights(const NoisePlan& noise, std::size_t source) {
  const std::size_t n = noise.sources.size();
  std::vector<double> weights(noise_inputs(noise));
  for (std::size_t j = 0; j <= source; ++j) weights[j] = noise.lower[source * n + j];
  return weights;
}

/// The weights of the normal common to all under blend.
inline std::vector<double> blend_weights(const NoisePlan& noise) {
  std::vector<double> weights(noise_inputs(noise));
  weights.back() = 1.0;
  return weights;
}

}  // namespace faultline
