#pragma once

#include "shocks/process.h"

#include <cmath>

namespace faultline::reference {

inline double to_scale(const Process& p, double x) {
  if (p.scale == ProcessScale::log) return std::log(x - p.lower);
  if (p.scale == ProcessScale::logit) return std::log((x - p.lower) / (p.upper - x));
  return x;
}

inline double from_scale(const Process& p, double y) {
  if (p.scale == ProcessScale::log) return p.lower + std::exp(y);
  if (p.scale == ProcessScale::logit) return p.lower + (p.upper - p.lower) / (1.0 + std::exp(-y));
  return y;
}

/// |dy/dx|
inline double scale_slope(const Process& p, double x) {
  if (p.scale == ProcessScale::log) return 1.0 / (x - p.lower);
  if (p.scale == ProcessScale::logit) return (p.upper - p.lower) / ((x - p.lower) * (p.upper - x));
  return 1.0;
}

}  // namespace faultline::reference
