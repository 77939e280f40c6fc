#pragma once

#include <cstdio>
#include <cstdlib>

/// FAULTLINE_EXPECT(condition): a programmer's promise. A broken one is a bug of ours, never bad input; it is
/// checked in development and CI builds and stops the program there.
#if defined(FAULTLINE_EXPECT_ENABLED)
#define FAULTLINE_EXPECT(condition)                                                             \
  (static_cast<bool>(condition)                                                                 \
       ? static_cast<void>(0)                                                                   \
       : (std::fprintf(stderr, "%s:%d: broken contract: %s\n", __FILE__, __LINE__, #condition), \
          std::abort()))
#else
#define FAULTLINE_EXPECT(condition) static_cast<void>(0)
#endif
