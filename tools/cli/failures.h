#pragma once

#include <stdexcept>

namespace faultline::cli {

/// A file, disk or pipe failed: exit status 5.
struct IoError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The work would not fit into memory: exit status 6.
struct BudgetError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The command line asks for something that does not exist: exit status 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace faultline::cli
