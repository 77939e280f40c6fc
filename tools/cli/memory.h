#pragma once

#include "plan/outputs.h"

#include <cstdint>
#include <optional>

namespace faultline::cli {

/// What a run of up to `paths` paths will hold [bytes], roughly: the samples kept (8 bytes per path and
/// column) or, beyond the kept number, a histogram of about 1 MB per column; one leaf per thread; and what it
/// takes to integrate terminal laws.
double estimated_memory(const Outputs& outputs, std::uint64_t paths, unsigned threads);

/// What this process may still take [bytes]: the least of the memory the system has available, the limit of
/// its control group and its address space limit. Nothing where none of them is known.
std::optional<double> available_memory();

/// The most paths a run may have: no limit but where its sampling rests on every sample.
std::uint64_t most_paths_kept(const Outputs& outputs);

/// BudgetError when the run has more paths than may be, or the estimate is beyond what is available.
void refuse_beyond_memory(const Outputs& outputs, std::uint64_t paths, unsigned threads);

}  // namespace faultline::cli
