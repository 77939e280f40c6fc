#include "engine/parallel.h"

#include "engine/tbb_tasks.h"

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace faultline {
namespace {

/// What TBB orders, told to ThreadSanitizer, which cannot see into the uninstrumented library: everything
/// before the fork happens before every body, every body before what follows the join.
struct Ordering {
#if defined(__SANITIZE_THREAD__)
  char fork = 0, join = 0;
  void before_all() {
    __tsan_release(&fork);
  }
  void enter() {
    __tsan_acquire(&fork);
  }
  void leave() {
    __tsan_release(&join);
  }
  void after_all() {
    __tsan_acquire(&join);
  }
#else
  void before_all() {}
  void enter() {}
  void leave() {}
  void after_all() {}
#endif
};

struct Job {
  const std::function<void(std::size_t)>& body;
  Ordering ordering;
};

struct Leaving {
  Ordering& ordering;
  ~Leaving() { ordering.leave(); }
};

void call(void* data, std::size_t i) {
  Job& job = *static_cast<Job*>(data);
  job.ordering.enter();
  const Leaving leaving{job.ordering};
  job.body(i);
}

struct Joining {
  Ordering& ordering;
  ~Joining() { ordering.after_all(); }
};

}  // namespace

int available_threads() {
  return tbb_concurrency();
}

void run_parallel(std::size_t n, int threads, const std::function<void(std::size_t)>& body) {
  Job job{body, {}};
  job.ordering.before_all();
  const Joining joining{job.ordering};
  run_tbb_tasks(n, threads > 0 ? threads : available_threads(), &call, &job);
}

}  // namespace faultline
