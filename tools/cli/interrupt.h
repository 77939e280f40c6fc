#pragma once

namespace faultline::cli {

/// While it lives, the first SIGINT or SIGTERM is only noted, so that the work can end in good order; a
/// second one has its usual effect and ends the program at once. A signal that the caller has the program
/// ignore stays ignored. One at a time.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  /// The signal that arrived, 0 when none did. From any thread.
  int signal() const;
};

}  // namespace faultline::cli
