#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace faultline {

/// What a run spends its time on.
enum class Phase : std::uint8_t {
  start,
  normals,
  expressions,
  diffusion,
  clocks,
  processes,
  measures,
  recording,
  tally
};

inline constexpr std::size_t phase_count = 9;

/// Seconds per phase: each lap goes to the phase that ends with it.
class PhaseTimes {
 public:
  void begin() { last_ = Clock::now(); }
  void lap(Phase phase) {
    const Clock::time_point now = Clock::now();
    seconds_[static_cast<std::size_t>(phase)] += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }
  double seconds(Phase phase) const { return seconds_[static_cast<std::size_t>(phase)]; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_{};
  std::array<double, phase_count> seconds_{};
};

}  // namespace faultline
