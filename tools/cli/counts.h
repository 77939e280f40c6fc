#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace faultline::cli {

/// A whole number as people write it: 100000, 100_000, 1e6, 250k, 1M, 2.5M, 1G. UsageError naming `option`
/// for anything else, for a fraction, and outside [least, most].
std::uint64_t parse_count(const std::string& text, const std::string& option, std::uint64_t least,
                          std::uint64_t most);

/// The values of --seed and --threads.
std::uint64_t parse_seed(const std::string& text);
int parse_threads(const std::string& text);

/// The value of --simd, empty for the best there is; UsageError for a set that this processor does not run.
std::string parse_simd(const std::string& text);

/// A fraction as people write it: 0.3 or 30%.
struct Fraction {
  double value = 0.0;
  bool percent = false;
};
/// None for a text that is none; "nan" and "inf" are numbers here.
std::optional<Fraction> read_fraction(const std::string& text);

/// A span of wall-clock time in seconds: 60, 60s, 5min, 2h. UsageError for anything else.
double parse_seconds(const std::string& text, const std::string& option);

}  // namespace faultline::cli
