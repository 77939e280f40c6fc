#pragma once

namespace faultline::cli {

/// What the program returns; the same for every verb.
enum ExitStatus : int {
  done = 0,
  internal_error = 1,
  bad_input = 2,       ///< bad usage, or a scenario that is refused
  limit_not_held = 3,  ///< a limit was breached or is undecided
  precision_not_reached = 4,
  io_failed = 5,         ///< a file or disk
  budget_refused = 6,    ///< memory or time
  other_store = 7,       ///< a store belongs to another scenario, version or design, or is none
  interrupted_by = 128,  ///< plus the number of the signal
};

}  // namespace faultline::cli
