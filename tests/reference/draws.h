#pragma once

#include "reference/reference.h"

#include <cstdint>
#include <string>

namespace faultline::reference {

/// The draws of one path by label.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint64_t path, NormalPrecision precision)
      : seed_(seed), path_(path), precision_(precision) {}

  /// Uniform of an event draw.
  double uniform(const std::string& label, std::uint64_t number) const;
  /// -log(u): a clock's budget.
  double exponential(const std::string& label, std::uint64_t number) const;
  /// Standard normal of a grid step.
  double normal(const std::string& label, std::uint32_t step) const;
  /// Uniform of a grid step.
  double grid_uniform(const std::string& label, std::uint32_t step) const;

 private:
  std::uint64_t seed_;
  std::uint64_t path_;
  NormalPrecision precision_;
};

}  // namespace faultline::reference
