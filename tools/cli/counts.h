#pragma once

#include <cstdint>
#include <string>

namespace faultline::cli {

/// A whole number as people write it: 100000, 100_000, 1e6, 250k, 1M, 2.5M, 1G. UsageError naming `option`
/// for anything else, for a fraction, and outside [least, most].
std::uint64_t parse_count(const std::string& text, const std::string& option, std::uint64_t least,
                          std::uint64_t most);

/// A span of wall-clock time in seconds: 60, 60s, 5min, 2h. UsageError for anything else.
double parse_seconds(const std::string& text, const std::string& option);

}  // namespace faultline::cli
