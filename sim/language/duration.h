#pragma once

#include <cstdint>
#include <string>

namespace faultline {

/// An exact time [years] as a reduced fraction, so that multiples of a step are exact: 1w = 1/52, 1m = 1/12.
struct ExactTime {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;

  double years() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
  friend bool operator==(const ExactTime&, const ExactTime&) = default;
};

ExactTime reduced(std::int64_t numerator, std::int64_t denominator);
/// n times a time, exact.
ExactTime multiple(ExactTime time, std::int64_t n);
bool less(ExactTime a, ExactTime b);

/// A constant duration of the grid, with the text it was written as (horizon keys are that text).
struct Duration {
  ExactTime time;
  std::string text;
};

/// A calendar day; ISO text, days/365.25 between two of them is a time in years.
struct Date {
  std::int32_t days = 0;  ///< since 1970-01-01, proleptic Gregorian
};

}  // namespace faultline
