#pragma once

#include "faultline/diagnostics.h"

#include <span>

namespace faultline::codes {

// Common to all kinds.
inline constexpr DiagnosticCode missing_kind{"E0501", "a shock without kind"};
inline constexpr DiagnosticCode unknown_kind{"E0502", "an unknown kind of shock"};
inline constexpr DiagnosticCode two_groups{"E0503", "an asset in two groups of one map"};
inline constexpr DiagnosticCode fade_and_build{"E0504", "fade and build together"};
inline constexpr DiagnosticCode refused_field{"E0506", "a field that this kind of shock cannot have"};
inline constexpr DiagnosticCode unknown_event{"E0507", "an event source that does not exist"};
inline constexpr DiagnosticCode upon_process{"E0508", "upon a process, which has no events"};
inline constexpr DiagnosticCode upon_itself{"E0509", "a shock upon itself"};
inline constexpr DiagnosticCode upon_circle{"E0510", "a circle of upon without delay"};
inline constexpr DiagnosticCode intensity_circle{"E0511", "a circle of intensities"};
inline constexpr DiagnosticCode priced_in_unfolding{"E0513", "priced_in with fade or build"};
inline constexpr DiagnosticCode priced_in_state{"E0514", "priced_in with an impact that reads state"};
inline constexpr DiagnosticCode priced_in_source{"E0515",
                                                 "priced_in where jumps come without intensity or date"};
inline constexpr DiagnosticCode priced_in_infinite{"E0516", "priced_in with an impact without expectation"};
inline constexpr DiagnosticCode priced_in_news{"W0515", "priced_in of an intensity that reads another shock"};

// Arrivals.
inline constexpr DiagnosticCode no_cause{"E0520", "arrivals without rate and upon"};
inline constexpr DiagnosticCode window{"E0521", "a window that is not [from, to)"};
inline constexpr DiagnosticCode most{"E0523", "a largest number of arrivals that is not whole"};
inline constexpr DiagnosticCode branching{"E0522", "excitation that grows without end"};

// Scheduled.
inline constexpr DiagnosticCode at_or_every{"E0530", "not exactly one of at and every"};
inline constexpr DiagnosticCode outcome_probabilities{"E0531",
                                                      "probabilities of outcomes that do not sum to 1"};
inline constexpr DiagnosticCode no_outcomes{"E0532", "outcomes without any"};

// Phases and regimes.
inline constexpr DiagnosticCode unknown_part{"E0540", "an unknown phase or state"};
inline constexpr DiagnosticCode edge_cause{"E0541", "an edge without exactly one cause"};
inline constexpr DiagnosticCode edge_field{"E0542", "a field of an edge that its cause does not have"};
inline constexpr DiagnosticCode split_probabilities{"E0543", "probabilities of a split that do not sum to 1"};
inline constexpr DiagnosticCode no_parts{"E0544", "phases or regimes without any"};

// Process.
inline constexpr DiagnosticCode bounds_and_floor{"E0550", "bounds and floor together"};
inline constexpr DiagnosticCode bounds_form{"E0551", "bounds that are not [lo, hi]"};
inline constexpr DiagnosticCode outside_bounds{"E0552", "a value that is not strictly inside the bounds"};
inline constexpr DiagnosticCode no_target{"E0553", "a process with half_life but without target"};

}  // namespace faultline::codes

namespace faultline {

/// Every code of the shocks layer.
std::span<const DiagnosticCode* const> shock_codes();

}  // namespace faultline
