#include "interrupt.h"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <ctime>

namespace faultline::cli {
namespace {

constexpr std::array<int, 2> watched{SIGINT, SIGTERM};

// A signal handler has no other way to speak; it belongs to the one watch that lives.
std::atomic<int> noted{0};
static_assert(std::atomic<int>::is_always_lock_free);
std::array<struct sigaction, watched.size()> before;

std::atomic<std::int64_t> noted_at{0};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

/// `timeout` and terminals may send one signal twice, to the program and to its group.
constexpr std::int64_t one_signal = 300'000'000;  // [ns]

std::int64_t nanoseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

void note(int number) {
  if (noted == 0) {
    noted_at = nanoseconds();
    noted = number;
  } else if (nanoseconds() - noted_at > one_signal) {
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
}

}  // namespace

InterruptWatch::InterruptWatch() {
  noted = 0;
  struct sigaction noting {};
  noting.sa_handler = note;
  noting.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < watched.size(); ++i) ::sigaction(watched[i], nullptr, &before[i]);
  for (std::size_t i = 0; i < watched.size(); ++i)
    if (before[i].sa_handler != SIG_IGN) ::sigaction(watched[i], &noting, nullptr);
}

InterruptWatch::~InterruptWatch() {
  for (std::size_t i = 0; i < watched.size(); ++i) ::sigaction(watched[i], &before[i], nullptr);
}

int InterruptWatch::signal() const {
  return noted;
}

}  // namespace faultline::cli
