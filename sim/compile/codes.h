#pragma once

#include "faultline/diagnostics.h"

#include <span>

namespace faultline::codes {

inline constexpr DiagnosticCode language_version{"E0601", "a version of the language that is not known"};
inline constexpr DiagnosticCode start_date{"E0602", "a start that is not an ISO date"};
inline constexpr DiagnosticCode jumps_exceed_total{"E0603",
                                                   "the jumps make more variance than the total volatility"};
inline constexpr DiagnosticCode total_drawn{"E0604", "a total volatility with betas and drawn jump variance"};
inline constexpr DiagnosticCode no_assets{"E0605", "a scenario without assets"};
inline constexpr DiagnosticCode unknown_source{"E0606", "a source that the register does not hold"};

}  // namespace faultline::codes

namespace faultline {

/// Every code of the compile layer.
std::span<const DiagnosticCode* const> compile_codes();

}  // namespace faultline
