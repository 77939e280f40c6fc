#include "interrupt.h"

#include <atomic>
#include <csignal>

namespace faultline::cli {
namespace {

// A signal handler has no other way to speak; it belongs to the one watch that lives.
std::atomic<int> noted{0};
static_assert(std::atomic<int>::is_always_lock_free);

void note(int number) {
  noted = number;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

InterruptWatch::InterruptWatch() {
  noted = 0;
  std::signal(SIGINT, note);
  std::signal(SIGTERM, note);
}

InterruptWatch::~InterruptWatch() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

int InterruptWatch::signal() const {
  return noted;
}

}  // namespace faultline::cli
