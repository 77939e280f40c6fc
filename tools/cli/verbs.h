#pragma once

#include "verb.h"

#include <memory>
#include <vector>

namespace faultline::cli {

std::unique_ptr<Verb> make_check();
std::unique_ptr<Verb> make_run();
std::unique_ptr<Verb> make_replay();
std::unique_ptr<Verb> make_explain();
std::unique_ptr<Verb> make_sweep();
std::unique_ptr<Verb> make_merge();
std::unique_ptr<Verb> make_diff();
std::unique_ptr<Verb> make_sensitivity();
std::unique_ptr<Verb> make_reverse();
std::unique_ptr<Verb> make_bench();
std::unique_ptr<Verb> make_new();
std::unique_ptr<Verb> make_schema();
/// These three describe the whole program, which must outlive them.
std::unique_ptr<Verb> make_help(CLI::App& program);
std::unique_ptr<Verb> make_completion(CLI::App& program);
std::unique_ptr<Verb> make_man(CLI::App& program);

/// Every verb, in the order of the help text.
std::vector<std::unique_ptr<Verb>> make_verbs(CLI::App& program);

}  // namespace faultline::cli
