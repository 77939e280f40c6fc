#include "engine/tbb_tasks.h"

#include <algorithm>
#include <optional>

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace faultline {

int tbb_concurrency() {
  return tbb::this_task_arena::max_concurrency();
}

void run_tbb_tasks(std::size_t n, int threads, void (*body)(void* data, std::size_t i), void* data) {
  // The arena bounds this call alone. TBB's limit holds for the whole process and is the least of all that
  // are in force, so it is only ever raised, where more threads are asked for than there are processors; a
  // lower one of the program's own stays, and TBB would complain about an arena beyond it.
  using control = tbb::global_control;
  std::optional<control> raised;
  const auto wanted = static_cast<std::size_t>(threads);
  if (wanted > control::active_value(control::max_allowed_parallelism))
    raised.emplace(control::max_allowed_parallelism, wanted);
  const std::size_t allowed = control::active_value(control::max_allowed_parallelism);
  tbb::task_arena arena(static_cast<int>(std::min(wanted, allowed)));
  arena.execute([&] {
    tbb::parallel_for(
        std::size_t{0}, n, [&](std::size_t i) { body(data, i); }, tbb::simple_partitioner());
  });
}

}  // namespace faultline
