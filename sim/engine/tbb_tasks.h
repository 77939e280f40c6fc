#pragma once

#include <cstddef>

namespace faultline {

/// The only way into TBB; compiled without ThreadSanitizer, whose view of the library would be half of it.
void run_tbb_tasks(std::size_t n, int threads, void (*body)(void* data, std::size_t i), void* data);
int tbb_concurrency();

}  // namespace faultline
