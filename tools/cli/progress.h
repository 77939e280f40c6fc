#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace faultline::cli {

/// "  42 %  [########------------]  1.2M of 3M paths, 850k/s, 2 s left", without line end. `total` is the
/// number of paths at which the run ends at the latest.
std::string progress_line(std::uint64_t done, std::uint64_t total, double seconds,
                          const std::string& unit = "paths");

/// A line on standard error that is drawn over and over, at most ten times a second; wiped when it dies.
class ProgressLine {
 public:
  ProgressLine(bool shown, std::uint64_t total, std::string unit = "paths");
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// From any thread; a thread that finds another drawing goes on.
  void update(std::uint64_t done);

 private:
  using Clock = std::chrono::steady_clock;

  bool shown_;
  bool drawn_ = false;
  std::uint64_t total_;
  std::string unit_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_;
  std::mutex drawing_;
};

/// The same as a line of its own every half a minute, for logs of what runs unattended.
class ProgressLog {
 public:
  ProgressLog(bool shown, std::uint64_t total, std::string unit,
              std::chrono::seconds interval = std::chrono::seconds(30));

  /// From any thread, one call at a time.
  void update(std::uint64_t done);

 private:
  using Clock = std::chrono::steady_clock;

  bool shown_;
  std::uint64_t total_;
  std::string unit_;
  std::chrono::seconds interval_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_ + interval_;
};

}  // namespace faultline::cli
