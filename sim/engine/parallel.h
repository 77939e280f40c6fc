#pragma once

#include <cstddef>
#include <functional>

namespace faultline {

/// Processors this process may use.
int available_threads();

/// Calls body(0) ... body(n - 1), each once, on up to `threads` workers (0: all available). An exception of a
/// body is thrown on after the others have ended. Calls at the same time do not limit one another.
void run_parallel(std::size_t n, int threads, const std::function<void(std::size_t)>& body);

}  // namespace faultline
