#pragma once

#include "faultline/estimate.h"

#include <cstdint>
#include <string>

namespace faultline {

/// A value and its error as text, apart so that tables can align them at the sign between.
struct NumberText {
  std::string value;
  std::string error;  ///< empty when there is none
};

/// Value times scale with as many decimals as its error deserves: one significant digit of the error, two
/// when it begins with 1. "-" for what does not exist; "?" after an unreliable value.
NumberText number_text(const Estimate& estimate, double scale);
NumberText percent_text(const Estimate& estimate);

/// "7.42 ± 0.09"
std::string joined(const NumberText& number);

/// "1,234,567"
std::string grouped(std::uint64_t n);

/// The unit a duration is best read in.
struct TimeUnit {
  const char* name;
  double per_year;
};
TimeUnit natural_unit(double years);

/// Characters a terminal shows (code points).
std::size_t display_width(const std::string& utf8);

}  // namespace faultline
