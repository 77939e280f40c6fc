#pragma once

namespace faultline::cli {

/// While it lives, the first SIGINT or SIGTERM is only noted, so that the work can end in good order; a
/// second one, 0.3 s later or more, has its usual effect and ends the program at once. One that the caller
/// has the program ignore stays ignored. One at a time.
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
