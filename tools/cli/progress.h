#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

namespace faultline::cli {

/// "  42 %  [########------------]  1.2M of 3M paths, 850k/s, 2 s left", without line end. `total` is the
/// number of paths at which the run ends at the latest.
std::string progress_line(std::uint64_t done, std::uint64_t total, double seconds,
                          const std::string& unit = "paths");

/// "  42 %  [########------------], 2 s left" of work that is known by its share.
std::string share_line(double share, double seconds);

/// A line on standard error that is drawn over and over, at most ten times a second; wiped when it dies.
class TerminalLine {
 public:
  explicit TerminalLine(bool shown) : shown_(shown) {}
  ~TerminalLine();
  TerminalLine(const TerminalLine&) = delete;
  TerminalLine& operator=(const TerminalLine&) = delete;

  /// Draws what `text` makes of the seconds so far. From any thread; one that finds another drawing goes on.
  void draw(const std::function<std::string(double seconds)>& text);

 private:
  using Clock = std::chrono::steady_clock;

  bool shown_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_;
  std::mutex drawing_;
};

/// Progress of a known number of things on such a line.
class ProgressLine {
 public:
  ProgressLine(bool shown, std::uint64_t total, std::string unit = "paths");

  /// From any thread.
  void update(std::uint64_t done);

 private:
  TerminalLine line_;
  std::uint64_t total_;
  std::string unit_;
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
