#pragma once

namespace faultline {

/// Times as close as this are one [years]: sums of durations are rounded, and months are no binary fractions.
inline constexpr double same_time = 1e-9;

}  // namespace faultline
