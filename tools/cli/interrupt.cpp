#include "interrupt.h"

#include <array>
#include <atomic>
#include <csignal>

namespace faultline::cli {
namespace {

constexpr std::array<int, 2> watched{SIGINT, SIGTERM};

// A signal handler has no other way to speak; it belongs to the one watch that lives.
std::atomic<int> noted{0};
static_assert(std::atomic<int>::is_always_lock_free);
std::array<struct sigaction, watched.size()> before;

void note(int number) {
  noted = number;
  for (std::size_t i = 0; i < watched.size(); ++i)
    if (before[i].sa_handler != SIG_IGN) std::signal(watched[i], SIG_DFL);
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
