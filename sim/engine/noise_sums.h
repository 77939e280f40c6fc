#pragma once

#include "engine/rows.h"
#include "faultline/simulate.h"

#include <algorithm>
#include <cstddef>

namespace faultline {

/// Per steady asset: its noise summed over steps, in the precision of the run's normals.
class NoiseSums {
 public:
  NoiseSums(NormalPrecision precision, std::size_t rows, std::size_t stride) {
    if (precision == NormalPrecision::single)
      single_ = Rows<float>(rows, stride);
    else
      full_ = Rows<double>(rows, stride);
  }

  float* single(std::size_t row) { return single_[row]; }
  double* full(std::size_t row) { return full_[row]; }
  double at(std::size_t row, std::size_t lane) const {
    return single_.size() > 0 ? static_cast<double>(single_[row][lane]) : full_[row][lane];
  }
  void clear(std::size_t row, std::size_t n) {
    if (single_.size() > 0)
      std::fill_n(single_[row], n, 0.0f);
    else
      std::fill_n(full_[row], n, 0.0);
  }

 private:
  Rows<float> single_;
  Rows<double> full_;
};

}  // namespace faultline
