#pragma once

namespace CLI {
class App;
}

namespace faultline::cli {

/// One verb of the command line: adds its options to the program, and runs once they are read.
class Verb {
 public:
  Verb() = default;
  Verb(const Verb&) = delete;
  Verb& operator=(const Verb&) = delete;
  virtual ~Verb() = default;

  /// Adds the subcommand to the program and returns it; its options live in this object.
  virtual CLI::App* add_to(CLI::App& program) = 0;
  /// Returns the exit status.
  virtual int run() = 0;
};

}  // namespace faultline::cli
