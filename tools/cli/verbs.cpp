#include "verbs.h"

namespace faultline::cli {

std::vector<std::unique_ptr<Verb>> make_verbs(CLI::App& program) {
  std::vector<std::unique_ptr<Verb>> verbs;
  verbs.push_back(make_check());
  verbs.push_back(make_explain());
  verbs.push_back(make_run());
  verbs.push_back(make_replay());
  verbs.push_back(make_sweep());
  verbs.push_back(make_merge());
  verbs.push_back(make_diff());
  verbs.push_back(make_sensitivity());
  verbs.push_back(make_reverse());
  verbs.push_back(make_bench());
  verbs.push_back(make_new());
  verbs.push_back(make_schema());
  verbs.push_back(make_help(program));
  verbs.push_back(make_completion(program));
  verbs.push_back(make_man(program));
  return verbs;
}

}  // namespace faultline::cli
