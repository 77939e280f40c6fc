#include "engine/tbb_tasks.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace faultline {

int tbb_concurrency() {
  return tbb::this_task_arena::max_concurrency();
}

void run_tbb_tasks(std::size_t n, int threads, void (*body)(void* data, std::size_t i), void* data) {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads);
  arena.execute([&] {
    tbb::parallel_for(
        std::size_t{0}, n, [&](std::size_t i) { body(data, i); }, tbb::simple_partitioner());
  });
}

}  // namespace faultline
